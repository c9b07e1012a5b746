// How each state of a door's seal looks. A torn seal is not drawn whole.
import type { SealState } from '../../generated/types'
import { unknownLook, type Look } from '../../looks'

const looks: Record<SealState, Look> = {
  applied: { icon: 'seal-intact', tone: 'ok' },
  intact: { icon: 'seal-intact', tone: 'ok' },
  opened: { icon: 'seal-broken', tone: 'warn' },
  broken: { icon: 'seal-broken', tone: 'bad' },
  missing: { icon: 'seal-broken', tone: 'bad' },
  removed: { icon: 'check-circle', tone: 'neutral' },
  not_reached: { icon: 'door', tone: 'warn' },
}

export const sealLook = (state: SealState): Look => looks[state] || unknownLook
