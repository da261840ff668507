export interface Product {
  id: number;
  sku: string;
  name: string;
  category: string;
  priceCents: number;
  stock: number;
}

export type ProductInput = Omit<Product, 'id'>;

export interface ProductFilter {
  search?: string;
  category?: string;
}
