import formatPrice from "./format";

export const label = (price: number): string => formatPrice(price);
