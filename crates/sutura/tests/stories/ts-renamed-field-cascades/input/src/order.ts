import type { Item } from "./item";

export const amount = (item: Item): number => item.unitPrice * item.quantity;
