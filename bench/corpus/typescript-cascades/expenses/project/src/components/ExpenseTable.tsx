import { Button, Table } from 'antd';
import { usePreferences } from '../preferences/PreferencesContext';
import type { Expense } from '../types/expense';
import { formatMoney } from '../utils/money';

interface ExpenseTableProps {
  expenses: Expense[];
  onRemove: (id: string) => void;
}

export function ExpenseTable({ expenses, onRemove }: ExpenseTableProps) {
  const { preferences } = usePreferences();
  return (
    <Table<Expense>
      rowKey="id"
      dataSource={expenses}
      columns={[
        { title: 'Date', dataIndex: 'spentOn' },
        { title: 'What', dataIndex: 'title' },
        { title: 'Category', dataIndex: 'category' },
        {
          title: 'Amount',
          align: 'right',
          sorter: (a, b) => a.amount - b.amount,
          render: (_, item) =>
            formatMoney(item.amount, preferences.currency, preferences.locale),
        },
        {
          key: 'remove',
          render: (_, item) => (
            <Button danger size="small" onClick={() => onRemove(item.id)}>
              Remove
            </Button>
          ),
        },
      ]}
    />
  );
}
