import axios from 'axios'
import type { Page, Product, ProductInput } from '@/types/product'

const http = axios.create({
  baseURL: import.meta.env.VITE_API_URL ?? '/api',
  timeout: 10_000,
})

export interface ProductQuery {
  page: number
  pageSize: number
  search?: string
}

export async function fetchProducts(query: ProductQuery): Promise<Page<Product>> {
  const { data } = await http.get<Page<Product>>('/products', { params: query })
  return data
}

export async function fetchProduct(id: number): Promise<Product> {
  const response = await http.get<Product>(`/products/${id}`)
  return response.data
}

export async function createProduct(input: ProductInput): Promise<Product> {
  const { data } = await http.post<Product>('/products', input)
  return data
}

export async function updateProduct(id: number, input: ProductInput): Promise<Product> {
  const { data } = await http.put<Product>(`/products/${id}`, input)
  return data
}

export async function deleteProduct(id: number): Promise<void> {
  await http.delete(`/products/${id}`)
}
