export const label = (price: number): string => formatPrice(price);
