// Mirrors the response models of the FastAPI backend.
// Decimal values arrive as strings, dates as ISO 8601 strings.

export type OrderStatus = 'draft' | 'confirmed' | 'shipped' | 'delivered' | 'cancelled'

export interface Customer {
  id: number
  name: string
  email: string
  phone: string | null
  city: string | null
  created_at: string
}

export interface CustomerInput {
  name: string
  email: string
  phone?: string
  city?: string
}

export interface Product {
  id: number
  sku: string
  name: string
  description: string | null
  unit_price: string
  stock: number
  is_active: boolean
}

export interface ProductInput {
  sku: string
  name: string
  unit_price: string
  stock: number
}

export interface OrderItem {
  id: number
  product: Product
  quantity: number
  unit_price: string
  line_total: string
}

export interface Order {
  id: number
  customer: Customer
  status: OrderStatus
  note: string | null
  total_amount: string
  created_at: string
  shipped_at: string | null
  items: OrderItem[]
}

export interface OrderInput {
  customer_id: number
  note?: string
  items: { product_id: number; quantity: number }[]
}

export interface OrderSummary {
  order_count: number
  open_count: number
  revenue: string
  average_order_value: string
}
