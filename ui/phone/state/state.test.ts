// The small rules of input on the phone: keyed readings, local time, late entries, the order of a walk.
import { describe, expect, it } from 'vitest'

import type { DueRow, HouseholdView } from '../../kit/generated/types'
import { askable, byDoor, callsOf, namesOf, plannedAt, plannedOf } from './checks'
import { isBefore } from './clock'
import { itemsByDoor, itemsByTime } from './dueItems'
import { keyOf } from './key'
import { usePerson } from './person'
import { digitsIn, judge, places, readingOf } from './reading'
import { newlyOpen, stillRows } from './stillRows'
import { claimed, unset, withMinute } from './when'

describe('a keyed reading', () => {
  it.each([
    ['', ['_', '_', '_'], undefined],
    ['36', ['3', '6', '_'], undefined],
    ['365', ['3', '6', '5'], '36.5'],
  ])('%s stands in its places', (digits, shown, reading) => {
    expect(places(digits)).toEqual(shown)
    expect(readingOf(digits)).toBe(reading)
  })

  it.each([
    ['36', undefined, 'unfinished'],
    ['365', undefined, 'plain'],
    ['339', undefined, 'impossible'],
    ['340', undefined, 'low'],
    ['354', undefined, 'low'],
    ['355', undefined, 'plain'],
    ['372', undefined, 'plain'],
    ['373', undefined, 'fever'],
    ['420', undefined, 'fever'],
    ['421', undefined, 'impossible'],
    ['370', '35.5', 'plain'],
    ['371', '35.5', 'jump'],
  ])('%s after %s is %s', (digits, last, judgement) => {
    expect(judge(digits, '37.3', last)).toBe(judgement)
  })
})

it.each([
  ['36.5', '365'],
  ['36', '360'],
  ['３６．５', '365'],
  ['36,5', '365'],
  ['36。5', '365'],
  ['٣٦٫٥', '365'],
  ['36.5 ℃', '365'],
  ['36.5°C', '365'],
  ['36度5', '365'],
  ['摄氏36.5度', '365'],
  ['036.50', '365'],
  ['33.9', '339'],
  ['36.55', 'reading_too_fine'],
  ['365', 'reading_out_of_range'],
  ['98.6', 'reading_fahrenheit'],
  ['97.7°F', 'reading_fahrenheit'],
  ['36,500', 'not_a_number'],
  ['-36.5', 'not_a_number'],
  ['3.65e1', 'not_a_number'],
  ['体温 36.5', 'not_a_number'],
  ['', 'not_a_number'],
])('pasted, %s is read as %s', (text, read) => {
  expect(digitsIn(text)).toBe(read)
})

describe('the local time of the district', () => {
  it('comes before another one across midnight', () => {
    expect(isBefore({ date: '2020-02-27', minute: '23:50' }, { date: '2020-02-28', minute: '00:05' })).toBe(true)
    expect(isBefore({ date: '2020-02-28', minute: '00:05' }, { date: '2020-02-28', minute: '00:05' })).toBe(false)
  })
})

describe('the claimed time', () => {
  it('is now unless something was chosen', () => {
    expect(claimed(unset())).toBeNull()
    expect(claimed({ ...unset(), date: '2020-02-27', minute: '10:50', late: null })).toBe('2020-02-27T10:50')
  })

  it.each([
    ['of the day that the core will say', unset(), '20:15', { date: '', minute: '20:15', free: true }],
    ['of another such day where the core had said one', { ...unset(), date: '2020-02-26', minute: '20:15', free: true }, '00:10', { date: '', minute: '00:10', free: true }],
    ['of the day that was chosen', { ...unset(), date: '2020-02-26', minute: '20:15' }, '00:10', { date: '2020-02-26', minute: '00:10', free: false }],
    ['now again when it was emptied', { ...unset(), date: '2020-02-26', minute: '20:15', free: true }, '', { date: '', minute: '', free: false }],
    ['this minute of the chosen day when it was emptied', { ...unset(), date: '2020-02-26', minute: '20:15' }, '', { date: '2020-02-26', minute: '00:20', free: false }],
  ] as const)('with another time is %s', (_, was, minute, now) => {
    expect(withMinute(was, minute, '00:20')).toEqual({ ...now, late: null })
  })

  it('is bare where only the time was changed, so that the core says of which day it is', () => {
    expect(claimed({ ...unset(), minute: '20:15' })).toBe('20:15')
  })
})

describe('the key of a draft', () => {
  it('names the household second, and another person, entry or errand is another key', () => {
    const keys = [
      { sheet: 'temperature', household: 1, resident: 7 },
      { sheet: 'temperature', household: 1, resident: 8 },
      { sheet: 'temperature', household: 2, resident: 7 },
      { sheet: 'temperature', household: 1, resident: 7, entry: 'ab-1' },
      { sheet: 'errand', household: 1, what: 'beer' },
      { sheet: 'step', household: 1, errand: 'ab-1' },
    ] as const
    expect(keys.map(keyOf)).toEqual(['temperature/1/7///', 'temperature/1/8///', 'temperature/2/7///', 'temperature/1/7/ab-1//', 'errand/1////beer', 'step/1///ab-1/'])
  })
})

