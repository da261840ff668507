import { createRoot } from 'react-dom/client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { MemoryRouter } from 'react-router';
import { App } from './App';

const client = new QueryClient();

createRoot(document.getElementById('root')!).render(
    <QueryClientProvider client={client}>
        <MemoryRouter>
            <App />
        </MemoryRouter>
    </QueryClientProvider>
);
