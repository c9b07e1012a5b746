// The letter keys of the overdue page: X chooses the row that has the focus, G covers tonight, H hands over. Not while something is typed.
import { onBeforeUnmount, onMounted } from 'vue'

import type { HandoverKind } from '../shared/handover/kind'

interface Acts {
  toggle: (key: string) => void
  /** The row that has the focus, if one has. */
  give: (kind: HandoverKind, key: string | undefined) => void
}

const isTyping = (target: EventTarget | null): boolean => target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && (target as HTMLInputElement).type !== 'checkbox'

function focused(): string | undefined {
  const active = document.activeElement
  const row = active instanceof HTMLElement ? active.closest<HTMLElement>('[data-key]') : null
  return (row && row.dataset['key']) || undefined
}

export function useOverdueKeys({ toggle, give }: Acts): void {
  function pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector('dialog[open]')) return
    const key = focused()
    if (event.key === 'x' && key !== undefined) toggle(key)
    else if (event.key === 'g') give('cover', key)
    else if (event.key === 'h') give('for_good', key)
    else return
    event.preventDefault()
  }
  onMounted(() => window.addEventListener('keydown', pressed))
  onBeforeUnmount(() => window.removeEventListener('keydown', pressed))
}
