// The claimed time as a sheet holds it. An empty minute is "now", which the core then takes from its own clock; a minute without
// a date is a bare time until the core has said of which day it is.
import type { LateReason } from '../generated/types'

/** A time as the clocks of the district show it, as the core gives it. No zone and no wall clock of the device is asked. */
export interface Local {
  date: string
  minute: string
}

export const isBefore = (one: Local, other: Local): boolean => `${one.date}T${one.minute}` < `${other.date}T${other.minute}`

export interface WhenFields {
  date: string
  /** Nobody chose the day: another minute may be of another one. */
  free: boolean
  minute: string
  late: LateReason | null
}

export const unset = (): WhenFields => ({ date: '', free: false, minute: '', late: null })

/** With another time of day: of the day that was chosen, or, where nobody chose one, of the day that the core will say. */
export function withMinute(fields: WhenFields, minute: string, now: string): WhenFields {
  const free = !fields.minute || fields.free
  if (free && !minute) return unset()
  return { ...fields, minute: minute || now, date: free ? '' : fields.date, free }
}

/** As the core reads it; none is now. */
export const claimed = ({ date, minute }: WhenFields): string | null => (minute ? (date ? `${date}T${minute}` : minute) : null)
