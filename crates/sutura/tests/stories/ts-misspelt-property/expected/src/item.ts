export interface Item {
  name: string;
  price: number;
}

export const double = (item: Item): number => item.price * 2;
