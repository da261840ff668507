import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Badge, Card, Collapse, Progress, Statistic, Tabs } from 'antd';
import { devicesApi } from '../api/devices';
import { DeviceSettingsButton } from '../components/DeviceSettings';
import type { Device } from '../types/device';
import { average, groupByRoom, isOutOfRange, lastSeen } from '../utils/readings';

const DeviceCard = ({ device }: { device: Device }) => {
    const { data: readings = [] } = useQuery({
        queryKey: ['readings', device.id],
        queryFn: () => devicesApi.readings(device.id),
        refetchInterval: 60_000,
    });

    return (
        <Card
            size="small"
            title={<Badge status={device.online ? 'success' : 'default'} text={device.label} />}
            extra={<DeviceSettingsButton device={device} />}
            style={isOutOfRange(device) ? { borderColor: 'red' } : undefined}
        >
            <Statistic title="Average (24 h)" value={average(readings)} precision={1} suffix="C" />
            <Progress percent={device.batteryPercent} size="small" />
            <span>Last seen {lastSeen(device)}</span>
        </Card>
    );
};

export const DevicesPage = () => {
    const [activeKey, setActiveKey] = useState('rooms');
    const { data, isPending } = useQuery({
        queryKey: ['devices'],
        queryFn: devicesApi.list,
    });

    const devices = data ?? [];
    const rooms = [...groupByRoom(devices).entries()];

    return (
        <Card loading={isPending}>
            <Tabs
                activeKey={activeKey}
                onChange={setActiveKey}
                items={[
                    {
                        key: 'rooms',
                        label: 'Rooms',
                        children: (
                            <Collapse
                                items={rooms.map(([room, roomDevices]) => ({
                                    key: room,
                                    label: `${room} (${roomDevices.length})`,
                                    children: roomDevices.map((device) => (
                                        <DeviceCard key={device.id} device={device} />
                                    )),
                                }))}
                            />
                        ),
                    },
                    {
                        key: 'alerts',
                        label: 'Alerts',
                        children: devices
                            .filter(isOutOfRange)
                            .map((device) => <DeviceCard key={device.id} device={device} />),
                    },
                ]}
            />
        </Card>
    );
};
