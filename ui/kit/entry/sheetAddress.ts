// What a sheet is opened with. It stands in the page's address, and names the draft of what is typed into the sheet.
import type { DueRow } from '../generated/types'
import type { Local } from './when'

export interface SheetAddress {
  sheet: string
  household?: number
  resident?: number | null
  /** The planned time of the check that it was opened from. */
  planned?: string
  /** The entry that is corrected, withdrawn or looked at. */
  entry?: string
  errand?: string
  /** The tile of a fresh entry, where its kind has several. */
  what?: string
}

/** Under which name a sheet's draft lies in the core: nobody else's sheet finds it, and the core forgets it with the household
 *  or the entry. */
export const keyOf = ({ sheet, household, resident, entry, errand, what }: SheetAddress): string =>
  [sheet, household, resident, entry, errand, what].map((part) => (part === undefined || part === null ? '' : String(part))).join('/')

/** The date and minute that the plan names, as they travel in a sheet's address. */
export const plannedOf = (row: DueRow): string => `${row.check.slice(0, 10)}T${row.at}`

export function plannedAt(planned: string | undefined): Local | undefined {
  const [date, minute] = (planned || '').split('T')
  return date && minute ? { date, minute } : undefined
}
