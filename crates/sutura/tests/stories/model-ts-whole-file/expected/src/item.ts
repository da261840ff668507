export interface Item {
  name: string;
  price: number;
}

export function empty(): Item {
  return { name: "", price: 0 };
}

export function isFree(item: Item): boolean {
  return item.price === 0;
}
