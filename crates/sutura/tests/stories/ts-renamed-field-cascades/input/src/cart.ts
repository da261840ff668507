import type { Item } from "./item";

export const isFree = (item: Item): boolean => item.unitPrice === 0;
