// Which step of the sign-in an answer asks for. Knows no words and asks nobody.
import type { Problem } from '../shared/server/problem'

export type Step = 'password' | 'new_password' | 'code' | 'set_up'

/** The step that is to be shown now, or none where the answer says nothing about steps. */
export function nextStep(code: Problem['code'], shown: Step): Step | undefined {
  switch (code) {
    case 'wrong_sign_in':
    case 'account_locked':
    case 'no_role':
      return 'password'
    case 'new_password_needed':
    case 'weak_password':
      return 'new_password'
    case 'second_factor_needed':
      return 'set_up'
    case 'code_needed':
      return 'code'
    case 'wrong_code':
      return shown === 'set_up' ? 'set_up' : 'code'
    default:
      return undefined
  }
}
