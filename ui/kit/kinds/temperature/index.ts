// A temperature: a reading, or an answer without one.
import { has, word } from '../../i18n'
import type { KindUi } from '../kind'

export const temperature = {
  icon: 'thermometer',
  start: 'tile',
  due: { atOnce: { kind: 'temperature', result: 'normal', method: 'self_reported', site: null }, words: 'due.asked_normal', open: 'due.take_temperature' },
  details: ({ method }) => [['temperature.method', word('method', method)]],
  remark: ({ method }) => (has(`taken.${method}`) ? word('taken', method) : undefined),
} satisfies KindUi<'temperature'>
