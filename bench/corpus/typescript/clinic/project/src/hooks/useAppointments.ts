import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { bookAppointment, getAppointment, listAppointments, setStatus } from '../api/appointments';
import type { Appointment, AppointmentStatus } from '../types/appointment';

export function useAppointments(day: string) {
  return useQuery<Appointment[], Error>({
    queryKey: ['appointments', day],
    queryFn: () => listAppointments(day),
  });
}

export function useAppointment(id: number) {
  return useQuery({
    queryKey: ['appointment', id],
    queryFn: () => getAppointment(id),
    retry: 1,
  });
}

export function useBookAppointment() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: bookAppointment,
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['appointments'] });
    },
  });
}

export function useSetStatus(id: number) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (status: AppointmentStatus) => setStatus(id, status),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ['appointment', id] });
      void queryClient.invalidateQueries({ queryKey: ['appointments'] });
    },
  });
}
