// The keyboard of lists: j and k move between the rows of the page, Enter opens the row as any link, / goes to the search field.
import { onBeforeUnmount, onMounted } from 'vue'

/** Marks a link as a row of its page's list. */
export const ROW = '[data-row]'

const isTyping = (target: EventTarget | null): boolean => target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)

/** Where j or k leads from the row at `place`, -1 standing for no row; stays at the ends. */
export const nextPlace = (place: number, step: 1 | -1, count: number): number =>
  place < 0 ? (step > 0 ? 0 : count - 1) : Math.max(0, Math.min(count - 1, place + step))

function move(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>(ROW)]
  const row = rows[nextPlace(rows.indexOf(document.activeElement as HTMLElement), step, rows.length)]
  if (!row) return
  row.focus()
  row.scrollIntoView({ block: 'nearest' })
}

export function useRowKeys(search: () => HTMLInputElement | undefined): void {
  function pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    if (event.key === 'j') move(1)
    else if (event.key === 'k') move(-1)
    else if (event.key === '/' && search()) search()!.select()
    else return
    event.preventDefault()
  }
  onMounted(() => window.addEventListener('keydown', pressed))
  onBeforeUnmount(() => window.removeEventListener('keydown', pressed))
}
