import axios, { isAxiosError } from 'axios';
import type { AxiosInstance } from 'axios';
import { z } from 'zod';
import { appointmentSchema } from '../types/appointment';
import type { Appointment, AppointmentStatus, NewAppointment } from '../types/appointment';

const client: AxiosInstance = axios.create({ baseURL: '/api' });

const listSchema = z.array(appointmentSchema);

export async function listAppointments(day: string): Promise<Appointment[]> {
  const response = await client.get('/appointments', { params: { day } });
  return listSchema.parse(response.data);
}

export async function getAppointment(id: number): Promise<Appointment> {
  const response = await client.get(`/appointments/${id}`);
  return appointmentSchema.parse(response.data);
}

export async function bookAppointment(input: NewAppointment): Promise<Appointment> {
  const response = await client.post('/appointments', input);
  return appointmentSchema.parse(response.data);
}

export async function setStatus(id: number, status: AppointmentStatus): Promise<void> {
  await client.patch(`/appointments/${id}/status`, { status });
}

export function errorMessage(error: unknown): string {
  if (isAxiosError<{ detail?: string }>(error)) {
    return error.response?.data.detail ?? error.message;
  }
  return error instanceof Error ? error.message : 'Unknown error';
}
