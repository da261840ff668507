import type { User } from '../types';
import { http, setToken } from './http';

export async function login(name: string, password: string): Promise<User> {
  const { data } = await http.post<{ token: string; user: User }>('/login', { name, password });
  setToken(data.token);
  return data.user;
}

export async function fetchMe(): Promise<User> {
  const { data } = await http.get<User>('/me');
  return data;
}
