import { expect, it } from 'vitest'

import type { DistrictAccount } from '../generated/types'
import { found } from './found'

const account = (id: number, name: string, community?: string): DistrictAccount => ({
  id,
  name,
  roles: community ? [{ id, role: 'secretary', street: null, community: { id: 1, street: '河南街道', name: community }, team: null, from_text: '', until_text: null, holds: true }] : [],
  created_text: '2020-02-27 10:00',
  signed_in_text: null,
  locked_text: null,
  has_second_factor: false,
  must_change: false,
  is_own: false,
})
const accounts = [account(1, 'District'), account(2, '书记', '白山社区'), account(3, '주임', '丹英社区')]
const ids = (sought: string) => found(accounts, sought).map((each) => each.id)

it('finds an account by part of its name or of its place, and all where nothing is sought', () => {
  expect(ids(' dist')).toEqual([1])
  expect(ids('白山')).toEqual([2])
  expect(ids('社区')).toEqual([2, 3])
  expect(ids('  ')).toEqual([1, 2, 3])
  expect(ids('nobody')).toEqual([])
})
