import { Card, Progress } from 'antd';
import { usePreferences } from '../preferences/PreferencesContext';
import { formatMoney, percentOf } from '../utils/money';

interface BudgetCardProps {
  spent: number;
}

export function BudgetCard({ spent }: BudgetCardProps) {
  const { preferences } = usePreferences();
  const { currency, locale, monthlyBudget } = preferences;
  const percent = percentOf(spent, monthlyBudget);
  return (
    <Card title="Budget this month">
      <Progress percent={percent} status={percent > 100 ? 'exception' : 'normal'} />
      {formatMoney(spent, currency, locale)} of {formatMoney(monthlyBudget, currency, locale)}
    </Card>
  );
}
