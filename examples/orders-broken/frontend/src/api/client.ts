import type {
  Customer,
  CustomerInput,
  Order,
  OrderInput,
  OrderStatus,
  OrderSummary,
  Product,
  ProductInput,
} from './types'

export class ApiError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.name = 'ApiError'
    this.status = status
  }
}

type QueryParams = Record<string, string | number | boolean | undefined>

function buildUrl(path: string, params: QueryParams = {}): string {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(params)) {
    if (value !== undefined && value !== '') {
      query.set(key, String(value))
    }
  }
  const search = query.toString()
  return search ? `/api${path}?${search}` : `/api${path}`
}

async function request<T>(url: string, init?: RequestInit): Promise<T> {
  const response = await fetch(url, {
    ...init,
    headers: { 'Content-Type': 'application/json' },
  })
  if (!response.ok) {
    const body = await response.json().catch(() => null)
    const detail = typeof body?.detail === 'string' ? body.detail : response.statusText
    throw new ApiError(response.status, detail)
  }
  if (response.status === 204) {
    return undefined as T
  }
  return response.json() as Promise<T>
}

function send<T>(method: string, path: string, body: unknown): Promise<T> {
  return request<T>(buildUrl(path), { method, body: JSON.stringify(body) })
}

// Customers

export function listCustomers(search?: string): Promise<Customer[]> {
  return request(buildUrl('/customers', { search }))
}

export function createCustomer(input: CustomerInput): Promise<Customer> {
  return send('POST', '/customers', input)
}

export function updateCustomer(id: number, input: CustomerInput): Promise<Customer> {
  return send('PATCH', `/customers/${id}`, input)
}

export function deleteCustomer(id: number): Promise<void> {
  return request(buildUrl(`/customers/${id}`), { method: 'DELETE' })
}

// Products

export function listProducts(search?: string, includeInactive = false): Promise<Product[]> {
  return request(buildUrl('/products', { search, include_inactive: includeInactive }))
}

export function createProduct(input: ProductInput): Promise<Product> {
  return send('POST', '/products', input)
}

export function adjustStock(id: number, delta: number): Promise<Product> {
  return send('POST', `/products/${id}/stock`, { delta })
}

// Orders

export function listOrders(status?: OrderStatus): Promise<Order[]> {
  return request(buildUrl('/orders', { order_status: status }))
}

export function getOrder(id: number): Promise<Order> {
  return request(buildUrl(`/orders/${id}`))
}

export function getOrderSummary(): Promise<OrderSummary> {
  return request(buildUrl('/orders/summary'))
}

export function createOrder(input: OrderInput): Promise<Order> {
  return send('POST', '/orders', input)
}

export function updateOrderStatus(id: number, status: OrderStatus): Promise<Order> {
  return send('PATCH', `/orders/${id}/status`, { status })
}
