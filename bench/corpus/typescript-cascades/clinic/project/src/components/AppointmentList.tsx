import { List, Typography } from 'antd';
import { Link } from 'react-router';
import { useAuth } from '../contexts/AuthContext';
import { useChangeStatus } from '../hooks/useAppointments';
import { AppointmentStatus, type Appointment } from '../types';
import { ageOf, isPast, slotLabel } from '../utils/time';
import StatusSelect from './StatusSelect';

interface AppointmentListProps {
  appointments: Appointment[];
  showPatient?: boolean;
}

export default function AppointmentList({ appointments, showPatient }: AppointmentListProps) {
  const { user } = useAuth();
  const change = useChangeStatus();
  return (
    <List
      dataSource={appointments}
      renderItem={(item) => (
        <List.Item
          actions={[
            <StatusSelect
              key="status"
              value={item.status}
              disabled={
                user?.role !== 'reception' || item.status === AppointmentStatus.Completed
              }
              onChange={(status) => change.mutate({ id: item.id, status })}
            />,
          ]}
        >
          <Typography.Text delete={item.status === AppointmentStatus.NoShow} disabled={isPast(item)}>
            {slotLabel(item.startsAt, item.minutes)} {item.doctor}: {item.reason}
          </Typography.Text>
          {showPatient && (
            <Link to={`/patients/${item.patient.id}`}>
              {item.patient.firstName} {item.patient.lastName} ({ageOf(item.patient)})
            </Link>
          )}
        </List.Item>
      )}
    />
  );
}
