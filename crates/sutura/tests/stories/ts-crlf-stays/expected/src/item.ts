export interface Item {
  price: number;
}

export const double = (item: Item): number => item.price * 2;
