import { Navigate, Route, Routes } from 'react-router'
import AppLayout from './components/AppLayout'
import Customers from './pages/Customers'
import OrderDetail from './pages/OrderDetail'
import Orders from './pages/Orders'
import Products from './pages/Products'

export default function App() {
  return (
    <Routes>
      <Route element={<AppLayout />}>
        <Route index element={<Navigate to="/orders" replace />} />
        <Route path="orders" element={<Orders />} />
        <Route path="orders/:orderId" element={<OrderDetail />} />
        <Route path="customers" element={<Customers />} />
        <Route path="products" element={<Products />} />
        <Route path="*" element={<Navigate to="/orders" replace />} />
      </Route>
    </Routes>
  )
}
