// How well a community's checks are covered, as one of five shades with a word. Pure.
import type { CheckCounts } from '../generated/types'

export type Level = 1 | 2 | 3 | 4 | 5

/** Checks whose outcome is settled or awaited; those still open say nothing yet, and what was nobody's is nobody's share. */
export const closed = (checks: CheckCounts): number => checks.total - checks.open - checks.not_assigned

/** Whole per cent of the closed checks that were done; none while nothing is closed. Never rounded up to 100. */
export function percent(checks: CheckCounts): number | undefined {
  const of = closed(checks)
  return of > 0 ? Math.floor((checks.done * 100) / of) : undefined
}

/** 5 is everything done, 1 is less than half. */
export function level(done: number): Level {
  if (done >= 100) return 5
  if (done >= 90) return 4
  if (done >= 75) return 3
  return done >= 50 ? 2 : 1
}
