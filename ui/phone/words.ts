// The phone's words: `t` with the phone's keys, and how its locale files are brought.
import { loadWords, typed, type Locale } from '../kit/i18n'
import type phone from '../locales/phone/zh-CN.json'

export type Key = keyof typeof phone

export const t = typed<Key>()

export async function loadLanguage(locale: Locale): Promise<void> {
  await loadWords(locale, {
    'zh-CN': () => import('../locales/phone/zh-CN.json'),
    ko: () => import('../locales/phone/ko.json'),
    en: () => import('../locales/phone/en.json'),
  })
  document.title = t('app.name')
}