describe('whom an entry is about', () => {
  const home = (...ids: number[]) => ({ household: { residents: ids.map((id) => ({ id, name: String(id) })) } }) as unknown as HouseholdView
  it.each([
    ['the one who lives there alone', null, home(7), undefined, 7],
    ['nobody yet where there are two', null, home(7, 8), undefined, null],
    ['who was chosen', 8, home(7, 8), undefined, 8],
    ['nobody any more when the chosen one has left', 9, home(7, 8), undefined, null],
    ['who was given, also when that one has left', null, home(7, 8), 9, 9],
  ] as const)('is %s', (_, chosen, household, given, person) => {
    expect(usePerson({ resident: chosen }, () => household, given).value).toBe(person)
  })
})

function row(part: Partial<DueRow>): DueRow {
  const empty = { resident: null, residents: [], day: 1, days: 14, entry: null, summary: null, late: false, on_the_way: [] }
  return { check: '2020-02-27.2.1.1', kind: 'temperature', state: 'due', at: '10:50', due_at: 0, household: 1, address: '', community: '', ...empty, ...part }
}

describe('the due list', () => {
  it('goes from door to door by number, not by letter', () => {
    const doors = byDoor([row({ household: 1, address: '10号楼1单元101' }), row({ household: 2, address: '2号楼1单元101' }), row({ household: 1, address: '10号楼1单元101' })])
    expect(doors.map((door) => [door.address, door.rows.length])).toEqual([
      ['2号楼1单元101', 1],
      ['10号楼1单元101', 2],
    ])
  })

  it('offers the whole household once per person, and only what is open', () => {
    const rows = [
      row({ check: 'a', resident: 1, state: 'overdue' }),
      row({ check: 'b', resident: 1 }),
      row({ check: 'c', resident: 2, state: 'done' }),
      row({ check: 'd', resident: 3 }),
      row({ check: 'e', resident: 3, kind: 'contact' }),
    ]
    expect(askable(rows).map((each) => each.check)).toEqual(['a', 'd'])
  })

  it('names the one person that a check is about, and everyone where it is the door', () => {
    const residents = [
      { id: 1, name: '甲', phone: null },
      { id: 2, name: '乙', phone: null },
    ]
    expect(namesOf(row({ resident: 2, residents }))).toEqual(['乙'])
    expect(namesOf(row({ resident: null, residents }))).toEqual(['甲', '乙'])
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

  it('hands the planned time to the sheet and back', () => {
    expect(plannedAt(plannedOf(row({})))).toEqual({ date: '2020-02-27', minute: '10:50' })
    expect(plannedAt(undefined)).toBeUndefined()
  })
})

describe('the order that is held still', () => {
  const order = [row({ check: 'a' }), row({ check: 'b' }), row({ check: 'c', state: 'later', at: '18:00' }), row({ check: 'd', state: 'later', at: '18:00', household: 2 })]
  const later = [row({ check: 'c', state: 'due', at: '18:00' }), row({ check: 'b' }), row({ check: 'a', state: 'done', entry: 'e' }), row({ check: 'f', state: 'overdue' })]
  const keysOf = (items: readonly { key: string }[]) => items.map((item) => item.key)

  it('is the same whatever became of its checks, and shows what became of them', () => {
    const rows = stillRows(order, later)
    expect(rows.map(({ was, now, gone }) => [was.check, now.state, gone])).toEqual([
      ['a', 'done', false],
      ['b', 'due', false],
      ['c', 'due', false],
      ['d', 'later', true],
    ])
    expect(keysOf(itemsByTime(rows, new Set()))).toEqual(keysOf(itemsByTime(stillRows(order, order), new Set())))
    expect(keysOf(itemsByDoor(rows, new Set()))).toEqual(keysOf(itemsByDoor(stillRows(order, order), new Set())))
  })

  it('counts what has come due since, and what is new', () => {
    expect(newlyOpen(order, later).map((each) => each.check)).toEqual(['c', 'f'])
    expect(newlyOpen(order, order)).toEqual([])
  })

  it('is one line for later checks of one time until it is unfolded', () => {
    const rows = stillRows(order, order)
    expect(keysOf(itemsByTime(rows, new Set()))).toEqual(['due', 'a', 'b', 'later', 'later 18:00 temperature'])
    expect(keysOf(itemsByTime(rows, new Set(['later 18:00 temperature'])))).toEqual(['due', 'a', 'b', 'later', 'later 18:00 temperature', 'c', 'd'])
  })

  it('keeps the button for a whole household where it stood', () => {
    const doors = [row({ check: 'a', resident: 1 }), row({ check: 'b', resident: 2 })]
    const [head] = itemsByDoor(stillRows(doors, doors.map((each) => ({ ...each, state: 'done' as const }))), new Set())
    expect(head).toMatchObject({ type: 'door', whole: true, askable: 0 })
  })
})
