// The words of the UI as the tests look for them: from the same catalogues, so that a better word breaks no test.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { root } from './programs.mjs'

export const LANGUAGES = ['zh-CN', 'ko', 'en']

const read = (path) => JSON.parse(readFileSync(join(root, 'ui/locales', path), 'utf8'))

/** Every word of one face in one language, the kit's and the Korean ones still to be confirmed among them. */
function catalogue(face, language) {
  const toConfirm = language === 'ko' ? read('to-confirm.ko.json') : {}
  const problems = face === 'phone' ? read(`problems/${language}.json`) : {}
  return { ...read(`kit/${language}.json`), ...read(`kinds/${language}.json`), ...problems, ...toConfirm, ...read(`${face}/${language}.json`) }
}

/** Words of one face and language: `say('due.title')`, with values for the placeholders. Unknown keys are an error. */
export function words(face, language) {
  const known = catalogue(face, language)
  return (key, values = {}) => {
    if (!(key in known)) throw new Error(`no word for ${key} in ${face} ${language}`)
    return known[key].replace(/\{(~?\w+)\}/g, (whole, name) => String(name.startsWith('~') ? known[name] : (values[name] ?? whole)))
  }
}

/** What on a page is no word but a key or a placeholder that nobody filled. */
export function missingWords(face, text) {
  const keys = Object.keys(catalogue(face, 'zh-CN')).filter((key) => key.includes('.') && text.includes(key))
  const placeholders = text.match(/\{~?\w+\}/g) ?? []
  return [...keys, ...placeholders]
}
