// Rows of the due list in the order and groups that screens show. States come from the core; here they are only sorted apart.
import type { DueRow, PersonName } from '../../kit/generated/types'
import { t } from '../../kit/i18n'
import { numbers } from '../../kit/phone'
import { isolatedAll } from '../../kit/text'
import type { Local } from './clock'

export const isOpen = (row: DueRow): boolean => row.state === 'due' || row.state === 'overdue'
export const isUnfinished = (row: DueRow): boolean => ['tried', 'missed', 'unknown', 'not_assigned'].includes(row.state)

/** Who is meant: the one person, or everyone behind the door. */
export const personsOf = (row: DueRow): PersonName[] => row.residents.filter((person) => row.resident === null || person.id === row.resident)

export const namesOf = (row: DueRow): string[] => personsOf(row).map((person) => person.name)

/** The same as one text, for who hears it. */
export const peopleOf = (row: DueRow): string => isolatedAll(namesOf(row), t('list_separator'))

/** Every number of the one person that it is about. */
export const callsOf = (row: DueRow): string[] => (row.resident === null ? [] : personsOf(row).flatMap((person) => numbers(person.phone || '')))

/** The date and minute that the plan names, as they travel in a sheet's address. */
export const plannedOf = (row: DueRow): string => `${row.check.slice(0, 10)}T${row.at}`

export function plannedAt(planned: string | undefined): Local | undefined {
  const [date, minute] = (planned || '').split('T')
  return date && minute ? { date, minute } : undefined
}

export interface DoorGroup {
  household: number
  address: string
  community: string
  people: string[]
  day: number
  days: number
  rows: DueRow[]
}

/** By door, in the order of a walk: community, then building, entrance and flat by their numbers. */
export function byDoor(rows: readonly DueRow[]): DoorGroup[] {
  const doors = new Map<number, DoorGroup>()
  for (const row of rows) {
    let door = doors.get(row.household)
    if (!door) {
      door = { household: row.household, address: row.address, community: row.community, people: [], day: row.day, days: row.days, rows: [] }
      doors.set(row.household, door)
    }
    door.rows.push(row)
    for (const person of row.residents) if (!door.people.includes(person.name)) door.people.push(person.name)
  }
  const order = new Intl.Collator('zh-CN', { numeric: true })
  return [...doors.values()].sort((a, b) => order.compare(a.community + a.address, b.community + b.address))
}

/** Whose temperature can be logged as normal in one pass: every person of the door with an open temperature check. */
export const askable = (rows: readonly DueRow[]): DueRow[] =>
  rows.filter((row, place) => row.kind === 'temperature' && isOpen(row) && rows.findIndex((other) => other.kind === row.kind && isOpen(other) && other.resident === row.resident) === place)
