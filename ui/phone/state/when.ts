// The claimed time as a sheet holds it. An empty date is "now", which the core then takes from its own clock.
import type { LateReason } from '../../kit/generated/types'

export interface WhenFields {
  date: string
  minute: string
  late: LateReason | null
}

export const unset = (): WhenFields => ({ date: '', minute: '', late: null })

export const claimed = (fields: WhenFields): string | null => (fields.date && fields.minute ? `${fields.date}T${fields.minute}` : null)
