// Checks in an order that is held, beside how they are now.
import { isOpen } from '../../kit/checks'
import type { DueRow } from '../../kit/generated/types'

/** A check as it was when the order was taken, and as it is now. */
export interface HeldRow {
  was: DueRow
  now: DueRow
  /** No longer on the list: the household left, or another day began. */
  gone: boolean
}

export function heldRows(order: readonly DueRow[], rows: readonly DueRow[]): HeldRow[] {
  const current = new Map(rows.map((row) => [row.check, row]))
  return order.map((was) => ({ was, now: current.get(was.check) || was, gone: !current.has(was.check) }))
}

/** What is open now and was not among what was open. */
export function newlyOpen(order: readonly DueRow[], rows: readonly DueRow[]): DueRow[] {
  const shown = new Set(order.filter(isOpen).map((row) => row.check))
  return rows.filter((row) => isOpen(row) && !shown.has(row.check))
}
