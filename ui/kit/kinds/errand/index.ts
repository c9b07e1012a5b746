// An errand: what somebody asks for, and how far it has come. It is several entries, each a step of it.
import { t, word } from '../../i18n'
import type { KindUi } from '../kind'
import { describeFirst, describeItems, itemIcon, OWN, tiles } from './items'

export const errand = {
  icon: 'bag',
  start: {
    title: 'new.errand',
    tiles: [...tiles.map((what) => ({ what, icon: itemIcon(what), words: () => word('item', what) })), { what: OWN, icon: 'plus', words: () => t('errand.own') }],
  },
  look: ({ step }) => ({ icon: 'bag', tone: step === 'done' ? 'ok' : 'primary' }),
  summary: (values) => (values['what'] ? { values: Object.assign({}, values, { items: describeFirst(values) }) } : { values, form: 'plain' }),
  details: ({ items, seal_after }) => [
    ['errand.what', describeItems(items)],
    ['errand.seal', seal_after && t(`errand.seal.${seal_after}`)],
  ],
} satisfies KindUi<'errand'>
