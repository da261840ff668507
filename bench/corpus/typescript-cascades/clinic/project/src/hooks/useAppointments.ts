import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { book, changeStatus, listAppointments, listForPatient } from '../services/appointments';
import type { AppointmentStatus } from '../types';

export function useDay(day: string) {
  return useQuery({ queryKey: ['appointments', day], queryFn: () => listAppointments(day) });
}

export function usePatientHistory(patientId: string) {
  return useQuery({
    queryKey: ['history', patientId],
    queryFn: () => listForPatient(patientId),
  });
}

export function useBook() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: book,
    onSuccess: () => client.invalidateQueries({ queryKey: ['appointments'] }),
  });
}

export function useChangeStatus() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: { id: string; status: AppointmentStatus }) =>
      changeStatus(change.id, change.status),
    onSuccess: () => client.invalidateQueries(),
  });
}
