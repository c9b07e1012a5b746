// The words of the UI as the tests look for them: from the same catalogues, so that a better word breaks no test.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { root } from './programs.mjs'

export const LANGUAGES = ['zh-CN', 'ko', 'en']

const catalogues = new Map()

/** Every word of one face in one language, flat: `due.title` → `待办`. The kit's words are among them. */
function catalogue(face, language) {
  const key = `${face}/${language}`
  if (!catalogues.has(key)) {
    const words = {}
    for (const folder of ['kit', face]) Object.assign(words, read(join(root, 'ui/locales', folder), language))
    catalogues.set(key, words)
  }
  return catalogues.get(key)
}

function read(folder, language) {
  if (!existsSync(folder)) throw new Error(`${folder} is not there`)
  const files = readdirSync(folder).filter((name) => name === `${language}.json` || name.endsWith(`.${language}.json`))
  const nested = join(folder, language)
  const all = files.map((name) => join(folder, name))
  if (existsSync(nested) && statSync(nested).isDirectory()) all.push(...readdirSync(nested).map((name) => join(nested, name)))
  return Object.assign({}, ...all.map((file) => flat(JSON.parse(readFileSync(file, 'utf8')))))
}

function flat(value, prefix = '') {
  if (typeof value === 'string') return { [prefix]: value }
  const join = (key) => (prefix ? `${prefix}.${key}` : key)
  return Object.assign({}, ...Object.entries(value).map(([key, inner]) => flat(inner, join(key))))
}

/** Words of one face and language: `say('due.title')`, with values for the placeholders. Unknown keys are an error. */
export function words(face, language) {
  const known = catalogue(face, language)
  return (key, values = {}) => {
    if (!(key in known)) throw new Error(`no word for ${key} in ${face} ${language}`)
    return known[key].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole))
  }
}

/** The keys that stand on a page as themselves: a word that nobody gave. */
export function rawKeys(face, text) {
  const keys = Object.keys(catalogue(face, 'zh-CN')).filter((key) => key.includes('.'))
  return keys.filter((key) => text.includes(key))
}
