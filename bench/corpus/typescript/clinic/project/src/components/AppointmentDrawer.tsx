import { App, Button, DatePicker, Drawer, Form, Input, InputNumber } from 'antd';
import type { Dayjs } from 'dayjs';
import { errorMessage } from '../api/appointments';
import { useBookAppointment } from '../hooks/useAppointments';
import type { NewAppointment } from '../types/appointment';

type Props = {
  open: boolean;
  defaultDate: Dayjs;
  onClose: () => void;
};

type FormValues = {
  patientId: number;
  startsAt: Dayjs;
  durationMinutes: number;
  notes?: string;
};

export default function AppointmentDrawer({ open, defaultDate, onClose }: Props) {
  const { message } = App.useApp();
  const [form] = Form.useForm<FormValues>();
  const book = useBookAppointment();

  const submit = async (values: FormValues) => {
    const payload: NewAppointment = {
      patientId: values.patientId,
      startsAt: values.startsAt.toISOString(),
      durationMinutes: values.durationMinutes,
      notes: values.notes,
    };
    try {
      await book.mutateAsync(payload);
      message.success('Appointment booked');
      form.resetFields();
      onClose();
    } catch (error) {
      message.error(errorMessage(error));
    }
  };

  return (
    <Drawer
      title="New appointment"
      open={open}
      onClose={onClose}
      extra={
        <Button type="primary" loading={book.isPending} onClick={() => form.submit()}>
          Book
        </Button>
      }
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ startsAt: defaultDate, durationMinutes: 30 }}
        onFinish={submit}
      >
        <Form.Item name="patientId" label="Patient ID" rules={[{ required: true }]}>
          <InputNumber min={1} />
        </Form.Item>
        <Form.Item name="startsAt" label="Starts at" rules={[{ required: true }]}>
          <DatePicker showTime={{ format: 'HH:mm' }} />
        </Form.Item>
        <Form.Item name="durationMinutes" label="Duration (minutes)">
          <InputNumber min={5} step={5} />
        </Form.Item>
        <Form.Item name="notes" label="Notes">
          <Input.TextArea rows={3} />
        </Form.Item>
      </Form>
    </Drawer>
  );
}
