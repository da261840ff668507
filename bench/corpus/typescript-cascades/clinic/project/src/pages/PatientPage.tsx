import { Card, Descriptions, Empty, Statistic } from 'antd';
import { useParams } from 'react-router';
import AppointmentList from '../components/AppointmentList';
import { usePatientHistory } from '../hooks/useAppointments';
import { AppointmentStatus } from '../types';
import { ageOf, slotLabel } from '../utils/time';

export default function PatientPage() {
  const { patientId = '' } = useParams();
  const { data: history = [] } = usePatientHistory(patientId);
  if (history.length === 0) return <Empty />;

  const patient = history[0].patient;
  const missed = history.filter((a) => a.status === AppointmentStatus.NoShow).length;
  const last = history[history.length - 1];

  return (
    <Card title={`${patient.firstName} ${patient.lastName}`}>
      <Descriptions>
        <Descriptions.Item label="Age">{ageOf(patient)}</Descriptions.Item>
        <Descriptions.Item label="Phone">{patient.phone.replace(/(\d{3})/g, '$1 ')}</Descriptions.Item>
        <Descriptions.Item label="Last slot">
          {slotLabel(last.startsAt, last.minutes)}
        </Descriptions.Item>
      </Descriptions>
      <Statistic title="Missed" value={missed} />
      <AppointmentList appointments={history} />
    </Card>
  );
}
