// Words of the chosen language: `t('key', { name })` over flat JSON, of which only one locale is loaded.
// A message holds `{name}` and nothing else: no plural and no gender forms, so that translators need no syntax.
// What is filled in may be typed text and is isolated: a Uyghur name turns no address around.
// `{~word}` stands for a Korean word that a local reader has still to confirm; all of them are in one file.
import { shallowRef } from 'vue'

import type { ProblemCode } from '../generated/types'
import { isolated } from '../text'

import type kinds from '../../locales/kinds/zh-CN.json'
import type kit from '../../locales/kit/zh-CN.json'

export const locales = ['zh-CN', 'ko', 'en'] as const
export type Locale = (typeof locales)[number]
export type Values = Record<string, string | number | undefined>
/** The kit's own words and those of the kinds of entries. */
export type KitKey = keyof typeof kit | keyof typeof kinds
/** What a locale's files hold, as the module loader gives it. */
type Messages = { default: Partial<Record<string, string>> }

export const locale = shallowRef<Locale>('zh-CN')
const messages = shallowRef<Partial<Record<string, string>>>({})

const bringKit: Record<Locale, () => Promise<Messages[]>> = {
  'zh-CN': () => Promise.all([import('../../locales/kit/zh-CN.json'), import('../../locales/kinds/zh-CN.json')]),
  ko: () => Promise.all([import('../../locales/kit/ko.json'), import('../../locales/kinds/ko.json'), import('../../locales/to-confirm.ko.json')]),
  en: () => Promise.all([import('../../locales/kit/en.json'), import('../../locales/kinds/en.json')]),
}

/** Said in the general words: faults of the program, and what only the terminal runs into. */
type Unworded = 'bad_arguments' | 'internal' | 'relay_refused' | 'relay_unreachable' | 'unknown_command'
/** Each other code has its words in every language, or this does not compile. */
type ProblemWords = Record<`problem.${Exclude<ProblemCode, Unworded>}.${'what' | 'next'}`, string>

/** The words of problems, which are many and seldom needed: brought when a page is at rest or a problem is shown. */
const bringProblems: Record<Locale, () => Promise<{ default: ProblemWords }>> = {
  'zh-CN': () => import('../../locales/problems/zh-CN.json'),
  ko: () => import('../../locales/problems/ko.json'),
  en: () => import('../../locales/problems/en.json'),
}
const problems: { wanted: boolean } = { wanted: false }

export async function loadProblems(): Promise<void> {
  problems.wanted = true
  try {
    const { default: more } = await bringProblems[locale.value]()
    messages.value = { ...more, ...messages.value }
  } catch {
    // The core is away for a moment; the next screen that needs these words asks again.
  }
}

/** Loads the kit's words and a face's own, then shows them at once. */
export async function loadWords(next: Locale, bringFace: Record<Locale, () => Promise<Messages>>): Promise<void> {
  const [kit, face] = await Promise.all([bringKit[next](), bringFace[next]()])
  messages.value = Object.assign({}, ...kit.map((part) => part.default), face.default) as Partial<Record<string, string>>
  locale.value = next
  document.documentElement.lang = next
  if (problems.wanted) await loadProblems()
}

/** For a face: the same function, typed with the face's keys as well. */
export const typed = <Key extends string>() => say as (key: Key | KitKey, values?: Values) => string

export const t = typed<never>()

export const has = (key: string): boolean => messages.value[key] !== undefined

/** Words for a code that comes from Rust. Free text is no code and passes through. */
export const word = (prefix: string, code: string, values?: Values): string =>
  has(`${prefix}.${code}`) ? say(`${prefix}.${code}`, values) : code

function say(key: string, values: Values = {}): string {
  return fill(messages.value[key] || key, values)
}

export function fill(message: string, values: Values): string {
  return message.replace(/\{(~?\w+)\}/g, (whole, name: string) => {
    const value = name.charAt(0) === '~' ? messages.value[name] : values[name]
    return value === undefined ? whole : isolated(String(value))
  })
}

/** The locale of a preference, or of the system where nothing was chosen; Chinese where the system's is none of ours. */
export function chooseLocale(preference: string, system: readonly string[]): Locale {
  for (const wanted of [preference, ...system]) {
    const found = locales.find((each) => wanted && each.slice(0, 2) === wanted.slice(0, 2))
    if (found) return found
  }
  return 'zh-CN'
}
