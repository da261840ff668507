import axios from "axios";
import type { Expense, LoginResponse } from "@/types/expense";

export const http = axios.create({
  baseURL: import.meta.env.VITE_API_BASE as string,
  headers: { "Content-Type": "application/json" },
});

http.interceptors.response.use(
  (response) => response,
  (error) => {
    if (error.response?.status === 401) {
      localStorage.removeItem("accessToken");
    }
    return Promise.reject(error);
  },
);

export async function login(email: string, password: string): Promise<LoginResponse> {
  const res = await http.post<LoginResponse>("/auth/login", { email, password });
  return res.data;
}

export async function fetchExpenses(month: string): Promise<Expense[]> {
  const res = await http.get<Expense[]>("/expenses", { params: { month } });
  return res.data;
}

export async function uploadReceipt(expenseId: number, file: File): Promise<string> {
  const form = new FormData();
  form.append("file", file);
  const res = await http.post<{ url: string }>(`/expenses/${expenseId}/receipt`, form);
  return res.data.url;
}
