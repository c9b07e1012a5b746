// The order of what is due, held still: what stands under a finger keeps its place while its state moves on.
// It is taken anew when the screen is opened or seen again, and when the person asks for what has come due.
import { computed, onBeforeUnmount, onMounted, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'

import type { DueRow } from '../../kit/generated/types'
import { heldRows, newlyOpen, type HeldRow } from './heldRows'
import { answered } from './saving'

export interface HeldOrder {
  rows: ComputedRef<HeldRow[] | undefined>
  /** So many checks have come due and wait to be shown. */
  waiting: ComputedRef<number>
  /** Takes the order anew. */
  renew: () => void
}

/** `fresh` are the rows as the core answers them now; undefined while they are asked for. */
export function useHeldOrder(fresh: () => readonly DueRow[] | undefined): HeldOrder {
  const order: ShallowRef<readonly DueRow[] | undefined> = shallowRef()
  function renew(): void {
    answered.clear()
    order.value = fresh()
  }

  // While nobody sees the page nothing is shown, so that the old order is not seen for a moment when it is seen again.
  const seen = () => {
    order.value = undefined
  }
  watch(
    fresh,
    () => {
      if (!order.value && !document.hidden) renew()
    },
    { immediate: true },
  )
  onMounted(() => document.addEventListener('visibilitychange', seen))
  onBeforeUnmount(() => document.removeEventListener('visibilitychange', seen))

  return {
    rows: computed(() => {
      const rows = fresh()
      return order.value && heldRows(order.value, rows || [])
    }),
    waiting: computed(() => newlyOpen(order.value || [], (order.value && fresh()) || []).length),
    renew,
  }
}
