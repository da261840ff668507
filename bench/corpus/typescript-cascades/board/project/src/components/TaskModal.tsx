import { Button, DatePicker, Form, Input, Modal, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { COLUMN_ORDER, COLUMN_TITLES } from '../constants';
import { useBoard } from '../context/BoardContext';
import type { Task } from '../types';

interface TaskModalProps {
  task: Task;
  onClose: () => void;
}

type FormValues = Omit<Task, 'dueDate'> & { dueDate: Dayjs | null };

export function TaskModal({ task, onClose }: TaskModalProps) {
  const { dispatch } = useBoard();

  const save = ({ dueDate, ...values }: FormValues) => {
    dispatch({
      type: 'update',
      task: { ...task, ...values, dueDate: dueDate ? dueDate.format('YYYY-MM-DD') : null },
    });
    onClose();
  };

  const remove = () => {
    dispatch({ type: 'remove', id: task.id });
    onClose();
  };

  return (
    <Modal open title={task.title} footer={null} onCancel={onClose}>
      <Form<FormValues>
        layout="vertical"
        initialValues={{ ...task, dueDate: task.dueDate ? dayjs(task.dueDate) : null }}
        onFinish={save}
      >
        <Form.Item name="title" label="Title" rules={[{ required: true }]}>
          <Input />
        </Form.Item>
        <Form.Item name="notes" label="Notes">
          <Input.TextArea rows={4} />
        </Form.Item>
        <Form.Item name="column" label="Column">
          <Select
            options={COLUMN_ORDER.map((id) => ({ value: id, label: COLUMN_TITLES[id] }))}
          />
        </Form.Item>
        <Form.Item name="dueDate" label="Due">
          <DatePicker />
        </Form.Item>
        <Button type="primary" htmlType="submit">
          Save
        </Button>
        <Button danger type="link" onClick={remove}>
          Delete
        </Button>
      </Form>
    </Modal>
  );
}
