// What is being typed is kept in Rust at every key, so that a killed page or a locked app loses nothing.
// It is forgotten when it was saved, and when the person closed the sheet: a number must never come back as a default.
import { onBeforeUnmount, onMounted, watch } from 'vue'

import { call } from '../../kit/host'
import { session } from './session'

/** Keeps the reactive `parts` under `key`; returns the function that forgets them. */
export function useKept(key: string, parts: Record<string, object>): () => void {
  let forgotten = false

  onMounted(async () => {
    const text = await call('kept_field', { key }).catch(() => null)
    if (!text || forgotten) return
    const kept = JSON.parse(text) as Record<string, object>
    for (const [name, part] of Object.entries(parts)) Object.assign(part, kept[name])
  })
  watch(
    () => JSON.stringify(parts),
    (text) => {
      if (!forgotten) call('keep_field', { key, text }).catch(() => undefined)
    },
  )
  function forget(): void {
    forgotten = true
    call('keep_field', { key, text: null }).catch(() => undefined)
  }
  onBeforeUnmount(() => {
    if (!forgotten && session.value?.stage === 'open') forget()
  })
  return forget
}
