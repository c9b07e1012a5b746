import { expect, it } from 'vitest'

import type { CoverageCounts } from '../generated/types'
import { level, percent } from './heat'

const count = (checks: number) => ({ checks, households: 0, people: 0 })
const coverage = (total: number, done: number, open: number, notAssigned = 0): CoverageCounts => ({
  total: count(total),
  done: count(done),
  tried: count(0),
  missed: count(0),
  unknown: count(total - done - open - notAssigned),
  not_assigned: count(notAssigned),
  open: count(open),
})

it('counts only what is closed, and says nothing while nothing is', () => {
  expect(percent(coverage(10, 4, 5))).toBe(80)
  expect(percent(coverage(10, 0, 10))).toBeUndefined()
  // What was due while nobody was responsible is held against nobody.
  expect(percent(coverage(10, 4, 2, 4))).toBe(100)
  expect(percent(coverage(10, 0, 2, 8))).toBeUndefined()
})

it('calls nothing complete that is not', () => {
  expect(percent(coverage(1000, 999, 0))).toBe(99)
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
