export interface Item {
  unitPrice: number;
  quantity: number;
}
