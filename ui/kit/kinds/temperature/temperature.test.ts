// Keyed and pasted readings, and whom the one tap for a whole household asks.
import { describe, expect, it } from 'vitest'

import type { DueRow } from '../../generated/types'
import { askable } from './askable'
import examples from '../../../../crates/domain/src/celsius.json'
import { digitsIn, isDigits, judge, places, readingOf } from './reading'

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

/** As the core says it: a reading, or the code of the problem why it is none. */
function said(text: string): string {
  const read = digitsIn(text)
  if (!isDigits(read)) return read
  return judge(read, undefined, undefined) === 'impossible' ? 'reading_out_of_range' : readingOf(read)!
}

it.each(examples)('pasted, $typed is read as the core reads it: $read', ({ typed, read }) => {
  expect(said(typed)).toBe(read)
})

it('shows three digits that can be nobody\'s temperature as they are', () => {
  expect(digitsIn('33.9')).toBe('339')
  expect(digitsIn('９３．１ ℃')).toBe('931')
})

function row(part: Partial<DueRow>): DueRow {
  const empty = { door: 0, resident: null, residents: [], day: 1, days: 14, entry: null, summary: null, late: false, on_the_way: [] }
  return { check: '2020-02-27.2.1.1', kind: 'temperature', state: 'due', at: '10:50', due_at: 0, household: 1, address: '', community: '', ...empty, ...part }
}

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
