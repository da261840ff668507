import dayjs from 'dayjs';
import { CATEGORIES, type CategoryTotal, type Expense } from '../types/expense';
import { percentOf } from './money';

export function inMonth(expenses: Expense[], month: string): Expense[] {
  return expenses.filter((item) => dayjs(item.spentOn).format('YYYY-MM') === month);
}

export function sumOf(expenses: Expense[]): number {
  return expenses.reduce((sum, item) => sum + item.amount, 0);
}

export function byCategory(expenses: Expense[]): CategoryTotal[] {
  const all = sumOf(expenses);
  return CATEGORIES.map((category) => {
    const total = sumOf(expenses.filter((item) => item.category === category));
    return { category, total, share: percentOf(total, all) };
  }).filter((row) => row.total > 0);
}
