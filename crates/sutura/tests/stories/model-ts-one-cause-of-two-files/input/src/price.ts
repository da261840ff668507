export function price(sku: string): string {
  return sku.length * 1.5;
}

export function isKnown(sku: string): boolean {
  return sku.startsWith("A");
}

export function group(sku: string): string {
  return sku.slice(0, 3);
}
