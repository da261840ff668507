import React, { useState } from "react";
import { Button, DatePicker, Form, Input, Select } from "antd";
import type { Dayjs } from "dayjs";
import { NewTask, Priority } from "../types/task";

interface TaskFormProps {
  onSubmit: (task: NewTask) => Promise<void>;
}

interface FormValues {
  title: string;
  description?: string;
  priority: Priority;
  dueDate?: Dayjs;
}

const TaskForm: React.FC<TaskFormProps> = ({ onSubmit }) => {
  const [form] = Form.useForm<FormValues>();
  const [submitting, setSubmitting] = useState(false);

  const handleFinish = async (values: FormValues) => {
    setSubmitting(true);
    try {
      await onSubmit({
        title: values.title.trim(),
        description: values.description,
        priority: values.priority,
        dueDate: values.dueDate ? values.dueDate.toISOString() : null,
      });
      form.resetFields();
    } finally {
      setSubmitting(false);
    }
  };

  return (
    <Form
      form={form}
      layout="inline"
      onFinish={handleFinish}
      initialValues={{ priority: Priority.Medium }}
    >
      <Form.Item name="title" rules={[{ required: true, message: "Please enter a title" }]}>
        <Input placeholder="What needs to be done?" />
      </Form.Item>
      <Form.Item name="description">
        <Input.TextArea rows={1} placeholder="Description" />
      </Form.Item>
      <Form.Item name="priority">
        <Select
          style={{ width: 120 }}
          options={[
            { value: Priority.Low, label: "Low" },
            { value: Priority.Medium, label: "Medium" },
            { value: Priority.High, label: "High" },
          ]}
        />
      </Form.Item>
      <Form.Item name="dueDate">
        <DatePicker />
      </Form.Item>
      <Form.Item>
        <Button type="primary" htmlType="submit" loading={submitting}>
          Add
        </Button>
      </Form.Item>
    </Form>
  );
};

export default TaskForm;
