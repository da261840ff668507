import type { Item } from "./item";

export const amount = (item: Item): number => item.unitPrise * item.quantity;
