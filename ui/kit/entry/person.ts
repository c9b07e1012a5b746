// Whom an entry is about: the person chosen, or the only one there is.
import { computed, type ComputedRef } from 'vue'

import type { HouseholdView } from '../generated/types'

/** The one who lives there alone. */
export function only(household: HouseholdView | undefined): number | null {
  const people = household ? household.household.residents : []
  return people.length === 1 ? people[0]!.id : null
}

export function nameOf(household: HouseholdView | undefined, resident: number | null): string | undefined {
  const found = household && household.household.residents.find((each) => each.id === resident)
  return found ? found.name : undefined
}

/** A person who was chosen once and lives there no more is nobody: somebody is to be chosen anew. */
export function usePerson(fields: { resident: number | null }, household: () => HouseholdView | undefined, given?: number | null): ComputedRef<number | null> {
  return computed(() => {
    const home = household()
    if (given !== undefined && given !== null) return given
    const known = !home || nameOf(home, fields.resident) !== undefined
    return (known ? fields.resident : null) ?? only(home)
  })
}
