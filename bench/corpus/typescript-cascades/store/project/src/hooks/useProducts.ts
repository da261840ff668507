import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { createProduct, fetchProduct, fetchProducts, updateStock } from '../api/products';
import type { ProductFilter, ProductInput } from '../types';

export function useProducts(filter: ProductFilter) {
  return useQuery({
    queryKey: ['products', filter],
    queryFn: () => fetchProducts(filter),
  });
}

export function useProduct(id: number) {
  return useQuery({ queryKey: ['product', id], queryFn: () => fetchProduct(id) });
}

export function useCreateProduct() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (input: ProductInput) => createProduct(input),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['products'] }),
  });
}

export function useUpdateStock(id: number) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (delta: number) => updateStock(id, delta),
    onSuccess: (product) => queryClient.setQueryData(['product', id], product),
  });
}
