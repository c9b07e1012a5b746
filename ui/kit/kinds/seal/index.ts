// The seal on a door: as it was found, or as it was changed.
import type { KindUi } from '../kind'
import { sealLook } from './looks'

export const seal = {
  icon: 'seal-intact',
  start: 'tile',
  due: { atOnce: { kind: 'seal', state: 'intact', serial: null, reason: null }, words: 'due.seal_intact', icon: 'seal-intact' },
  look: ({ state }) => sealLook(state),
  summary: (values) => ({ values, form: values['reason'] && 'because' }),
  details: ({ reason, serial }) => [
    ['field.reason', reason],
    ['field.serial', serial],
  ],
} satisfies KindUi<'seal'>
