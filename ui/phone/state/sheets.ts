// Which sheet is open is part of the address: Back closes it, and a page that is loaded again opens it again.
import type { LocationQueryRaw } from 'vue-router'

import { router } from '../router'

export type SheetName = 'contact' | 'temperature' | 'seal' | 'errand' | 'note' | 'new' | 'step' | 'next' | 'household' | 'withdraw'

export interface SheetAddress {
  sheet: SheetName
  household?: number
  resident?: number | null
  /** The planned time of the check that it was opened from. */
  planned?: string
  /** The entry that is corrected, withdrawn or looked at. */
  entry?: string
  errand?: string
  /** The tile of a fresh errand. */
  what?: string
}

const written = (address: SheetAddress): LocationQueryRaw => {
  const query: LocationQueryRaw = {}
  for (const [name, value] of Object.entries(address)) if (value !== undefined && value !== null) query[name] = String(value)
  return query
}

export function openSheet(address: SheetAddress): void {
  void router.push({ query: written(address) })
}

/** The next sheet takes the place of this one, so that Back leads out of both. */
export function turnSheet(address: SheetAddress): void {
  void router.replace({ query: written(address) })
}

export function closeSheet(): void {
  if (!router.currentRoute.value.query['sheet']) return
  if ((window.history.state as { back?: string } | null)?.back) router.back()
  else void router.replace({ query: {} })
}
