// Rows of the due list in the order and groups that screens show. States come from the core; here they are only sorted apart.
import { personsOf } from '../../kit/checks'
import type { DueRow } from '../../kit/generated/types'
import { numbers } from '../../kit/phone'

export const isUnfinished = (row: DueRow): boolean => ['tried', 'missed', 'unknown', 'not_assigned'].includes(row.state)

/** Every number of the one person that it is about. */
export const callsOf = (row: DueRow): string[] => (row.resident === null ? [] : personsOf(row).flatMap((person) => numbers(person.phone || '')))

export interface DoorGroup {
  household: number
  order: number
  address: string
  community: string
  people: string[]
  day: number
  days: number
  rows: DueRow[]
}

/** By door, in the order of a walk. */
export function byDoor(rows: readonly DueRow[]): DoorGroup[] {
  const doors = new Map<number, DoorGroup>()
  for (const row of rows) {
    let door = doors.get(row.household)
    if (!door) {
      door = { household: row.household, order: row.door, address: row.address, community: row.community, people: [], day: row.day, days: row.days, rows: [] }
      doors.set(row.household, door)
    }
    door.rows.push(row)
    for (const person of row.residents) if (!door.people.includes(person.name)) door.people.push(person.name)
  }
  return [...doors.values()].sort((a, b) => a.order - b.order)
}
