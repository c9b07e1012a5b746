// Under which name a sheet's draft lies in the core.
import type { SheetAddress } from './sheets'

/** Whom and what it is about: nobody else's sheet finds it, and the core forgets it with the household or the entry. */
export const keyOf = ({ sheet, household, resident, entry, errand, what }: SheetAddress): string =>
  [sheet, household, resident, entry, errand, what].map((part) => (part === undefined || part === null ? '' : String(part))).join('/')
