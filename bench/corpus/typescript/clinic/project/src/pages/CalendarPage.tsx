import { useState } from 'react';
import { Button, DatePicker, Empty, Flex, Skeleton, Timeline, Typography } from 'antd';
import dayjs from 'dayjs';
import { Link } from 'react-router';
import AppointmentDrawer from '../components/AppointmentDrawer';
import { useAppointments } from '../hooks/useAppointments';
import { formatRange, fullName, sortByStart } from '../utils/time';

export default function CalendarPage() {
  const [day, setDay] = useState(() => dayjs());
  const [drawerOpen, setDrawerOpen] = useState(false);
  const { data: appointments, isLoading } = useAppointments(day.format('YYYY-MM-DD'));

  const sorted = appointments ? sortByStart(appointments) : [];
  const booked = sorted.filter((a) => a.status !== 'cancelled');

  return (
    <>
      <Flex justify="space-between" align="center" style={{ marginBottom: 16 }}>
        <Typography.Title level={3}>{day.format('dddd, D MMMM')}</Typography.Title>
        <Flex gap="small">
          <DatePicker value={day} allowClear={false} onChange={(value) => value && setDay(value)} />
          <Button type="primary" onClick={() => setDrawerOpen(true)}>
            New appointment
          </Button>
        </Flex>
      </Flex>

      {isLoading && <Skeleton active />}
      {!isLoading && booked.length === 0 && <Empty description="No appointments on this day" />}
      <Timeline
        items={booked.map((appointment) => ({
          key: appointment.id,
          color: appointment.status === 'completed' ? 'green' : 'blue',
          content: (
            <Link to={`/appointments/${appointment.id}`}>
              {formatRange(appointment.startsAt, appointment.durationMinutes)}{' '}
              {fullName(appointment.patient)}
            </Link>
          ),
        }))}
      />

      <AppointmentDrawer open={drawerOpen} defaultDate={day} onClose={() => setDrawerOpen(false)} />
    </>
  );
}
