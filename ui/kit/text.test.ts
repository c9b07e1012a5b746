// Typed text: what travels is well-formed, what is counted is what the core counts, what is isolated turns nothing around.
// @vitest-environment node
import { describe, expect, it } from 'vitest'

import { fill } from './i18n'
import { isolated, isolatedAll, wellFormed, wellFormedArgs } from './text'
import { foldDigits, lengthOf } from './typing'

const UYGHUR = 'ئەخمەت'

describe('half an emoji', () => {
  it.each([
    ['a\uD83Db', 'a\uFFFDb'],
    ['\uDE00', '\uFFFD'],
    ['\uD83D\uD83D\uDE00', '\uFFFD😀'],
    ['😀安', '😀安'],
  ])('%j becomes %j', (typed, fixed) => {
    expect(wellFormed(typed)).toBe(fixed)
  })

  it('is fixed wherever it stands among the arguments of a command', () => {
    const args = { draft: { household: 1, at: null, content: { items: [{ what: '\uD83D', quantity: 2 }] } }, '\uD83D': true }
    expect(wellFormedArgs(args)).toMatchObject({ draft: { household: 1, at: null, content: { items: [{ what: '\uFFFD', quantity: 2 }] } } })
  })
})

describe('a length', () => {
  it.each([
    ['', 0],
    ['安某', 2],
    ['😀', 1],
    ['\u1100\u1161\u11A8', 1],
    ['  a\u200B\uFEFF\u202E ', 1],
    ['a\r\nb', 3],
    ['\uD83D', 1],
  ])('of %j is %i', (text, characters) => {
    expect(lengthOf(text)).toBe(characters)
  })
})

it.each([
  ['３６．５', '36.5'],
  ['36。5', '36.5'],
  ['٣٦٫٥', '36.5'],
  ['۳۶', '36'],
  ['２０：１５', '20:15'],
  ['安某　1', '安某 1'],
  ['Ａ−1', 'A-1'],
])('the digits of %s are those of %s', (typed, folded) => {
  expect(foldDigits(typed)).toBe(folded)
})

describe('a name that is written from right to left', () => {
  it('is isolated, alone, among others and in a message', () => {
    expect(isolated(UYGHUR)).toBe(`\u2068${UYGHUR}\u2069`)
    expect(isolated('安某')).toBe('安某')
    expect(isolatedAll([UYGHUR, '安某'], '、')).toBe(`\u2068${UYGHUR}\u2069、安某`)
    expect(fill('{person} 3-2-501', { person: UYGHUR })).toBe(`\u2068${UYGHUR}\u2069 3-2-501`)
  })
})
