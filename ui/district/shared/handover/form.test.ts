import { expect, it } from 'vitest'

import type { OverdueDoor } from '../../generated/types'
import { bodyOf, type Form } from './form'

const doors = [{ door: { household: 7 }, day: 3, people: 2 }] as OverdueDoor[]
const form: Form = { to: 5, from: '', until: '2020-03-02T08:00', note: ' ', left: [] }

it('asks for a cover with its end, and for a handover without one', () => {
  expect(bodyOf(form, 'cover', doors, 9)).toEqual({ households: [7], to: 5, until: '2020-03-02T08:00', seen: 9 })
  expect(bodyOf({ ...form, from: '2020-03-01T20:00', note: '耳背' }, 'for_good', doors, 0)).toEqual({ households: [7], to: 5, from: '2020-03-01T20:00', note: '耳背', seen: 0 })
})

it('asks for nothing while somebody, a household or the end of a cover is lacking', () => {
  expect(bodyOf({ ...form, to: undefined }, 'cover', doors, 1)).toBeUndefined()
  expect(bodyOf(form, 'cover', [], 1)).toBeUndefined()
  expect(bodyOf({ ...form, until: '' }, 'cover', doors, 1)).toBeUndefined()
  expect(bodyOf({ ...form, until: '' }, 'for_good', doors, 1)).toBeDefined()
})
