import { Flex } from 'antd';
import { ExpenseForm } from '../components/ExpenseForm';
import { ExpenseTable } from '../components/ExpenseTable';
import { useExpenses } from '../hooks/useExpenses';

export function ExpensesPage() {
  const { expenses, add, remove } = useExpenses();
  return (
    <Flex vertical gap="large">
      <ExpenseForm onAdd={add} />
      <ExpenseTable expenses={expenses} onRemove={remove} />
    </Flex>
  );
}
