import { price } from "./price";

export const amount = (sku: string, quantity: number): number => price(sku) * quantity;
