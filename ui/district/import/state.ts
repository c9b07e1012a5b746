// An import from its file to its commit: what was chosen, what the server says about it, and which step is looked at. The file lies
// at the server for a day under a number that this tab keeps, so that a page that is loaded again goes on where it was.
import { computed, ref, shallowRef } from 'vue'

import * as api from '../generated/api'
import type { MendedCell, RosterChoices, RosterCommitted, RosterField, RosterUpload } from '../generated/types'
import { isProblem, type Problem } from '../shared/server/problem'

export const STEPS = ['map', 'check', 'difference', 'done'] as const
export type Step = (typeof STEPS)[number]

interface Kept {
  id: string
  name: string
  choices: RosterChoices
}

const KEY = 'daylog-import'
const nothingChosen = (): RosterChoices => ({ sheet: null, columns: null, mended: [], left_out: [], complete: false, blank_clears: false, over_edits: false })

/** Without what was said before about the same cell. */
export const fix = (before: MendedCell[], cell: MendedCell): MendedCell[] =>
  before.filter((each) => each.line !== cell.line || each.field !== cell.field).concat(cell)

/** Each field is in one column: who is named again takes it from the other. */
export const assign = (columns: (RosterField | null)[], place: number, field: RosterField | null): (RosterField | null)[] =>
  columns.map((held, at) => (at === place ? field : held === field ? null : held))

interface Remembered {
  names: string
  columns: (RosterField | null)[]
}

const COLUMNS_KEY = 'daylog-import-columns'
const MOST_REMEMBERED = 20

/** With what these names meant last, and without the oldest of too many. */
export const remember = (before: Remembered[], now: Remembered): Remembered[] => [now].concat(before.filter((each) => each.names !== now.names)).slice(0, MOST_REMEMBERED)

const namesOf = (upload: RosterUpload): string => JSON.stringify(upload.columns.map((column) => column.name))
const fieldsOf = (upload: RosterUpload): (RosterField | null)[] => upload.columns.map((column) => column.field)

function remembered(): Remembered[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(COLUMNS_KEY) || '[]')
    return Array.isArray(stored) ? (stored as Remembered[]) : []
  } catch {
    return []
  }
}

function rememberColumns(upload: RosterUpload): void {
  try {
    localStorage.setItem(COLUMNS_KEY, JSON.stringify(remember(remembered(), { names: namesOf(upload), columns: fieldsOf(upload) })))
  } catch {
    // A browser that keeps nothing asks again the next time.
  }
}

function kept(): Kept | undefined {
  try {
    return (JSON.parse(sessionStorage.getItem(KEY) || 'null') as Kept | null) || undefined
  } catch {
    return undefined
  }
}

export function useImport() {
  const name = ref('')
  const seen = shallowRef<RosterUpload>()
  const choices = shallowRef(nothingChosen())
  const step = ref<Step>('map')
  const busy = ref(false)
  const problem = shallowRef<Problem>()
  const done = shallowRef<RosterCommitted>()

  /** Whether the columns are read as in an earlier import of the same names. */
  const asBefore = ref(false)

  const check = computed(() => (seen.value ? seen.value.check : null))

  function keep(): void {
    try {
      if (seen.value) sessionStorage.setItem(KEY, JSON.stringify({ id: seen.value.id, name: name.value, choices: choices.value }))
      else sessionStorage.removeItem(KEY)
    } catch {
      // A browser that keeps nothing: a page that is loaded again begins anew.
    }
  }

  async function during<Answer>(work: () => Promise<Answer>): Promise<Answer | undefined> {
    if (busy.value) return undefined
    busy.value = true
    problem.value = undefined
    try {
      return await work()
    } catch (error) {
      if (isProblem(error)) problem.value = error
      return undefined
    } finally {
      busy.value = false
    }
  }

  async function take(file: File): Promise<void> {
    done.value = undefined
    const answer = await during(() => api.uploadRoster(file))
    if (!answer) return
    name.value = file.name
    choices.value = nothingChosen()
    seen.value = answer
    step.value = 'map'
    asBefore.value = false
    keep()
    const before = remembered().find((each) => each.names === namesOf(answer))
    if (before && JSON.stringify(before.columns) !== JSON.stringify(fieldsOf(answer))) asBefore.value = await say({ columns: before.columns })
  }

  /** What was said stays as it was where the server cannot read the file so. */
  async function say(more: Partial<RosterChoices>): Promise<boolean> {
    const at = seen.value
    if (!at) return false
    const next = Object.assign({}, choices.value, more)
    const answer = await during(() => api.chooseRoster(at.id, next))
    if (!answer) return false
    choices.value = next
    seen.value = answer
    keep()
    return true
  }

  async function commit(): Promise<void> {
    const at = seen.value
    if (!at || !at.check) return
    const basis = at.check.basis
    const answer = await during(() => api.commitRoster(at.id, { basis }))
    if (answer) {
      rememberColumns(at)
      done.value = answer
      step.value = 'done'
      seen.value = undefined
      keep()
    } else if (problem.value && problem.value.code === 'roster_changed') await lookAgain()
  }

  /** The difference as it is now, with the word on why it is another. */
  async function lookAgain(): Promise<void> {
    const at = seen.value
    const why = problem.value
    if (!at) return
    const answer = await during(() => api.rosterUpload(at.id).ask())
    if (answer) seen.value = answer
    if (!problem.value) problem.value = why
  }

  async function goOn(): Promise<void> {
    const before = kept()
    if (!before) return
    const answer = await during(() => api.rosterUpload(before.id).ask())
    if (answer) {
      name.value = before.name
      choices.value = before.choices
      seen.value = answer
    } else if (problem.value && problem.value.code !== 'upload_gone') return
    keep()
  }

  function forget(): void {
    if (seen.value) void api.dropRoster(seen.value.id).catch(() => undefined)
    seen.value = done.value = problem.value = undefined
    step.value = 'map'
    keep()
  }

  return { name, seen, choices, step, busy, problem, done, check, asBefore, take, say, commit, goOn, forget }
}

export type Import = ReturnType<typeof useImport>
