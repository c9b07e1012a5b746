// What a column can hold, in the order in which people think of it, and the words for what is wrong with a row.
import type { RosterField, RosterReason } from '../generated/types'
import { t } from '../words'

export const FIELDS: readonly RosterField[] = ['street', 'community', 'household', 'address', 'resident', 'document', 'phone', 'from', 'first_day', 'last_day', 'guarantor', 'guarantor_workplace', 'cadres']

export const fieldName = (field: RosterField | null): string => (field ? t(`roster.field.${field}`) : '')

export const why = (remark: { reason: RosterReason; value: string }): string => t(`roster.reason.${remark.reason}`, { value: remark.value })
