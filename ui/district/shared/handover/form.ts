// What is typed into the sheet, and what of it is asked for. Times are local texts, as the fields have them and the server reads them.
import type { HandOver, OverdueDoor } from '../../generated/types'
import type { HandoverKind } from './kind'

export interface Form {
  to: number | undefined
  /** Empty means now. */
  from: string
  until: string
  note: string
  /** Households that are not given away after all. */
  left: number[]
}

/** Undefined while something is lacking. */
export function bodyOf(form: Form, kind: HandoverKind, given: readonly OverdueDoor[], seen: number): HandOver | undefined {
  if (form.to === undefined || !given.length || (kind === 'cover' && !form.until)) return undefined
  const body: HandOver = { households: given.map((door) => door.door.household), to: form.to, seen }
  if (form.from) body.from = form.from
  if (kind === 'cover') body.until = form.until
  if (form.note.trim()) body.note = form.note
  return body
}
