// The order of the due list: a walk from door to door, what is held still, and whom a check rings.
import { describe, expect, it } from 'vitest'

import type { DueRow } from '../../kit/generated/types'
import { byDoor, callsOf } from './checks'
import { itemsByDoor, itemsByTime } from './dueItems'
import { heldRows, newlyOpen } from './heldRows'

function row(part: Partial<DueRow>): DueRow {
  const empty = { door: 0, resident: null, residents: [], day: 1, days: 14, entry: null, summary: null, late: false, on_the_way: [] }
  return { check: '2020-02-27.2.1.1', kind: 'temperature', state: 'due', at: '10:50', due_at: 0, household: 1, address: '', community: '', ...empty, ...part }
}

describe('the due list', () => {
  it('goes from door to door in the order that the core gives', () => {
    const doors = byDoor([row({ household: 1, door: 1, address: '10号楼1单元101' }), row({ household: 2, door: 0, address: '2号楼1单元101' }), row({ household: 1, door: 1, address: '10号楼1单元101' })])
    expect(doors.map((door) => [door.address, door.rows.length])).toEqual([
      ['2号楼1单元101', 1],
      ['10号楼1单元101', 2],
    ])
  })

  it('rings each number of the one person that a check is about, and nobody where it is the door', () => {
    const residents = [
      { id: 1, name: '甲', phone: '13800000001 / 0433-2512345' },
      { id: 2, name: '乙', phone: null },
    ]
    expect(callsOf(row({ resident: 1, residents }))).toEqual(['13800000001', '0433-2512345'])
    expect(callsOf(row({ resident: 2, residents }))).toEqual([])
    expect(callsOf(row({ resident: null, residents }))).toEqual([])
  })
})

describe('the order that is held still', () => {
  const order = [row({ check: 'a' }), row({ check: 'b' }), row({ check: 'c', state: 'later', at: '18:00' }), row({ check: 'd', state: 'later', at: '18:00', household: 2 })]
  const later = [row({ check: 'c', state: 'due', at: '18:00' }), row({ check: 'b' }), row({ check: 'a', state: 'done', entry: 'e' }), row({ check: 'f', state: 'overdue' })]
  const keysOf = (items: readonly { key: string }[]) => items.map((item) => item.key)

  it('is the same whatever became of its checks, and shows what became of them', () => {
    const rows = heldRows(order, later)
    expect(rows.map(({ was, now, gone }) => [was.check, now.state, gone])).toEqual([
      ['a', 'done', false],
      ['b', 'due', false],
      ['c', 'due', false],
      ['d', 'later', true],
    ])
    expect(keysOf(itemsByTime(rows, new Set()))).toEqual(keysOf(itemsByTime(heldRows(order, order), new Set())))
    expect(keysOf(itemsByDoor(rows, new Set()))).toEqual(keysOf(itemsByDoor(heldRows(order, order), new Set())))
  })

  it('counts what has come due since, and what is new', () => {
    expect(newlyOpen(order, later).map((each) => each.check)).toEqual(['c', 'f'])
    expect(newlyOpen(order, order)).toEqual([])
  })

  it('is one line for later checks of one time until it is unfolded', () => {
    const rows = heldRows(order, order)
    expect(keysOf(itemsByTime(rows, new Set()))).toEqual(['due', 'a', 'b', 'later', 'later 18:00 temperature'])
    expect(keysOf(itemsByTime(rows, new Set(['later 18:00 temperature'])))).toEqual(['due', 'a', 'b', 'later', 'later 18:00 temperature', 'c', 'd'])
  })

  it('keeps the button for a whole household where it stood', () => {
    const doors = [row({ check: 'a', resident: 1 }), row({ check: 'b', resident: 2 })]
    const [head] = itemsByDoor(heldRows(doors, doors.map((each) => ({ ...each, state: 'done' as const }))), new Set())
    expect(head).toMatchObject({ type: 'door', whole: true, askable: 0 })
  })
})
