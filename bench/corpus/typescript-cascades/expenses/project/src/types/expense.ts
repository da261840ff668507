export const CATEGORIES = ['food', 'travel', 'housing', 'fun', 'other'] as const;

export type Category = (typeof CATEGORIES)[number];

export interface Expense {
  id: string;
  title: string;
  amount: number;
  category: Category;
  spentOn: string;
}

export type NewExpense = Omit<Expense, 'id'>;

export interface CategoryTotal {
  category: Category;
  total: number;
  share: number;
}
