// What the sheets of all kinds share: the claimed time, the name of a draft, whom an entry is about, the planned time.
import { beforeEach, describe, expect, it, vi } from 'vitest'

import type { DueRow, HouseholdView, Line } from '../generated/types'
import { loadWords } from '../i18n'
import { usePerson } from './person'
import { keyOf, plannedAt, plannedOf } from './sheetAddress'
import { claimed, isBefore, unset, withMinute } from './when'
import { shortWhere, whereOf } from './where'

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

it('hands the planned time to the sheet and back', () => {
  expect(plannedAt(plannedOf({ check: '2020-02-27.2.1.1', at: '10:50' } as DueRow))).toEqual({ date: '2020-02-27', minute: '10:50' })
  expect(plannedAt(undefined)).toBeUndefined()
})

describe('where an entry belongs', () => {
  const none = () => Promise.resolve({ default: {} })
  beforeEach(() => vi.stubGlobal('document', { documentElement: {} }))

  it.each([
    ['zh-CN', '楼栋（编号 7）', '更新后可见'],
    ['ko', '건물(번호 7)', '갱신한 뒤에 볼수 있음'],
    ['en', 'Building (no. 7)', 'Shown after an update'],
  ] as const)('is said in %s', async (locale, building, later) => {
    await loadWords(locale, { 'zh-CN': none, ko: none, en: none })
    const home = { household: 7, place: null, address: '3号楼2单元501' }
    const of = (place: Line['place']) => whereOf({ household: null, place, address: '' })
    expect([whereOf(home), shortWhere(home)]).toEqual(['3号楼2单元501', '3-2-501'])
    expect([of({ kind: 'building', id: 7 }), of(null), shortWhere({ household: null, place: null, address: '' })]).toEqual([building, later, later])
    expect(new Set((['site', 'building', 'workplace'] as const).map((kind) => of({ kind, id: 7 }))).size).toBe(3)
  })
})
