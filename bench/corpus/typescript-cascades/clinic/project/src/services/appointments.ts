import type { Appointment, AppointmentInput, AppointmentStatus } from '../types';
import { http } from './http';

export async function listAppointments(day: string): Promise<Appointment[]> {
  const { data } = await http.get<Appointment[]>('/appointments', { params: { day } });
  return data;
}

export async function listForPatient(patientId: string): Promise<Appointment[]> {
  const { data } = await http.get<Appointment[]>(`/patients/${patientId}/appointments`);
  return data;
}

export async function book(input: AppointmentInput): Promise<Appointment> {
  const { data } = await http.post<Appointment>('/appointments', input);
  return data;
}

export async function changeStatus(id: string, status: AppointmentStatus): Promise<Appointment> {
  const { data } = await http.put<Appointment>(`/appointments/${id}/status`, { status });
  return data;
}
