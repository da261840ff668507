import type { Currency, Expense, ExpenseCategory, MonthlySummary } from "@/types/expense";

export const CATEGORY_LABELS: Record<ExpenseCategory, string> = {
  travel: "Travel",
  meals: "Meals & drinks",
  office: "Office supplies",
  other: "Other",
};

export function formatMoney(amount: number, currency: Currency): string {
  return new Intl.NumberFormat("en-GB", {
    style: "currency",
    currency,
    minimumFractionDigits: 2,
  }).format(amount);
}

export function summarize(expenses: Expense[]): MonthlySummary {
  const summary: MonthlySummary = {
    total: 0,
    byCategory: { travel: 0, meals: 0, office: 0, other: 0 },
  };
  for (const expense of expenses) {
    summary.total += expense.amount;
    summary.byCategory[expense.category] += expense.amount;
  }
  return summary;
}
