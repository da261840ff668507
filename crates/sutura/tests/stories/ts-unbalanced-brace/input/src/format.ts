export function formatPrice(price: number): string {
  if (price < 0) {
    return "free";
  }
  return price.toFixed(2);
