import { Col, List, Row } from 'antd';
import dayjs from 'dayjs';
import { BudgetCard } from '../components/BudgetCard';
import { useExpenses } from '../hooks/useExpenses';
import { usePreferences } from '../preferences/PreferencesContext';
import { formatMoney } from '../utils/money';
import { byCategory, inMonth, sumOf } from '../utils/summary';

export function DashboardPage() {
  const { expenses } = useExpenses();
  const { preferences } = usePreferences();
  const month = inMonth(expenses, dayjs().format('YYYY-MM'));
  return (
    <Row gutter={24}>
      <Col span={12}>
        <BudgetCard spent={sumOf(month)} />
      </Col>
      <Col span={12}>
        <List
          bordered
          dataSource={byCategory(month)}
          renderItem={(row) => (
            <List.Item>
              {row.category}: {formatMoney(row.total, preferences.currency, preferences.locale)} (
              {row.share}%)
            </List.Item>
          )}
        />
      </Col>
    </Row>
  );
}
