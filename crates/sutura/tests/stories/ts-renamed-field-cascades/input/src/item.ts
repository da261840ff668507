export interface Item {
  unitPrise: number;
  quantity: number;
}
