import type { Expense } from './types/expense';
import { defaultPreferences, type Preferences } from './types/preferences';

const EXPENSES_KEY = 'expenses';
const PREFERENCES_KEY = 'preferences';

export function loadExpenses(): Expense[] {
  const raw = localStorage.getItem(EXPENSES_KEY);
  return raw ? (JSON.parse(raw) as Expense[]) : [];
}

export function saveExpenses(expenses: Expense[]): void {
  localStorage.setItem(EXPENSES_KEY, JSON.stringify(expenses));
}

export function loadPreferences(): Preferences {
  const raw = localStorage.getItem(PREFERENCES_KEY);
  return raw ? { ...defaultPreferences, ...JSON.parse(raw) } : defaultPreferences;
}

export function savePreferences(preferences: Preferences): void {
  localStorage.setItem(PREFERENCES_KEY, JSON.stringify(preferences));
}
