import axios from 'axios';
import { Device, DeviceSettings, Reading } from '../types/device';

const BASE_URL = import.meta.env.VITE_SENSOR_API || 'http://localhost:8080';

export const devicesApi = {
    list: async (): Promise<Device[]> => {
        const { data } = await axios.get<Device[]>(`${BASE_URL}/devices`);
        return data;
    },

    readings: async (deviceId: string, hours = 24): Promise<Reading[]> => {
        const { data } = await axios.get<Reading[]>(`${BASE_URL}/devices/${deviceId}/readings`, {
            params: { hours },
        });
        return data;
    },

    saveSettings: async (deviceId: string, settings: DeviceSettings): Promise<Device> => {
        const { data } = await axios.put<Device>(`${BASE_URL}/devices/${deviceId}`, settings);
        return data;
    },
};
