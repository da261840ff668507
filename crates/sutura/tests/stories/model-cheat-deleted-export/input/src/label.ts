export function label(id: number): string {
  return id;
}

export function shelf(id: number): string {
  return `shelf ${id % 10}`;
}

export function room(id: number): string {
  return `room ${Math.floor(id / 100)}`;
}

export function isExpress(id: number): boolean {
  return id > 9000;
}
