export type Currency = 'EUR' | 'USD' | 'GBP';

export interface Preferences {
  currency: Currency;
  locale: string;
  monthlyBudget: number;
}

export const defaultPreferences: Preferences = {
  currency: 'EUR',
  locale: 'en-IE',
  monthlyBudget: 1500,
};
