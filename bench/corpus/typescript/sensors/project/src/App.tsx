import { lazy, Suspense } from 'react';
import { Spin } from 'antd';
import { Route, Routes } from 'react-router';

const DevicesPage = lazy(() =>
    import('./pages/DevicesPage').then((module) => ({ default: module.DevicesPage }))
);

export const App = () => (
    <Suspense fallback={<Spin size="large" />}>
        <Routes>
            <Route path="*" element={<DevicesPage />} />
        </Routes>
    </Suspense>
);
