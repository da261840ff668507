import axios from 'axios';

export const client = axios.create({ baseURL: '/api', timeout: 10_000 });

export interface Page<T> {
  items: T[];
  total: number;
}

export function toMessage(error: unknown): string {
  if (axios.isAxiosError<{ detail?: string }>(error)) {
    return error.response?.data.detail ?? error.message;
  }
  return error instanceof Error ? error.message : 'Unknown error';
}
