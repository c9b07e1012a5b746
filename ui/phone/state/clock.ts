// The district's local time on this screen, from views of the core: it gives instants together with their local form.
// The phone's own clock only counts on from there.

export interface Known {
  instant: number
  date: string
  minute: string
}

// Every zone in use is ahead or behind by whole quarters of an hour.
const QUARTER = 900_000

const instantOf = (date: string, minute: string) => Date.parse(`${date}T${minute}:00Z`)

/** How far the district's local time is ahead of UTC, from one instant whose local form is known. */
export function offsetOf(known: Known): number {
  const behind = instantOf(known.date, known.minute) - known.instant
  return Math.round(behind / QUARTER) * QUARTER
}

export interface Local {
  date: string
  minute: string
}

/** `instant` as local date and minute; without anything known, the phone's own zone. */
export function localAt(instant: number, known: Known | undefined): Local {
  const offset = known ? offsetOf(known) : -new Date(instant).getTimezoneOffset() * 60_000
  const text = new Date(instant + offset).toISOString()
  return { date: text.slice(0, 10), minute: text.slice(11, 16) }
}

/** Minutes from `from` to `to`, both local. */
export const minutesBetween = (from: Local, to: Local): number => (instantOf(to.date, to.minute) - instantOf(from.date, from.minute)) / 60_000
