// The dashboard's words: `t` with its keys, and how its locale files are brought.
import { loadWords, typed, type KitKey, type Locale } from '../kit/i18n'
import type district from '../locales/district/zh-CN.json'
import type problems from '../locales/problems/zh-CN.json'

export type Key = keyof typeof district

type NameIn<Word> = Word extends `problem.${infer Name}.what` ? Name : never
/** A name under which the words of a problem stand. */
export type ProblemName = NameIn<Key | KitKey | keyof typeof problems>

export const t = typed<Key>()

export const loadLanguage = (locale: Locale): Promise<void> =>
  loadWords(locale, {
    'zh-CN': () => import('../locales/district/zh-CN.json'),
    ko: () => import('../locales/district/ko.json'),
    en: () => import('../locales/district/en.json'),
  })
