// A problem as screens get it: one of the core's, or that the core itself did not answer.
import type { Problem as CoreProblem, ProblemCode } from './generated/types'

export interface Problem extends Omit<CoreProblem, 'code'> {
  code: ProblemCode | 'core_unreachable'
}
