// Whom a check is about.
import { expect, it } from 'vitest'

import { namesOf } from './checks'
import type { DueRow } from './generated/types'

it('names the one person that a check is about, and everyone where it is the door', () => {
  const residents = [
    { id: 1, name: '甲', phone: null },
    { id: 2, name: '乙', phone: null },
  ]
  expect(namesOf({ resident: 2, residents } as DueRow)).toEqual(['乙'])
  expect(namesOf({ resident: null, residents } as DueRow)).toEqual(['甲', '乙'])
})
