import { useState } from 'react';
import { Button, Form, Input, Modal, Slider } from 'antd';
import { SettingOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { devicesApi } from '../api/devices';
import type { Device, DeviceSettings } from '../types/device';

type Props = {
    device: Device;
};

type FormShape = {
    label: string;
    room: string;
    range: [number, number];
};

export const DeviceSettingsButton = ({ device }: Props) => {
    const [open, setOpen] = useState(false);
    const [form] = Form.useForm<FormShape>();
    const queryClient = useQueryClient();

    const save = useMutation({
        mutationFn: (settings: DeviceSettings) => devicesApi.saveSettings(device.id, settings),
        onSuccess: async () => {
            await queryClient.invalidateQueries({ queryKey: ['devices'] });
            setOpen(false);
        },
    });

    const onFinish = ({ label, room, range }: FormShape) => {
        save.mutate({
            label,
            room,
            thresholds: { min: range[0], max: range[1] },
        });
    };

    return (
        <>
            <Button icon={<SettingOutlined />} onClick={() => setOpen(true)} />
            <Modal
                open={open}
                title={`Settings: ${device.label}`}
                onCancel={() => setOpen(false)}
                onOk={() => form.submit()}
                confirmLoading={save.isPending}
                destroyOnHidden
            >
                <Form
                    form={form}
                    onFinish={onFinish}
                    initialValues={{
                        label: device.label,
                        room: device.room,
                        range: [device.thresholds.min, device.thresholds.max],
                    }}
                >
                    <Form.Item name="label" label="Label">
                        <Input />
                    </Form.Item>
                    <Form.Item name="room" label="Room">
                        <Input />
                    </Form.Item>
                    <Form.Item name="range" label="Range">
                        <Slider range min={-30} max={60} />
                    </Form.Item>
                </Form>
            </Modal>
        </>
    );
};
