import { Button, DatePicker, Form, Input, InputNumber, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { CATEGORIES, type NewExpense } from '../types/expense';

interface ExpenseFormProps {
  onAdd: (expense: NewExpense) => void;
}

type Values = Omit<NewExpense, 'spentOn'> & { spentOn: Dayjs };

export function ExpenseForm({ onAdd }: ExpenseFormProps) {
  const [form] = Form.useForm<Values>();

  const finish = ({ title, amount, category, spentOn }: Values) => {
    onAdd({ title, amount, category, spentOn: spentOn.format('YYYY-MM-DD') });
    form.resetFields();
  };

  return (
    <Form
      form={form}
      layout="inline"
      initialValues={{ category: 'other', spentOn: dayjs() }}
      onFinish={finish}
    >
      <Form.Item name="title" rules={[{ required: true }]}>
        <Input placeholder="What" />
      </Form.Item>
      <Form.Item name="amount" rules={[{ required: true }]}>
        <InputNumber min={0} precision={2} />
      </Form.Item>
      <Form.Item name="category">
        <Select options={CATEGORIES.map((value) => ({ value, label: value }))} />
      </Form.Item>
      <Form.Item name="spentOn">
        <DatePicker />
      </Form.Item>
      <Button type="primary" htmlType="submit">
        Add
      </Button>
    </Form>
  );
}
