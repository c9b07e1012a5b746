// Which sheet is open is part of the address: Back closes it, and a page that is loaded again opens it again.
import type { LocationQueryRaw } from 'vue-router'

import type { SheetAddress } from '../../kit/entry/sheetAddress'
import type { KindSheet } from '../../kit/kinds'
import { router } from '../router'

/** The sheets of the kinds, and those that belong to none. */
export type SheetName = KindSheet | 'new' | 'next'

type Address = SheetAddress & { sheet: SheetName }

const written = (address: Address): LocationQueryRaw => {
  const query: LocationQueryRaw = {}
  for (const [name, value] of Object.entries(address)) if (value !== undefined && value !== null) query[name] = String(value)
  return query
}

export function openSheet(address: Address): void {
  void router.push({ query: written(address) })
}

/** The next sheet takes the place of this one, so that Back leads out of both. */
export function turnSheet(address: Address): void {
  void router.replace({ query: written(address) })
}

export function closeSheet(): void {
  if (!router.currentRoute.value.query['sheet']) return
  if ((window.history.state as { back?: string } | null)?.back) router.back()
  else void router.replace({ query: {} })
}
