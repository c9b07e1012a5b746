// Whose temperature can be logged as normal in one pass.
import { isOpen } from '../../checks'
import type { DueRow } from '../../generated/types'

/** Every person of the door with an open temperature check, once. */
export const askable = (rows: readonly DueRow[]): DueRow[] =>
  rows.filter((row, place) => row.kind === 'temperature' && isOpen(row) && rows.findIndex((other) => other.kind === row.kind && isOpen(other) && other.resident === row.resident) === place)
