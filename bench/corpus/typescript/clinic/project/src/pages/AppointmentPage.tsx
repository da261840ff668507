import { Button, Card, Descriptions, Select, Spin } from 'antd';
import { useNavigate, useParams } from 'react-router';
import { useAppointment, useSetStatus } from '../hooks/useAppointments';
import type { AppointmentStatus } from '../types/appointment';
import { ageInYears, formatRange, fullName } from '../utils/time';

const STATUS_OPTIONS: { value: AppointmentStatus; label: string }[] = [
  { value: 'scheduled', label: 'Scheduled' },
  { value: 'completed', label: 'Completed' },
  { value: 'cancelled', label: 'Cancelled' },
  { value: 'no_show', label: 'No show' },
];

export default function AppointmentPage() {
  const params = useParams();
  const navigate = useNavigate();
  const appointmentId = Number(params.id);
  const { data: appointment } = useAppointment(appointmentId);
  const setStatus = useSetStatus(appointmentId);

  if (!appointment) {
    return <Spin />;
  }

  const { patient } = appointment;

  return (
    <Card
      title={fullName(patient)}
      extra={<Button onClick={() => navigate(-1)}>Back</Button>}
    >
      <Descriptions column={1}>
        <Descriptions.Item label="Time">
          {formatRange(appointment.startsAt, appointment.durationMinutes)}
        </Descriptions.Item>
        <Descriptions.Item label="Age">{ageInYears(patient.birthDate)}</Descriptions.Item>
        <Descriptions.Item label="Phone">{patient.phone ?? 'not given'}</Descriptions.Item>
        <Descriptions.Item label="Notes">{appointment.notes}</Descriptions.Item>
      </Descriptions>
      <Select<AppointmentStatus>
        value={appointment.status}
        options={STATUS_OPTIONS}
        loading={setStatus.isPending}
        onChange={(status) => setStatus.mutate(status)}
        style={{ width: 200 }}
      />
    </Card>
  );
}
