// The overdue list, filtered and put together by whom to ask. Pure; the rows and their order come from the server.
import type { CheckState, Contactable, OverdueRow } from '../generated/types'
import { keyOf } from '../shared/addresses'

export interface Wanted {
  state?: CheckState
  /** Of this day: a check of the evening before is due in no hour of it. */
  hour?: number
  date?: string
  community?: number
}

export interface Group {
  /** The same people owe all of its checks. */
  key: string
  owed_by: Contactable[]
  rows: OverdueRow[]
  households: number
  people: number
  longest: number
}

export const matches = (row: OverdueRow, wanted: Wanted): boolean =>
  (wanted.state === undefined || row.state === wanted.state) &&
  (wanted.hour === undefined || (row.date === wanted.date && Number(row.due.slice(0, 2)) === wanted.hour)) &&
  (wanted.community === undefined || row.door.community.id === wanted.community)

export const peopleOf = (rows: readonly OverdueRow[]): Set<number> => new Set(rows.reduce<number[]>((all, row) => all.concat(row.people), []))

/** By the people who owe the checks, whoever is longest overdue first. */
export function byCadre(rows: readonly OverdueRow[]): Group[] {
  const groups = new Map<string, OverdueRow[]>()
  for (const row of rows) {
    const key = keyOf(row)
    groups.set(key, (groups.get(key) || []).concat(row))
  }
  return [...groups].map(([key, each]) => ({
    key,
    owed_by: each[0]!.owed_by,
    rows: each,
    households: new Set(each.map((row) => row.door.household)).size,
    people: peopleOf(each).size,
    longest: Math.max(...each.map((row) => row.minutes_overdue)),
  }))
}
