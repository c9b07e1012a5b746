// Saving from a tap: one way for rows and sheets, with undo of everything of the last ten seconds, and the next step after an alarm.
import { reactive, shallowRef } from 'vue'

import { newKey } from '../../kit/entry/once'
import { whereOf } from '../../kit/entry/where'
import type { Draft, EntryId, Saved, Summary } from '../../kit/generated/types'
import type { Problem } from '../../kit/problem'
import { call } from '../../kit/host'
import { closeSheet, turnSheet } from './sheets'

const UNDO_MS = 10_000
/** What was offered stays for a moment after it is over: a finger on its way to it must not meet what stood behind. */
const LEAVING_MS = 1_000

/** One act of saving. It can be taken back until it is over, unless it holds no entries. */
export interface Recent {
  key: string
  entries: EntryId[]
  summary: Summary
  person: string
  more: number
  odd: boolean
  undone: boolean
  over: boolean
}

/** What was saved in the last seconds, oldest first. */
export const recents = shallowRef<readonly Recent[]>([])
/** Why the last tap outside a sheet did not save; a sheet shows its own. */
export const failed = shallowRef<Problem>()
/** Answers of the last save, for the sheet that says what to do next. */
export const lastSaved = shallowRef<Saved>()
/** Checks that were answered by a tap on their card, with what was saved. */
export const answered = reactive(new Map<string, Saved>())
/** Entries whose own card stands on the screen and offers to take them back. */
export const carded = reactive(new Set<EntryId>())

const change = (key: string, part: Partial<Recent>) => (recents.value = recents.value.map((each) => (each.key === key ? { ...each, ...part } : each)))

/** A correction is told as well, but not offered to be undone: that would take back the entry itself. */
export function tell(saved: readonly Saved[], undoable = true): void {
  const [first] = saved
  if (!first) return
  const key = newKey()
  const recent: Recent = {
    key,
    entries: undoable ? saved.map((each) => each.entry) : [],
    summary: first.line.summary,
    person: first.line.resident_name || whereOf(first.line),
    more: saved.length - 1,
    odd: saved.some((each) => each.odd),
    undone: false,
    over: false,
  }
  recents.value = [...recents.value, recent]
  window.setTimeout(() => change(key, { over: true }), UNDO_MS)
  window.setTimeout(() => (recents.value = recents.value.filter((each) => each.key !== key)), UNDO_MS + LEAVING_MS)
  if (typeof navigator.vibrate === 'function') navigator.vibrate(30)
}

export const canUndo = (recent: Recent): boolean => recent.entries.length > 0 && !recent.undone && !recent.over

/** The act that saved `entry`, while it can be taken back. */
export const recentOf = (entry: EntryId | null | undefined): Recent | undefined =>
  recents.value.find((each) => canUndo(each) && entry !== null && entry !== undefined && each.entries.includes(entry))

export async function takeBack(entries: readonly EntryId[]): Promise<void> {
  try {
    await call('undo', { entries: [...entries] })
    forgetSaved(entries)
  } catch (problem) {
    failed.value = problem as Problem
  }
}

/** Entries that no longer stand are not offered to be taken back. */
export function forgetSaved(entries: readonly EntryId[]): void {
  recents.value = recents.value.map((each) => {
    const left = each.entries.filter((entry) => !entries.includes(entry))
    return left.length === each.entries.length ? each : { ...each, entries: left.length ? left : each.entries, undone: !left.length }
  })
  answered.forEach((saved, check) => entries.includes(saved.entry) && answered.delete(check))
}

/** Keys of saves from cards that have no answer yet. One that failed keeps its key, so that trying again saves nothing twice. */
const keys = new Map<string, string>()
export const saving = reactive(new Set<string>())

/** Saves from a card's button: no sheet, a problem shows on the page. */
export async function saveAtOnce(draft: Draft, check: string): Promise<void> {
  if (saving.has(check)) return
  saving.add(check)
  failed.value = undefined
  const once = keys.get(check) || newKey()
  keys.set(check, once)
  try {
    const saved = await call('save', { draft, once })
    keys.delete(check)
    answered.set(check, saved)
    tell([saved])
  } catch (problem) {
    failed.value = problem as Problem
  }
  saving.delete(check)
}

/** What follows a save in a sheet: the next step after an alarm, else the sheet closes. */
export function afterSave(saved: readonly Saved[], corrects: boolean): void {
  tell(saved, !corrects)
  const [first] = saved
  lastSaved.value = first
  if (first && first.alarm) turnSheet({ sheet: 'next', household: first.line.household ?? undefined, resident: first.line.resident, entry: first.entry })
  else closeSheet()
}

export function afterWithdrawal(entry: EntryId): void {
  forgetSaved([entry])
  closeSheet()
}
