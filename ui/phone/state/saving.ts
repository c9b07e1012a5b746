// Saving from a tap: one way for rows and sheets, with undo for ten seconds and the next step after an alarm.
import { shallowRef } from 'vue'

import type { Draft, EntryId, Problem, Saved, Summary } from '../../kit/generated/types'
import { call } from '../../kit/host'
import { closeSheet, turnSheet } from './sheets'

const UNDO_MS = 10_000

export interface Done {
  entries: EntryId[]
  summary: Summary
  person: string
  more: number
  odd: boolean
}

/** What was saved last; it can be taken back while it stands here, unless it holds no entries. */
export const done = shallowRef<Done>()
/** Why the last tap outside a sheet did not save; a sheet shows its own. */
export const failed = shallowRef<Problem>()
/** Answers of the last save, for the sheet that says what to do next. */
export const lastSaved = shallowRef<Saved>()

let timer = 0

/** A correction is told as well, but not offered to be undone: that would take back the entry itself. */
export function tell(saved: readonly Saved[], undoable = true): void {
  const [first] = saved
  if (!first) return
  window.clearTimeout(timer)
  done.value = {
    entries: undoable ? saved.map((each) => each.entry) : [],
    summary: first.line.summary,
    person: first.line.resident_name || first.line.address,
    more: saved.length - 1,
    odd: saved.some((each) => each.odd),
  }
  timer = window.setTimeout(() => (done.value = undefined), UNDO_MS)
  if (typeof navigator.vibrate === 'function') navigator.vibrate(30)
}

export async function takeBack(): Promise<void> {
  const entries = done.value ? done.value.entries : []
  done.value = undefined
  window.clearTimeout(timer)
  await call('undo', { entries }).catch((problem: Problem) => (failed.value = problem))
}

/** Saves from a row's button: no sheet, a problem shows on the page. */
export async function saveAtOnce(draft: Draft): Promise<void> {
  failed.value = undefined
  try {
    tell([await call('save', { draft })])
  } catch (problem) {
    failed.value = problem as Problem
  }
}

/** What follows a save in a sheet: the next step after an alarm, else the sheet closes. */
export function afterSave(saved: Saved, corrects = false): void {
  lastSaved.value = saved
  tell([saved], !corrects)
  if (saved.alarm) turnSheet({ sheet: 'next', household: saved.line.household, resident: saved.line.resident, entry: saved.entry })
  else closeSheet()
}
