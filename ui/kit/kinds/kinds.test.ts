// The registry of kinds: every kind has its folder and words, and what the rest of the UI asks it comes out.
// @vitest-environment node
import { readdirSync } from 'node:fs'

import { beforeEach, describe, expect, it, vi } from 'vitest'

import type { Content } from '../generated/types'
import { has, loadWords, type Locale } from '../i18n'
import { detailsOf, dueButtons, isCorrectable, kindIcon, kinds, lookOf, remarkOf, sheets, tileGroups, tiles } from '.'

const none = () => Promise.resolve({ default: {} })
const faces: Record<Locale, typeof none> = { 'zh-CN': none, ko: none, en: none }

vi.stubGlobal('document', { documentElement: {} })
beforeEach(() => loadWords('en', faces))

const names = Object.keys(kinds)
const later = { kind: 'from_later', code: 9 } as unknown as Content

describe('the registry', () => {
  it('lists the folders that there are, and each has its sheet if it is begun by hand', () => {
    const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name)
    expect(names.slice().sort()).toEqual(folders.sort())
    for (const name of [...tiles, ...tileGroups.map((group) => group.sheet)]) expect(sheets, name).toHaveProperty(name)
  })

  it('lets be corrected what can be begun by hand, and nothing that acts on another entry or that this version does not know', () => {
    expect([...names, 'unknown', 'from_later', 'step', 'toString'].filter(isCorrectable).sort()).toEqual(['briefing', 'contact', 'errand', 'note', 'seal', 'temperature'])
  })

  it('names every kind that is begun by hand', () => {
    for (const name of [...tiles, ...tileGroups.map((group) => group.sheet)]) expect(has(`kind.${name}`), name).toBe(true)
  })

  it('lists every sheet of the folders', () => {
    const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('Sheet.vue'))
    expect(Object.values(sheets)).toHaveLength(files.length)
  })

  it('offers new entries in its own order', () => {
    expect(tiles).toEqual(['temperature', 'contact', 'seal', 'briefing', 'note'])
    expect(tileGroups.map((group) => [group.sheet, group.tiles.map((tile) => `${tile.what} ${tile.icon} ${tile.words()}`)])).toEqual([
      ['errand', ['beer beer Beer', 'groceries carrot Groceries', 'parcel package Parcel', 'medicine pill Medicine', 'waste trash Waste', 'own plus Something else']],
    ])
  })
})

it.each([
  ['contact', 'phone', undefined, 'due.contact_made'],
  ['temperature', 'thermometer', 'due.take_temperature', 'due.asked_normal'],
  ['seal', 'seal-intact', undefined, 'due.seal_intact'],
] as const)('the card of a %s check saves an entry of that kind', (check, icon, open, words) => {
  expect(dueButtons(check)).toMatchObject({ words, atOnce: { kind: check } })
  expect(dueButtons(check).open).toBe(open)
  expect(kindIcon(check)).toBe(icon)
})

it.each<[string, Content, string]>([
  ['a contact', { kind: 'contact', channel: 'door', outcome: 'reached' }, 'phone ok'],
  ['a whole seal', { kind: 'seal', state: 'intact', serial: null, reason: null }, 'seal-intact ok'],
  ['a torn seal', { kind: 'seal', state: 'broken', serial: null, reason: null }, 'seal-broken bad'],
  ['an open errand', { kind: 'errand', errand: null, step: 'asked', items: [], floor: null, seal_after: null }, 'bag primary'],
  ['a finished errand', { kind: 'errand', errand: null, step: 'done', items: [], floor: null, seal_after: null }, 'bag ok'],
  ['a briefing', { kind: 'briefing', rules: ['waste'], privacy_notice: false }, 'megaphone ok'],
  ['a note', { kind: 'note', text: 'x' }, 'note neutral'],
  ['a kind of a later version', later, 'help neutral'],
])('%s looks as its content says', (_, content, look) => {
  expect(`${lookOf(content).icon} ${lookOf(content).tone}`).toBe(look)
})

it.each<[string, Content, [string, string | null][], string | undefined]>([
  ['a contact', { kind: 'contact', channel: 'door', outcome: 'reached' }, [['contact.channel', 'at the door']], undefined],
  ['a temperature', { kind: 'temperature', result: 'normal', method: 'photo', site: null }, [['temperature.method', 'Photo']], 'by photo'],
  ['a seal', { kind: 'seal', state: 'broken', serial: 'A1', reason: 'wind' }, [['field.reason', 'wind'], ['field.serial', 'A1']], undefined],
  [
    'an errand',
    { kind: 'errand', errand: null, step: 'done', items: [{ what: 'beer', quantity: 6, unit: null }, { what: '老花镜', quantity: 1, unit: null }], floor: null, seal_after: 'resealed' },
    [['errand.what', 'Beer × 6, 老花镜'], ['errand.seal', 'Resealed']],
    undefined,
  ],
  ['a kind of a later version', later, [], undefined],
])('%s says what its summary leaves out', (_, content, details, remark) => {
  expect(detailsOf(content).map(([label, value]) => [label, typeof value === 'string' ? value.replace(/[\u2066-\u2069]/g, '') : value])).toEqual(details)
  expect(remarkOf(content)).toBe(remark)
})
