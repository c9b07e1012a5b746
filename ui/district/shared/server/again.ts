// What the server could not answer, asked again by itself with growing pauses. Knows nothing of what is asked.
import { computed, shallowReactive } from 'vue'

import type { Problem } from './problem'

const PAUSES = [3_000, 5_000, 10_000, 20_000]

const stale = shallowReactive(new Set<Again>())

/** Something that is shown could not be brought up to date, though the server is there. */
export const behind = computed(() => stale.size > 0)

export class Again {
  private timer: number | undefined
  private failures = 0

  constructor(private readonly ask: () => void) {}

  /** `shown`: an older answer stands meanwhile. */
  failed(problem: Problem, shown: boolean): void {
    window.clearTimeout(this.timer)
    if (shown && problem.retry) stale.add(this)
    else stale.delete(this)
    if (!problem.retry) return
    const pause = Math.max(PAUSES[Math.min(this.failures, PAUSES.length - 1)]!, (problem.values.wait_seconds || 0) * 1_000)
    this.failures += 1
    this.timer = window.setTimeout(this.ask, pause)
  }

  answered(): void {
    window.clearTimeout(this.timer)
    this.failures = 0
    stale.delete(this)
  }
}
