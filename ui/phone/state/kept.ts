// What is being typed is kept in Rust at every key, so that a killed page or a locked app loses nothing.
// It is forgotten when it was saved, and when the person closed the sheet. A number comes back only for some minutes:
// after that it would be a default, and a number is never one.
import { onBeforeUnmount, onMounted, ref, watch, type Ref } from 'vue'

import { call } from '../../kit/host'
import { session } from './session'

const FRESH_MS = 10 * 60_000

interface KeptParts {
  at: number
  parts: Record<string, Record<string, unknown>>
}

/** Keeps the reactive `parts` under `key`. `restored` says that they came back; `digits` among them are a number. */
export function useKept(key: string, parts: Record<string, object>): { forget: () => void; restored: Ref<boolean> } {
  const restored = ref(false)
  const untouched = JSON.stringify(parts)
  let forgotten = false

  onMounted(async () => {
    const text = await call('kept_field', { key }).catch(() => null)
    // Whoever has typed in the meantime is right.
    if (!text || forgotten || JSON.stringify(parts) !== untouched) return
    const kept = JSON.parse(text) as KeptParts
    for (const [name, part] of Object.entries(parts)) {
      const values = { ...kept.parts[name] }
      if (Date.now() - kept.at > FRESH_MS) delete values['digits']
      Object.assign(part, values)
    }
    restored.value = JSON.stringify(parts) !== untouched
  })
  watch(
    () => JSON.stringify(parts),
    (text) => {
      if (!forgotten) call('keep_field', { key, text: `{"at":${Date.now()},"parts":${text}}` }).catch(() => undefined)
    },
  )
  function forget(): void {
    forgotten = true
    call('keep_field', { key, text: null }).catch(() => undefined)
  }
  onBeforeUnmount(() => {
    if (!forgotten && session.value?.stage === 'open') forget()
  })
  return { forget, restored }
}
