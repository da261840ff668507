import { formatPrise } from "./format";

export const label = (price: number): string => formatPrise(price);
