// A briefing: which rules were explained to a household, and that it was given the privacy notice.
import { t, word } from '../../i18n'
import type { KindUi } from '../kind'

const inWords = (rules: string) => rules.split(',').map((rule) => word('rule', rule)).join(t('list_separator'))

export const briefing = {
  icon: 'megaphone',
  start: 'tile',
  summary: (values) => ({ values: Object.assign({}, values, { rules: inWords(values['rules'] || '') }) }),
} satisfies KindUi<'briefing'>
