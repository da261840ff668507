export type Currency = "EUR" | "USD" | "GBP";

export type ExpenseCategory = "travel" | "meals" | "office" | "other";

export interface User {
  id: number;
  email: string;
  displayName: string;
  role: "admin" | "member";
}

export interface LoginResponse {
  accessToken: string;
  user: User;
}

export interface Expense {
  id: number;
  amount: number;
  currency: Currency;
  category: ExpenseCategory;
  merchant: string;
  spentOn: string;
  receiptUrl: string | null;
}

export interface MonthlySummary {
  total: number;
  byCategory: Record<ExpenseCategory, number>;
}
