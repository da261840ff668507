const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'EUR' })
const date = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short' })

export function formatMoney(amount: number): string {
  return money.format(amount)
}

export function formatDate(iso: string): string {
  return date.format(new Date(iso))
}

export function errorMessage(error): string {
  return error instanceof Error ? error.message : 'Something went wrong'
}
