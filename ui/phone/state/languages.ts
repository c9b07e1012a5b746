// Each language in its own words, so that everyone finds theirs.
import type { Locale } from '../../kit/i18n'

export const languages: readonly { value: Locale; words: string }[] = [
  { value: 'zh-CN', words: '中文' },
  { value: 'ko', words: '조선말' },
  { value: 'en', words: 'English' },
]
