import dayjs from 'dayjs';
import relativeTime from 'dayjs/plugin/relativeTime';
import { Device, Reading } from '../types/device';

dayjs.extend(relativeTime);

export const lastSeen = (device: Device): string => {
    if (device.lastReading === null) {
        return 'never';
    }
    return dayjs(device.lastReading.takenAt).fromNow();
};

export const average = (readings: Reading[]): number => {
    if (readings.length === 0) {
        return 0;
    }
    const sum = readings.reduce((acc, reading) => acc + reading.celsius, 0);
    return sum / readings.length;
};

export const isOutOfRange = (device: Device): boolean => {
    const celsius = device.lastReading?.celsius;
    if (celsius === undefined) {
        return false;
    }
    return celsius < device.thresholds.min || celsius > device.thresholds.max;
};

export const groupByRoom = (devices: Device[]): Map<string, Device[]> => {
    const rooms = new Map<string, Device[]>();
    devices.forEach((device) => {
        const existing = rooms.get(device.room) ?? [];
        rooms.set(device.room, [...existing, device]);
    });
    return rooms;
};
