// What of a long list is drawn, whatever the heights and wherever the page stands.
import { describe, expect, it } from 'vitest'

import { rangeOf } from './windowed'

describe('the drawn part of a list', () => {
  it.each([
    [0, 250, { first: 0, end: 3, before: 0, after: 300 }],
    [100, 200, { first: 1, end: 2, before: 100, after: 400 }],
    [150, 350, { first: 1, end: 4, before: 100, after: 200 }],
    [-500, -100, { first: 0, end: 0, before: 0, after: 600 }],
    [900, 1200, { first: 6, end: 6, before: 600, after: 0 }],
  ])('from %i to %i pixels', (top, bottom, range) => {
    expect(rangeOf([100, 100, 100, 100, 100, 100], top, bottom)).toEqual(range)
  })

  it('and what is not drawn make up the whole', () => {
    const heights = Array.from({ length: 400 }, (_, item) => 40 + ((item * 37) % 160))
    const whole = heights.reduce((sum, height) => sum + height, 0)
    for (let top = -200; top < whole + 200; top += 97) {
      const { first, end, before, after } = rangeOf(heights, top, top + 700)
      expect(before + after + heights.slice(first, end).reduce((sum, height) => sum + height, 0)).toBe(whole)
    }
  })
})
