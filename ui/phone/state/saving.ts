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

/** What was saved last and can still be taken back. */
export const done = shallowRef<Done>()
/** Why the last tap outside a sheet did not save; a sheet shows its own. */
export const failed = shallowRef<Problem>()
/** Answers of the last save, for the sheet that says what to do next. */
export const lastSaved = shallowRef<Saved>()

let timer = 0

export function offerUndo(saved: readonly Saved[]): void {
  const [first] = saved
  if (!first) return
  window.clearTimeout(timer)
  done.value = {
    entries: saved.map((each) => each.entry),
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
    afterSave(await call('save', { draft }), false)
  } catch (problem) {
    failed.value = problem as Problem
  }
}

/** What follows a save: the next step after an alarm, else the sheet closes; undo either way. */
export function afterSave(saved: Saved, fromSheet: boolean): void {
  lastSaved.value = saved
  offerUndo([saved])
  if (saved.alarm && fromSheet) turnSheet({ sheet: 'next', household: saved.line.household, resident: saved.line.resident, entry: saved.entry })
  else if (fromSheet) closeSheet()
}
