// What a chosen time means, as the core says it: late or ahead, skipped or shown twice by the clocks, and how it will be stored.
import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'

import type { ClaimView } from '../generated/types'
import type { Problem } from '../problem'
import { call } from '../host'
import { claimed, type WhenFields } from './when'

export interface Claim {
  /** How the chosen time will be stored; none for "now", and until the core has answered. */
  view: ShallowRef<ClaimView | undefined>
  problem: Ref<Problem | undefined>
  /** Asks the core about what stands there now, before it is saved. */
  ask: () => Promise<ClaimView | undefined>
}

/** `tick` changes as time passes: what was timely becomes late. `of` is the entry that is corrected. */
export function useClaim(fields: () => WhenFields, tick: () => unknown, of?: string): Claim {
  const view = shallowRef<ClaimView>()
  const problem = ref<Problem>()
  let latest = 0

  async function ask(): Promise<ClaimView | undefined> {
    const at = claimed(fields())
    const mine = ++latest
    problem.value = undefined
    if (!at) return (view.value = undefined)
    try {
      const answer = await call('claim', { at, of })
      if (mine === latest) view.value = answer
      return answer
    } catch (error) {
      if (mine !== latest) return undefined
      view.value = undefined
      problem.value = error as Problem
      throw error
    }
  }
  watch([() => claimed(fields()), tick], () => void ask().catch(() => undefined), { immediate: true })
  return { view, problem, ask }
}
