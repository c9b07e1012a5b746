import { expect, it } from 'vitest'

import type { RosterRefused } from '../generated/types'
import { refusedAsCsv } from './csv'
import { assign, fix, remember } from './state'

it('keeps what was said last about a cell, and what was said about others', () => {
  const first = fix([], { line: 4, field: 'phone', value: '1' })
  const other = fix(first, { line: 4, field: 'first_day', value: '2020-02-26' })
  expect(fix(other, { line: 4, field: 'phone', value: '2' })).toEqual([
    { line: 4, field: 'first_day', value: '2020-02-26' },
    { line: 4, field: 'phone', value: '2' },
  ])
})

it('takes a field from the column that held it', () => {
  expect(assign(['street', null, 'phone'], 1, 'phone')).toEqual(['street', 'phone', null])
  expect(assign(['street', 'phone'], 1, null)).toEqual(['street', null])
  expect(assign([null, null], 1, null)).toEqual([null, null])
})

it('writes the wrong rows as a spreadsheet reads them, with line and reason', () => {
  const refused: RosterRefused = {
    names: ['姓名', '电话'],
    rows: [{ line: 17, cells: ['安"某', '1,2\n3', '多'], field: 'phone', reason: 'bad_phone', value: '' }, { line: 18, cells: [], field: null, reason: 'quotes', value: '' }],
  }
  expect(refusedAsCsv(refused, { line: '行', reason: '哪里不对' }, (row) => row.reason)).toBe('\uFEFF"姓名","电话","行","哪里不对"\r\n"安""某","1,2\n3","17","bad_phone"\r\n"","","18","quotes"\r\n')
})

it('writes nothing that a spreadsheet would reckon', () => {
  const cells = ['=1+1', '@SUM(A1)', '+1+cmd', '-2+3', '\t=1', '—', '--', '+86 138 0000 0001', '3-2']
  const rows: RosterRefused['rows'] = [{ line: 2, cells, field: null, reason: 'quotes', value: '' }]
  const text = refusedAsCsv({ names: cells.map(() => 'a'), rows }, { line: 'b', reason: 'c' }, () => 'd').split('\r\n')[1]
  expect(text).toBe('"\'=1+1","\'@SUM(A1)","\'+1+cmd","\'-2+3","\'\t=1","—","--","+86 138 0000 0001","3-2","2","d"')
})

it('remembers what the same names meant last, of a few files', () => {
  const of = (names: string) => ({ names, columns: [null] })
  expect(remember([of('a'), of('b')], { names: 'b', columns: ['phone'] })).toEqual([{ names: 'b', columns: ['phone'] }, of('a')])
  expect(remember(Array.from({ length: 20 }, (_, at) => of(String(at))), of('new'))).toHaveLength(20)
})
