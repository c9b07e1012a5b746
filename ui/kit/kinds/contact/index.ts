// A contact: by which way, and whether somebody was reached.
import { word } from '../../i18n'
import type { KindUi } from '../kind'

export const contact = {
  icon: 'phone',
  start: 'tile',
  due: { atOnce: { kind: 'contact', channel: 'phone', outcome: 'reached' }, words: 'due.contact_made', icon: 'check' },
  summary: (values) => ({ values: Object.assign({}, values, { channel: word('channel', values['channel'] || '') }) }),
  details: ({ channel }) => [['contact.channel', word('channel', channel)]],
} satisfies KindUi<'contact'>
