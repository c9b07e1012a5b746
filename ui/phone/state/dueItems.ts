// The due list as one flat list of items, so that only what is near the screen need be drawn. Its order is that of the still rows.
import { isOpen } from '../../kit/checks'
import type { DueRow } from '../../kit/generated/types'
import { askable } from '../../kit/kinds/temperature/askable'
import { byDoor, callsOf, isUnfinished, type DoorGroup } from './checks'
import type { HeldRow } from './heldRows'

interface Placed {
  key: string
  /** Lines that follow each other are one surface. */
  first?: boolean
  last?: boolean
}

export type DueItem = Placed &
  (
    | { type: 'title'; state: 'overdue' | 'due' | 'unfinished' | 'later'; count: number }
    | { type: 'card'; row: HeldRow; atDoor: boolean }
    | { type: 'line'; row: HeldRow; atDoor: boolean }
    | { type: 'group'; rows: HeldRow[]; open: boolean }
    | { type: 'free'; next: DueRow | undefined; many: boolean }
    | { type: 'door'; door: DoorGroup; whole: boolean; askable: number }
    | { type: 'done'; count: number; open: boolean }
  )

type Opened = ReadonlySet<string>

const was = (state: DueRow['state']) => (row: HeldRow) => row.was.state === state
const card = (atDoor: boolean) => (row: HeldRow): DueItem => ({ key: row.was.check, type: 'card', row, atDoor })
const line = (atDoor: boolean) => (row: HeldRow): DueItem => ({ key: row.was.check, type: 'line', row, atDoor })

function section(state: 'overdue' | 'due', rows: readonly HeldRow[]): DueItem[] {
  const mine = rows.filter(was(state))
  return mine.length ? [{ key: state, type: 'title', state, count: mine.filter((row) => isOpen(row.now)).length }, ...mine.map(card(false))] : []
}

/** Later checks of one kind at one time are one line that unfolds. */
function groups(rows: readonly HeldRow[], opened: Opened): DueItem[] {
  const times = new Map<string, HeldRow[]>()
  for (const row of rows) {
    const key = `later ${row.was.at} ${row.was.kind}`
    times.set(key, [...(times.get(key) || []), row])
  }
  return [...times].flatMap(([key, members]): DueItem[] => {
    if (members.length === 1) return members.map(line(false))
    const open = opened.has(key)
    return [{ key, type: 'group', rows: members, open }, ...(open ? members.map(line(false)) : [])]
  })
}

function doneItems(rows: readonly HeldRow[], opened: Opened): DueItem[] {
  const done = rows.filter(was('done'))
  if (!done.length) return []
  const open = opened.has('done')
  return [{ key: 'done', type: 'done', count: done.length, open }, ...(open ? done.map(line(false)) : [])]
}

export function itemsByTime(rows: readonly HeldRow[], opened: Opened): DueItem[] {
  const open = [...section('overdue', rows), ...section('due', rows)]
  const unfinished = rows.filter((row) => isUnfinished(row.was))
  const later = rows.filter(was('later'))
  const items = [...open]
  if (rows.length && !open.length && (later.length || unfinished.every(was('not_assigned')))) items.push({ key: 'free', type: 'free', next: later[0] && later[0].was, many: later.length > 0 })
  if (unfinished.length) items.push({ key: 'unfinished', type: 'title', state: 'unfinished', count: unfinished.length }, ...unfinished.map(line(false)))
  if (later.length) items.push({ key: 'later', type: 'title', state: 'later', count: later.length }, ...groups(later, opened))
  return surfaces([...items, ...doneItems(rows, opened)])
}

/** From door to door in the order of a walk. */
export function itemsByDoor(rows: readonly HeldRow[], opened: Opened): DueItem[] {
  const still = new Map(rows.map((row) => [row.was.check, row]))
  const doors = byDoor(rows.map((row) => row.was)).flatMap((door): DueItem[] => {
    const mine = door.rows.map((row) => still.get(row.check)!)
    const head: DueItem = { key: `door ${door.household}`, type: 'door', door, whole: askable(door.rows).length > 1, askable: askable(mine.map((row) => row.now)).length }
    const rest = mine.filter((row) => !isOpen(row.was) && row.was.state !== 'done')
    return [head, ...mine.filter((row) => isOpen(row.was)).map(card(true)), ...rest.map(line(true))]
  })
  return surfaces([...doors, ...doneItems(rows, opened)])
}

const isLine = (item: DueItem | undefined) => item !== undefined && (item.type === 'line' || item.type === 'group')

function surfaces(items: DueItem[]): DueItem[] {
  return items.map((item, place) => (isLine(item) ? { ...item, first: !isLine(items[place - 1]), last: !isLine(items[place + 1]) } : item))
}

/** Pixels at the standard text size, until an item was drawn once. */
export function guessHeight(item: DueItem): number {
  if (item.type === 'card') return 168 + 56 * item.row.was.on_the_way.length + (callsOf(item.row.was).length > 1 ? 52 : 0)
  if (item.type === 'door') return item.whole ? 172 : 100
  return { title: 51, line: 84, group: 72, free: 200, done: 72 }[item.type]
}
