export function firstLong(names: string[]): string {
  const found = names.find((name) => name.length > 8);
  return found.toUpperCase();
}

export function count(names: string[]): number {
  return names.length;
}
