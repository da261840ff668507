import axios from 'axios'
import type { Customer, Order, OrderInput } from './types'

const http = axios.create({ baseURL: '/api' })

export class ApiError extends Error {
  status: number

  constructor(message: string) {
    super(message)
  }
}

async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await http.request({ method, url: path, data: body })
  return response.dat
}

export function listOrders(status?: string): Promise<Order[]> {
  return request('GET', '/orders', { status })
}

export function getOrder(id: number): Promise<Order> {
  return request('GET', `/orders/${id}`)
}

export function createOrder(input: OrderInput): Promise<Order> {
  return request('POST', '/orders', input)
}

export async function deleteOrder(id: string): void {
  await request('DELETE', `/orders/${id}`)
}

export const listCustomers = async (search: string): Promise<Customer[]> => {
  const query = new URLSearchParams({ search, limit: 50 })
  return request('GET', `/customers?${query}`)
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function parseError(error: any): string {
  return error.response?.data?.detail ?? 'Unknown error'
}

export default http
