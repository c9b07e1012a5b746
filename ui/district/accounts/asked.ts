// A role as a form begins with it: with the first place or team that it needs, so that what is shown is what is sent.
import type { AccountList, RoleGrant, RoleName } from '../generated/types'

const first = (all: readonly { id: number }[]): number | undefined => (all[0] ? all[0].id : undefined)

export function begun(role: RoleName, list: Pick<AccountList, 'streets' | 'communities' | 'teams'>): RoleGrant {
  switch (role) {
    case 'street':
      return { role, street: first(list.streets) }
    case 'secretary':
      return { role, community: first(list.communities) }
    case 'lead':
      return { role, team: first(list.teams) }
    // An inspector looks at the whole district unless somebody says otherwise.
    default:
      return { role }
  }
}
