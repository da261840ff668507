import type { Item } from "./item";

export const isFree = (item: Item): boolean => item.unitPrise === 0;
