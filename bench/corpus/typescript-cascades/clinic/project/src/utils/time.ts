import dayjs, { type Dayjs } from 'dayjs';
import type { Appointment, Patient } from '../types';

export function dayKey(day: Dayjs): string {
  return day.format('YYYY-MM-DD');
}

export function slotLabel(startsAt: string, minutes: number): string {
  const start = dayjs(startsAt);
  return `${start.format('HH:mm')} - ${start.add(minutes, 'minute').format('HH:mm')}`;
}

export function ageOf(patient: Patient): number {
  return dayjs().diff(dayjs(patient.birthDate), 'year');
}

export function isPast(appointment: Appointment): boolean {
  return dayjs(appointment.startsAt).add(appointment.minutes, 'minute').isBefore(dayjs());
}
