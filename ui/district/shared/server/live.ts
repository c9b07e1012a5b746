// Whether the event stream is open, and who hears of changes. Bursts of events are told once.
import { ref } from 'vue'

import * as api from '../../generated/api'
import type { Changed } from '../../generated/types'
import { Events } from './events'

const BURST = 250

/** False from a break until the stream is open again. */
export const live = ref(true)

const listeners = new Set<(changed: ReadonlySet<Changed> | null) => void>()
let gathered: Set<Changed> | null | undefined
let timer: number | undefined
let lost: () => void = () => undefined

function tell(): void {
  const changed = gathered
  gathered = undefined
  if (changed !== undefined) listeners.forEach((listener) => listener(changed))
}

const events = new Events(api.events(), {
  live(now) {
    live.value = now
    if (!now) lost()
  },
  changed(changed) {
    if (changed === null) gathered = null
    else if (gathered !== null) gathered = (gathered || new Set<Changed>()).add(changed)
    window.clearTimeout(timer)
    timer = window.setTimeout(tell, BURST)
  },
})

/** Hears of changes until the returned function is called; `null` means that anything may have changed. */
export function onChanged(listener: (changed: ReadonlySet<Changed> | null) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** `whenLost` is called at every break and every vain try to come back: the stream cannot say why it broke. */
export function listen(whenLost: () => void): void {
  lost = whenLost
  events.start()
}

export function hangUp(): void {
  events.stop()
  live.value = true
}

// Back from a network that was gone, or from sleep: do not sit out the pause.
window.addEventListener('online', () => {
  if (!live.value) events.start()
})
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && !live.value) events.start()
})
