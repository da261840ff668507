import { Form, Input, InputNumber, Select } from 'antd';
import { usePreferences } from '../preferences/PreferencesContext';
import type { Currency } from '../types/preferences';

const currencies: Currency[] = ['EUR', 'USD', 'GBP'];

export function PreferencesPage() {
  const { preferences, update } = usePreferences();
  return (
    <Form layout="vertical">
      <Form.Item label="Currency">
        <Select
          value={preferences.currency}
          options={currencies.map((value) => ({ value, label: value }))}
          onChange={(currency) => update({ currency })}
        />
      </Form.Item>
      <Form.Item label="Locale">
        <Input
          value={preferences.locale}
          onChange={(event) => update({ locale: event.target.value })}
        />
      </Form.Item>
      <Form.Item label="Monthly budget">
        <InputNumber
          value={preferences.monthlyBudget}
          onChange={(value) => update({ monthlyBudget: value ?? 0 })}
        />
      </Form.Item>
    </Form>
  );
}
