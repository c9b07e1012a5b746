// The dashboard's words: `t` with its keys, and how its locale files are brought.
import { loadWords, typed, type Locale } from '../kit/i18n'
import type district from '../locales/district/zh-CN.json'

export type Key = keyof typeof district

export const t = typed<Key>()

export const loadLanguage = (locale: Locale): Promise<void> =>
  loadWords(locale, {
    'zh-CN': () => import('../locales/district/zh-CN.json'),
    ko: () => import('../locales/district/ko.json'),
    en: () => import('../locales/district/en.json'),
  })
