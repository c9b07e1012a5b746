// What a sheet offers to do to an account, in the order of how far it goes. What is really allowed, the server decides.
import type { AccountAct, DistrictAccount } from '../generated/types'

export function actsOn(account: DistrictAccount): AccountAct[] {
  const grant: AccountAct = { act: 'grant_role', role: { role: 'secretary' } }
  // What would keep oneself out is somebody else's.
  if (account.is_own) return [grant]
  const acts: AccountAct[] = [grant, { act: 'reset_password' }]
  if (account.has_second_factor) acts.push({ act: 'remove_second_factor' })
  acts.push(account.locked_text ? { act: 'unlock' } : { act: 'lock' }, { act: 'end' })
  return acts
}
