// What was typed into a form that was closed before it was sent: it is there when the form is opened again, until the page is left
// or somebody signs out. In memory only, since it is about people.
import { onBeforeUnmount, ref, type Ref } from 'vue'

const kept = new Map<string, unknown>()

/** Fields that outlive their form. `drop` is called when they were sent. */
export function useDraft<Fields extends object>(key: string, initial: Fields): { fields: Ref<Fields>; drop: () => void } {
  const fields = ref({ ...initial, ...(kept.get(key) as Fields | undefined) }) as Ref<Fields>
  let dropped = false
  onBeforeUnmount(() => {
    // Only what was typed: what somebody else changes meanwhile is no draft.
    const typed: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(fields.value)) if (JSON.stringify(value) !== JSON.stringify((initial as Record<string, unknown>)[name])) typed[name] = value
    if (dropped || Object.keys(typed).length === 0) kept.delete(key)
    else kept.set(key, typed)
  })
  return { fields, drop: () => (dropped = true) }
}

export const forgetDrafts = (): void => kept.clear()
