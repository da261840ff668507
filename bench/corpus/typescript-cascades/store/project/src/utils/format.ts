import dayjs from 'dayjs';
import type { OrderLine } from '../types';

const money = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' });

export function formatMoney(cents: number): string {
  return money.format(cents / 100);
}

export function formatDate(iso: string): string {
  return dayjs(iso).format('DD MMM YYYY');
}

export function orderTotal(lines: OrderLine[]): number {
  return lines.reduce((sum, line) => sum + line.quantity * line.product.priceCents, 0);
}
