import { Select } from 'antd';
import { AppointmentStatus } from '../types';

const labels: Record<AppointmentStatus, string> = {
  [AppointmentStatus.Booked]: 'Booked',
  [AppointmentStatus.CheckedIn]: 'Checked in',
  [AppointmentStatus.Completed]: 'Completed',
  [AppointmentStatus.NoShow]: 'No show',
};

interface StatusSelectProps {
  value: AppointmentStatus;
  disabled?: boolean;
  onChange: (status: AppointmentStatus) => void;
}

export default function StatusSelect({ value, disabled, onChange }: StatusSelectProps) {
  const options = Object.values(AppointmentStatus).map((status) => ({
    value: status,
    label: labels[status],
  }));
  return <Select value={value} disabled={disabled} options={options} onChange={onChange} />;
}
