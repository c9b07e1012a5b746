// Which taps count: two quick ones at one place are one action, keys are tapped quickly, and who missed may tap again.
import { describe, expect, it } from 'vitest'

import { TapRule, type Press, type Thing } from './rule'

const thing = (name: string, pad: object | null = null): Thing => ({ element: { name }, words: name, pad })
const nothing: Thing = { element: null, words: '', pad: null }
const first = thing('first')
const second = thing('second')
const pad = {}
const three = thing('3', pad)
const six = thing('6', pad)

const at = (milliseconds: number, on: Thing, x = 300, y = 400): Press => ({ thing: on, x, y, at: milliseconds })
const voids = (presses: readonly Press[], near: readonly Thing[] = []): boolean[] => {
  const rule = new TapRule()
  return presses.map((press) => rule.isVoid(press, () => near))
}

describe('a second tap', () => {
  it.each([60, 150, 300, 500, 800, 999])('%i ms after the first and on something else counts for nothing', (later) => {
    expect(voids([at(0, first), at(later, second)])).toEqual([false, true])
  })

  it('counts a second later', () => {
    expect(voids([at(0, first), at(1000, second)])).toEqual([false, false])
  })

  it('counts on what the first one lay on', () => {
    expect(voids([at(0, first), at(60, first)])).toEqual([false, false])
  })

  it('counts for nothing where the same element says something else now', () => {
    expect(voids([at(0, first), at(300, { ...first, words: 'another' })])).toEqual([false, true])
  })

  it('counts elsewhere', () => {
    expect(voids([at(0, first), at(60, second, 300, 449)])).toEqual([false, false])
    expect(voids([at(0, first), at(60, second, 300, 448)])).toEqual([false, true])
  })

  it('counts for nothing at either of two places that are tapped in turn', () => {
    expect(voids([at(0, first), at(200, first, 300, 600), at(400, second), at(600, second, 300, 600)])).toEqual([false, false, true, true])
  })
})

describe('a thumb that does not rest', () => {
  it('means with every tap what the first one lay on', () => {
    expect(voids([at(0, first), at(500, second), at(1000, second), at(1500, first), at(2499, second), at(3499, second)])).toEqual([false, true, true, false, true, false])
  })

  it('that lay long rests from when it was lifted', () => {
    const rule = new TapRule()
    expect(rule.isVoid(at(0, first), () => [])).toBe(false)
    rule.lift(1500)
    expect(rule.isVoid(at(1800, second), () => [])).toBe(true)
  })
})

describe('keys', () => {
  it('of one pad follow each other as quickly as fingers can', () => {
    expect(voids([at(0, three), at(60, six, 320), at(120, three)])).toEqual([false, false, false])
  })

  it('are nothing else: what stands where they stood does not count', () => {
    expect(voids([at(0, three), at(60, second)])).toEqual([false, true])
  })
})

describe('a tap beside everything', () => {
  it('may be followed at once by one on what stood near it', () => {
    expect(voids([at(0, nothing), at(200, first)], [first])).toEqual([false, false])
  })

  it('may not be followed by one on what came meanwhile, nor on something else after it hit', () => {
    expect(voids([at(0, nothing), at(200, second)], [first])).toEqual([false, true])
    expect(voids([at(0, nothing), at(200, first), at(400, second)], [first, second])).toEqual([false, false, true])
  })
})
