import { Badge, Calendar, Card, Flex } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import AppointmentList from '../components/AppointmentList';
import { useDay } from '../hooks/useAppointments';
import { AppointmentStatus } from '../types';
import { dayKey } from '../utils/time';

export default function CalendarPage() {
  const [day, setDay] = useState(dayjs());
  const { data: appointments = [] } = useDay(dayKey(day));
  const waiting = appointments.filter((a) => a.status === AppointmentStatus.CheckedIn);

  return (
    <Flex gap="large" style={{ padding: 24 }}>
      <Calendar fullscreen={false} value={day} onSelect={setDay} />
      <Card
        style={{ flex: 1 }}
        title={day.format('dddd D MMMM')}
        extra={<Badge count={waiting.length} title="Waiting" />}
      >
        <AppointmentList appointments={appointments} showPatient />
      </Card>
    </Flex>
  );
}
