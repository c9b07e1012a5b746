// Summaries of entries in words. Rust gives a key and values; codes among the values are translated, free text is left.
import type { Summary } from './generated/types'
import { has, t, type KitKey } from './i18n'
import { summaryOf } from './kinds'

export function describe(summary: Summary): string {
  const { values, form } = summaryOf(summary.key, summary.values as Record<string, string>)
  const key = [`${summary.key}_${form}`, summary.key].find((each) => has(`summary.${each}`))
  return t(`summary.${key || 'unknown'}` as KitKey, values)
}
