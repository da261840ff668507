export interface Reading {
    takenAt: string;
    celsius: number;
    humidity?: number;
}

export interface Device {
    id: string;
    label: string;
    room: string;
    online: boolean;
    batteryPercent: number;
    thresholds: {
        min: number;
        max: number;
    };
    lastReading: Reading | null;
}

export type DeviceSettings = Pick<Device, 'label' | 'room' | 'thresholds'>;
