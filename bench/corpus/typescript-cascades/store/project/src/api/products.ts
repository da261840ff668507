import type { Product, ProductFilter, ProductInput } from '../types';
import { client, type Page } from './client';

export async function fetchProducts(filter: ProductFilter = {}): Promise<Page<Product>> {
  const { data } = await client.get<Page<Product>>('/products', { params: filter });
  return data;
}

export async function fetchProduct(id: number): Promise<Product> {
  const { data } = await client.get<Product>(`/products/${id}`);
  return data;
}

export async function createProduct(input: ProductInput): Promise<Product> {
  const { data } = await client.post<Product>('/products', input);
  return data;
}

export async function updateStock(id: number, delta: number): Promise<Product> {
  const { data } = await client.post<Product>(`/products/${id}/stock`, { delta });
  return data;
}
