import dayjs from 'dayjs';
import type { Appointment, Patient } from '../types/appointment';

export function formatRange(startsAt: string, minutes: number): string {
  const start = dayjs(startsAt);
  const end = start.add(minutes, 'minute');
  return `${start.format('HH:mm')} - ${end.format('HH:mm')}`;
}

export function sortByStart(appointments: Appointment[]): Appointment[] {
  return [...appointments].sort(
    (a, b) => new Date(a.startsAt).getTime() - new Date(b.startsAt).getTime(),
  );
}

export function fullName(patient: Patient): string {
  return `${patient.firstName} ${patient.lastName}`;
}

export function ageInYears(birthDate: string): number {
  return dayjs().diff(dayjs(birthDate), 'year');
}
