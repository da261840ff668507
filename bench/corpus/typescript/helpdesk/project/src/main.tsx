import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter, Route, Routes } from 'react-router'
import { App } from './App'
import { TicketsPage } from './pages/TicketsPage'

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <BrowserRouter>
      <Routes>
        <Route element={<App />}>
          <Route index element={<TicketsPage />} />
        </Route>
      </Routes>
    </BrowserRouter>
  </StrictMode>,
)
