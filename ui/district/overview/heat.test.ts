import { expect, it } from 'vitest'

import type { CheckCounts } from '../generated/types'
import { level, percent } from './heat'

const checks = (total: number, done: number, open: number, notAssigned = 0): CheckCounts => ({
  total,
  done,
  tried: 0,
  missed: 0,
  unknown: total - done - open - notAssigned,
  not_assigned: notAssigned,
  open,
})

it('counts only what is closed, and says nothing while nothing is', () => {
  expect(percent(checks(10, 4, 5))).toBe(80)
  expect(percent(checks(10, 0, 10))).toBeUndefined()
  // What was due while nobody was responsible is held against nobody.
  expect(percent(checks(10, 4, 2, 4))).toBe(100)
  expect(percent(checks(10, 0, 2, 8))).toBeUndefined()
})

it('calls nothing complete that is not', () => {
  expect(percent(checks(1000, 999, 0))).toBe(99)
})

it.each([
  [0, 1],
  [49, 1],
  [50, 2],
  [74, 2],
  [75, 3],
  [89, 3],
  [90, 4],
  [99, 4],
  [100, 5],
])('shades %i per cent as level %i of five', (done, shade) => expect(level(done)).toBe(shade))
