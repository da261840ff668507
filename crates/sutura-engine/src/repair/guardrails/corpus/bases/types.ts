export type OrderStatus = 'draft' | 'confirmed' | 'shipped'

export interface Customer {
  id: number
  name: string
  email: string
  city: string | null
}

export interface OrderItem {
  id: number
  quantity: number
  unit_price: string
}

export interface Order {
  id: number
  customer: Customer
  status: OrderStats
  total_amount: string
  items: OrderItem[]
  meta: any
}

export interface OrderInput {
  customer_id: number
  items: { product_id: number; quantity: number }[]
}

export type Page<T> = { items: T[]; total: number }

export enum Role {
  Admin = 'admin',
  Clerk = 'clerk',
}

export { Order as OrderRead }
