import { describe, expect, it } from 'vitest'

import type { Contactable, OverdueRow } from '../generated/types'
import { byCadre, matches } from './attention'

const cadre = (id: number): Contactable => ({ cadre: id, name: `${id}`, office: '', phone: null, role: 'cadre', data_as_of: null, data_as_of_text: null, has_device: true })

const row = (household: number, people: number[], owed_by: number[], minutes: number): OverdueRow => ({
  check: `2020-03-01.1.${household}.${people[0]}`,
  kind: 'temperature',
  state: 'missed',
  date: '2020-03-01',
  due: '10:50',
  minutes_overdue: minutes,
  door: { household, code: '', address: '', community: { id: 7, street: '', name: '' } },
  resident: people.length === 1 ? people[0]! : null,
  resident_name: null,
  people,
  owed_by: owed_by.map(cadre),
})

describe('the overdue list by cadre', () => {
  it('keeps together what the same people owe, in the order of the longest overdue', () => {
    const groups = byCadre([row(1, [11], [1], 90), row(2, [21], [2], 80), row(1, [12], [1], 70), row(1, [11, 12], [1, 2], 60)])
    expect(groups.map((group) => [group.key, group.rows.length, group.longest])).toEqual([
      ['1', 2, 90],
      ['2', 1, 80],
      ['1+2', 1, 60],
    ])
  })

  it('counts a household and a person once, however many of their checks are overdue', () => {
    const [group] = byCadre([row(1, [11], [1], 90), row(1, [11], [1], 80), row(1, [11, 12], [1], 70)])
    expect([group!.households, group!.people]).toEqual([1, 2])
  })

  it('is narrowed by state, hour and community, and by nothing when nothing is asked', () => {
    const one = row(1, [11], [1], 90)
    expect(matches(one, {})).toBe(true)
    expect(matches(one, { state: 'missed', hour: 10, date: '2020-03-01', community: 7 })).toBe(true)
    expect(matches(one, { hour: 10, date: '2020-03-02' })).toBe(false)
    expect(matches(one, { state: 'tried' })).toBe(false)
    expect(matches(one, { hour: 1, date: '2020-03-01' })).toBe(false)
    expect(matches(one, { community: 8 })).toBe(false)
  })
})
