// Which rows of the overdue page are chosen, and what they come to. A household that stands in several rows counts once.
import type { OverdueDoor, OverdueWork, OverdueWorkRow } from '../generated/types'

/** Rows of different reasons may have the same key. */
export const keyOf = (reason: string, row: OverdueWorkRow): string => `${reason} ${row.key}`

export interface Chosen {
  rows: OverdueWorkRow[]
  doors: OverdueDoor[]
  people: number
}

/** The rows under these keys that are still there. */
export function chosen(work: OverdueWork, keys: ReadonlySet<string>): Chosen {
  const rows = work.reasons.flatMap(({ reason, rows }) => rows.filter((row) => keys.has(keyOf(reason, row))))
  const doors = new Map(rows.flatMap((row) => row.doors).map((door) => [door.door.household, door]))
  const all = [...doors.values()]
  return { rows, doors: all, people: all.reduce((sum, door) => sum + door.people, 0) }
}
