// The entry that a sheet corrects, as the core has it: its words and choices stand in the sheet again, its number does not.
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'

import type { Line } from '../generated/types'
import type { Problem } from '../problem'
import { call } from '../host'

export interface Original {
  line: ShallowRef<Line | undefined>
  /** The sheet holds what it begins with: a draft may come over it from now on. */
  ready: Ref<boolean>
  problem: Ref<Problem | undefined>
}

export function useOriginal(entry: string | undefined, fill: (line: Line) => void): Original {
  const line = shallowRef<Line>()
  const ready = ref(!entry)
  const problem = ref<Problem>()
  if (entry)
    call('entry', { entry }).then(
      (view) => {
        fill(view.line)
        line.value = view.line
        ready.value = true
      },
      (error: Problem) => (problem.value = error),
    )
  return { line, ready, problem }
}
