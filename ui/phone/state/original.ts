// The entry that a sheet corrects: its words and choices stand in the sheet again, its number does not.
import { computed, watch, type ComputedRef } from 'vue'

import type { Content, HouseholdView, Line } from '../../kit/generated/types'
import type { SheetAddress } from './sheets'

export function useOriginal(address: SheetAddress, household: () => HouseholdView | undefined, fill: (content: Content) => void): ComputedRef<Line | undefined> {
  const original = computed(() => (address.entry ? household()?.timeline.find((line) => line.entry === address.entry) : undefined))
  let filled = false
  watch(
    original,
    (line) => {
      if (line && !filled) fill(line.content)
      filled = filled || line !== undefined
    },
    { immediate: true },
  )
  return original
}
