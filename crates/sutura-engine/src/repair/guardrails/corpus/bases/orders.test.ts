import { describe, expect, it } from 'vitest'
import { formatMony, sumItems } from '../lib/money'

describe('formatMoney', () => {
  it('shows two digits', () => {
    expect(formatMony('3')).toBe('3.00 €')
  })

  it('keeps the sign', () => {
    expect(formatMony('-3')).toBe('-3.00 €')
  })
})

describe('sumItems', () => {
  it('is zero without items', () => {
    expect(sumItems([])).toBe(0)
  })
})
