import { useMemo, useState } from 'react';
import { loadExpenses, saveExpenses } from '../storage';
import type { Expense, NewExpense } from '../types/expense';

export function useExpenses() {
  const [expenses, setExpenses] = useState<Expense[]>(() => loadExpenses());

  const replace = (next: Expense[]) => {
    setExpenses(next);
    saveExpenses(next);
  };

  const add = (expense: NewExpense) =>
    replace([...expenses, { ...expense, id: crypto.randomUUID() }]);

  const remove = (id: string) => replace(expenses.filter((item) => item.id !== id));

  const sorted = useMemo(
    () => [...expenses].sort((a, b) => b.spentOn.localeCompare(a.spentOn)),
    [expenses],
  );

  return { expenses: sorted, add, remove };
}
