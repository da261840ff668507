import { Typography } from 'antd'
import { formatMoney } from '../lib/format'

interface MoneyProps {
  amount: number
  strong?: boolean
}

export default function Money({ amount, strong = false }: MoneyProps) {
  return <Typography.Text strong={strong}>{formatMoney(amount)}</Typography.Text>
}
