export enum AppointmentStatus {
  Booked = 'booked',
  CheckedIn = 'checked_in',
  Completed = 'completed',
  NoShow = 'no_show',
}

export interface Patient {
  id: string;
  firstName: string;
  lastName: string;
  birthDate: string;
  phone: string;
}

export interface Appointment {
  id: string;
  patient: Patient;
  doctor: string;
  startsAt: string;
  minutes: number;
  reason: string;
  status: AppointmentStatus;
}

export interface AppointmentInput {
  patientId: string;
  doctor: string;
  startsAt: string;
  minutes: number;
  reason: string;
}

export interface User {
  id: string;
  name: string;
  role: 'reception' | 'doctor';
}
