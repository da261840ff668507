import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { fetchOrders, setOrderStatus } from '../api/orders';
import type { OrderStatus } from '../types';

export function useOrders(status?: OrderStatus) {
  return useQuery({ queryKey: ['orders', status], queryFn: () => fetchOrders(status) });
}

export function useSetOrderStatus() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, status }: { id: number; status: OrderStatus }) =>
      setOrderStatus(id, status),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['orders'] }),
  });
}
