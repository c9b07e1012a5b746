// Accounts by what is typed: part of a name, of a place or of a team, however it is written in large and small letters.
import type { DistrictAccount } from '../generated/types'

export function found(accounts: readonly DistrictAccount[], sought: string): DistrictAccount[] {
  const wanted = sought.trim().toLowerCase()
  const texts = (account: DistrictAccount) => [account.name, ...account.roles.flatMap((role) => [role.community ? role.community.name : '', role.street ? role.street.name : '', role.team || ''])]
  return accounts.filter((account) => texts(account).some((text) => text.toLowerCase().includes(wanted)))
}
