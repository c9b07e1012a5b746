// Whom an entry is about: the person chosen, or the only one there is.
import { computed, type ComputedRef } from 'vue'

import type { HouseholdView } from '../../kit/generated/types'

export function usePerson(fields: { resident: number | null }, household: () => HouseholdView | undefined): ComputedRef<number | null> {
  return computed(() => {
    const people = household()?.household.residents
    return fields.resident ?? (people?.length === 1 ? people[0]!.id : null)
  })
}
