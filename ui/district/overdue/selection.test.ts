import { expect, it } from 'vitest'

import type { OverdueDoor, OverdueWork, OverdueWorkRow } from '../generated/types'
import { chosen, keyOf } from './selection'

const door = (household: number, people: number) => ({ door: { household, address: `${household}` }, people, day: 3 }) as OverdueDoor
const row = (key: string, doors: OverdueDoor[]) => ({ key, doors }) as OverdueWorkRow
const first = row('1', [door(7, 2), door(8, 1)])
const work = {
  reasons: [
    { reason: 'not_done', rows: [first, row('2', [door(9, 4)])] },
    { reason: 'tried', rows: [row('1', [door(7, 2)])] },
  ],
} as OverdueWork

it('counts a household once that stands under two reasons', () => {
  const both = chosen(work, new Set([keyOf('not_done', first), keyOf('tried', first)]))
  expect([both.rows.length, both.doors.map((each) => each.door.household), both.people]).toEqual([2, [7, 8], 3])
})

it('tells rows of the same cadres under different reasons apart, and forgets what is gone', () => {
  expect(chosen(work, new Set([keyOf('tried', first), 'not_done 5'])).doors.map((each) => each.door.household)).toEqual([7])
  expect(chosen(work, new Set()).people).toBe(0)
})
