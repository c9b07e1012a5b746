import { expect, it } from 'vitest'

import type { DistrictAccount } from '../generated/types'
import { actsOn } from './acts'
import { begun } from './asked'

const account = (more: Partial<DistrictAccount>): DistrictAccount =>
  Object.assign({ id: 1, name: '书记', roles: [], created_text: '', signed_in_text: null, locked_text: null, has_second_factor: false, must_change: false, is_own: false }, more)
const names = (more: Partial<DistrictAccount>) => actsOn(account(more)).map((act) => act.act)

it('offers to lock who is not locked, and to let in who is', () => {
  expect(names({})).toEqual(['grant_role', 'reset_password', 'lock', 'end'])
  expect(names({ locked_text: '2020-02-27 10:00', has_second_factor: true })).toEqual(['grant_role', 'reset_password', 'remove_second_factor', 'unlock', 'end'])
})

it('offers nobody to keep oneself out', () => {
  expect(names({ is_own: true, has_second_factor: true })).toEqual(['grant_role'])
})

it('begins a role with the first place that it needs, and an inspector with none', () => {
  const list = { streets: [{ id: 3, name: '河南街道' }], communities: [{ id: 7, street: '河南街道', name: '白山社区' }], teams: [] }
  expect(begun('street', list)).toEqual({ role: 'street', street: 3 })
  expect(begun('secretary', list)).toEqual({ role: 'secretary', community: 7 })
  expect(begun('inspector', list)).toEqual({ role: 'inspector' })
  expect(begun('lead', list)).toEqual({ role: 'lead', team: undefined })
})
