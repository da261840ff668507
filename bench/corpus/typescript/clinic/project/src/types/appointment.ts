import { z } from 'zod';

export const appointmentStatus = z.enum(['scheduled', 'completed', 'cancelled', 'no_show']);
export type AppointmentStatus = z.infer<typeof appointmentStatus>;

export const patientSchema = z.object({
  id: z.number().int(),
  firstName: z.string(),
  lastName: z.string(),
  phone: z.string().nullable(),
  birthDate: z.string(),
});
export type Patient = z.infer<typeof patientSchema>;

export const appointmentSchema = z.object({
  id: z.number().int(),
  patient: patientSchema,
  startsAt: z.string(),
  durationMinutes: z.number().positive(),
  status: appointmentStatus,
  notes: z.string().optional(),
});
export type Appointment = z.infer<typeof appointmentSchema>;

export const newAppointmentSchema = z.object({
  patientId: z.number().int(),
  startsAt: z.string(),
  durationMinutes: z.number().positive(),
  notes: z.string().optional(),
});
export type NewAppointment = z.infer<typeof newAppointmentSchema>;
