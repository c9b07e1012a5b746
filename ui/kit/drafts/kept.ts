// What is being typed is a draft: kept in Rust at every key, so that neither a closed sheet nor a killed page nor a locked app
// loses a word. It is offered again to the same target only, says that it is a draft, and saves nothing by itself. It is
// forgotten when it was saved (by the core, with the entry) or thrown away. A number comes back into its places only for some
// minutes, and later only in words: after that it would be a default, and a number is never one.
import { onBeforeUnmount, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'

import { call, isProblem } from '../host'

const FRESH_SECONDS = 10 * 60

type Parts = Record<string, object>
type Kept = Record<string, Record<string, unknown>>

export interface Shown {
  /** `back`: it stands in the fields again. `gone`: it was thrown away, and can be had back. `over`: something else was typed
   *  since; nothing is said any more, but the place stays, so that no key moves under a finger. */
  is: 'back' | 'gone' | 'over'
  /** From when it is, where a clock can prove it. */
  time: string | null
  /** A number that is too old to stand in its places. */
  number: string | undefined
}

export interface Draft {
  shown: ShallowRef<Shown | undefined>
  /** A number that came back and that nobody has touched since: one key must not save it. */
  numberWaits: Ref<boolean>
  discard: () => void
  bringBack: () => void
  /** Everything typed so far lies in the core. Nothing more is kept until `goOn`. */
  flush: () => Promise<void>
  goOn: () => void
  forget: () => void
}

const wanted = new Map<string, string | null>()
let sending: Promise<void> | undefined

/** The disk takes nothing: what is being typed lasts only until the app closes or locks. */
export const isUnkept = ref(false)

async function send(): Promise<void> {
  for (const [key, text] of wanted) {
    wanted.delete(key)
    const failed: unknown = await call('keep_field', { key, text }).catch((problem: unknown) => problem)
    isUnkept.value = text !== null && isProblem(failed) && (failed.code === 'disk_full' || failed.code === 'disk_unwritable')
  }
  sending = wanted.size ? send() : undefined
  await sending
}

/** One after the other, so that no older text arrives behind a newer one. */
function keep(key: string, text: string | null): void {
  wanted.delete(key)
  wanted.set(key, text)
  if (!sending) sending = send()
}

/** Keeps the reactive `parts` under `key`, from when there is one: what stands in them then is no draft. `say` tells how `digits`
 *  among them are said. */
export function useKept(key: () => string | undefined, parts: Parts, say: (digits: string) => string | undefined = () => undefined): Draft {
  const shown = shallowRef<Shown>()
  const numberWaits = ref(false)
  const text = () => JSON.stringify(parts)
  let untouched = ''
  let thrown: { text: string; shown: Shown | undefined } | undefined
  let under: string | undefined
  let silent = false
  let filling = false

  function fill(from: string, leaveOut?: string): void {
    // What was not chosen, or what another version did not know, is not in the text: it is as the sheet began.
    const values = JSON.parse(from) as Kept
    const began = JSON.parse(untouched) as Kept
    filling = true
    for (const [name, part] of Object.entries(parts))
      for (const field of Object.keys(part))
        if (field !== leaveOut) Object.assign(part, { [field]: Object.assign({}, began[name], values[name])[field] })
    filling = false
  }

  async function begin(at: string): Promise<void> {
    untouched = text()
    const found = await call('kept_field', { key: at }).catch(() => null)
    under = at
    // Whoever has typed in the meantime is right.
    if (text() !== untouched) return keep(at, text())
    if (!found || silent) return
    const kept = partsOf(found.text)
    if (!kept) return
    const digits = Object.values(kept).map((part) => part['digits']).find((each) => typeof each === 'string' && each !== '') as string | undefined
    const isOld = found.age_seconds === null || found.age_seconds > FRESH_SECONDS
    fill(JSON.stringify(kept), isOld ? 'digits' : undefined)
    numberWaits.value = Boolean(digits) && !isOld
    const number = digits && isOld ? say(digits) || digits : undefined
    if (number || text() !== untouched) shown.value = { is: 'back', time: found.at_text, number }
  }

  watch(key, (at) => at !== undefined && under === undefined && void begin(at), { immediate: true })
  // At once, so that a sheet that closes in the same moment takes nothing with it. What only came back keeps its own time.
  watch(
    text,
    (now) => {
      if (under === undefined || silent || filling) return
      keep(under, now === untouched ? null : now)
      if (shown.value && shown.value.is === 'gone') shown.value = { ...shown.value, is: 'over' }
    },
    { flush: 'sync' },
  )
  onBeforeUnmount(() => (silent = true))

  return {
    shown,
    numberWaits,
    discard() {
      thrown = { text: text(), shown: shown.value }
      fill(untouched)
      numberWaits.value = false
      if (under !== undefined) keep(under, null)
      shown.value = { is: 'gone', time: null, number: undefined }
    },
    bringBack() {
      if (!thrown) return
      fill(thrown.text)
      shown.value = thrown.shown
      if (under !== undefined && thrown.text !== untouched) keep(under, thrown.text)
    },
    async flush() {
      silent = true
      await sending
    },
    goOn() {
      silent = false
      if (under !== undefined && text() !== untouched) keep(under, text())
    },
    forget() {
      silent = true
      if (under !== undefined) keep(under, null)
    },
  }
}

/** What was kept; none of anything else. */
function partsOf(text: string): Kept | undefined {
  try {
    const value = JSON.parse(text) as Kept
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
