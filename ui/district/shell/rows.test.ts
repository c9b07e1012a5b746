import { expect, it } from 'vitest'

import { nextPlace } from './rows'

it.each([
  ['the first row from none with j', -1, 1, 0],
  ['the last row from none with k', -1, -1, 4],
  ['the next row', 1, 1, 2],
  ['the row before', 1, -1, 0],
  ['no further than the last', 4, 1, 4],
  ['no further than the first', 0, -1, 0],
] as const)('leads to %s', (_, place, step, to) => expect(nextPlace(place, step, 5)).toBe(to))
