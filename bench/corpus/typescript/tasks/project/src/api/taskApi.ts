import axios from "axios";
import { NewTask, Task, TaskStatus } from "../types/task";

const api = axios.create({ baseURL: "/api/v1" });

api.interceptors.request.use((config) => {
  const token = localStorage.getItem("token");
  if (token) {
    config.headers.Authorization = `Bearer ${token}`;
  }
  return config;
});

export const getTasks = async (): Promise<Task[]> => {
  const response = await api.get<Task[]>("/tasks");
  return response.data;
};

export const createTask = async (task: NewTask): Promise<Task> => {
  const response = await api.post<Task>("/tasks", task);
  return response.data;
};

export const updateTaskStatus = async (id: string, status: TaskStatus): Promise<Task> => {
  const response = await api.patch<Task>(`/tasks/${id}`, { status });
  return response.data;
};

export const removeTask = async (id: string): Promise<void> => {
  await api.delete(`/tasks/${id}`);
};
