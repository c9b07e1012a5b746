// The claimed time as a sheet holds it. An empty minute is "now", which the core then takes from its own clock; a minute without
// a date is a bare time, of which the core says the day.
import type { LateReason } from '../../kit/generated/types'

export interface WhenFields {
  date: string
  minute: string
  late: LateReason | null
}

export const unset = (): WhenFields => ({ date: '', minute: '', late: null })

/** As the core reads it; none is now. */
export const claimed = ({ date, minute }: WhenFields): string | null => (minute ? (date ? `${date}T${minute}` : minute) : null)
