// The claimed time as a sheet holds it. An empty date is "now", which the core then takes from its own clock.
import type { LateReason } from '../../kit/generated/types'
import { minutesBetween, type Local } from './clock'

/** Only when to ask for a reason; what is marked as late is the core's decision. */
export const LATE_AFTER_MINUTES = 30

export interface WhenFields {
  date: string
  minute: string
  late: LateReason | null
}

export const unset = (): WhenFields => ({ date: '', minute: '', late: null })

export const claimed = (fields: WhenFields): string | null => (fields.date && fields.minute ? `${fields.date}T${fields.minute}` : null)

/** A late entry lacks its reason. */
export const lacksReason = (fields: WhenFields, now: Local): boolean =>
  Boolean(fields.date) && !fields.late && minutesBetween(fields, now) > LATE_AFTER_MINUTES
