// Every word in every language: same keys, same placeholders, and Korean as it is written in Yanbian.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

type Messages = Record<string, string>

const root = import.meta.dirname
const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')) as Messages
const groups = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name)
/** All sources below a folder. */
const text = (folder: string): string =>
  readdirSync(join(root, '..', folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(vue|ts)$/.test(name))
    .map((name) => readFileSync(join(root, '..', folder, name), 'utf8'))
    .join('\n')
const toConfirm = read('to-confirm.ko.json')
const placeholders = (message: string) => [...message.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()
const terms = (message: string) => [...message.matchAll(/\{(~\w+)\}/g)].map((match) => match[1]!)

/** What the words of a problem may name: the values that Rust declares. */
const values = ['kit', 'district'].flatMap((face) => {
  const types = readFileSync(join(root, `../${face}/generated/types.ts`), 'utf8')
  const declared = /export type (?:Problem|Api)Values = \{([^}]*)\}/.exec(types)![1]!
  return [...declared.matchAll(/(\w+)\?:/g)].map((match) => match[1]!)
})

/** Standard South Korean spellings, and how Yanbian writes them. */
const spellings: [RegExp, string][] = [
  [/연락/, '련락'],
  [/되었/, '되였'],
  [/노인/, '로인'],
  [/연결/, '련결'],
  [/이용/, '리용'],
  [/여행/, '려행'],
  [/임시/, '림시'],
  [/노동/, '로동'],
  [/내일/, '래일'],
  [/하였었|었었/, '였'],
  [/프로그램/, '프로그람'],
  [/핸드폰|휴대폰|휴대전화/, '손전화'],
]

describe.each(groups)('the words of %s', (group) => {
  const chinese = read(`${group}/zh-CN.json`)

  it.each(['ko', 'en'])('are all there in %s, with the same placeholders', (locale) => {
    const other = read(`${group}/${locale}.json`)
    expect(Object.keys(other)).toEqual(Object.keys(chinese))
    for (const [key, message] of Object.entries(chinese)) {
      expect(other[key], key).not.toBe('')
      expect(placeholders(other[key]!), key).toEqual(placeholders(message))
    }
  })

  it('name of a problem only what a problem has', () => {
    expect(values.length).toBeGreaterThan(20)
    for (const [key, message] of Object.entries(chinese))
      if (key.startsWith('problem.')) for (const name of placeholders(message)) expect(values, key).toContain(name)
  })

  it('are all used somewhere', () => {
    // A key stands whole in the sources, or begins like a template or a prefix that Rust's codes complete.
    const sources = ['kit', 'phone', 'district'].map(text).join('')
    const prefixes = [...sources.matchAll(/`([\w.]+[._])\$\{|word\('([\w.]+)'|([\w.]+\.)' \+/g)].map((match) => match[1] || match[3] || `${match[2]}.`)
    const unused = Object.keys(chinese).filter((key) => !sources.includes(`'${key}'`) && !prefixes.some((prefix) => key.startsWith(prefix)))
    expect(unused).toEqual([])
  })

  it('are spelt in Korean as Yanbian spells them', () => {
    for (const [key, message] of Object.entries(read(`${group}/ko.json`)))
      for (const [wrong, right] of spellings) expect(wrong.test(message), `${key}: ${message} (write ${right})`).toBe(false)
  })

  it('name words still to be confirmed only through their one file', () => {
    for (const [key, message] of Object.entries(read(`${group}/ko.json`))) {
      for (const term of terms(message)) expect(Object.keys(toConfirm), key).toContain(term)
      for (const [term, text] of Object.entries(toConfirm)) expect(message.includes(text), `${key}: write {${term}} for ${text}`).toBe(false)
    }
    for (const locale of ['zh-CN', 'en'])
      for (const [key, message] of Object.entries(read(`${group}/${locale}.json`))) expect(terms(message), key).toEqual([])
  })
})
