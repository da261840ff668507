export type StockLevel = 'in_stock' | 'low' | 'out'

export interface Supplier {
  id: number
  name: string
  email: string | null
}

export interface Product {
  id: number
  sku: string
  name: string
  price: number
  quantity: number
  reorderPoint: number
  supplier?: Supplier
  updatedAt: string
}

export interface ProductInput {
  sku: string
  name: string
  price: number
  quantity: number
  reorderPoint: number
}

export interface Page<T> {
  items: T[]
  total: number
}
