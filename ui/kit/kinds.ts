// The glyph and tone of each kind and state. Words stand in the catalogues; a state is never colour alone.
import type { IconName } from './icons/paths'

export type Tone = 'neutral' | 'primary' | 'ok' | 'warn' | 'bad'
export interface Look {
  icon: IconName
  tone: Tone
}

const kinds: Partial<Record<string, IconName>> = {
  contact: 'phone',
  temperature: 'thermometer',
  seal: 'seal-intact',
  errand: 'bag',
  note: 'note',
}

export const kindIcon = (kind: string): IconName => kinds[kind] || 'help'

const states: Record<string, Look> = {
  later: { icon: 'circle', tone: 'neutral' },
  due: { icon: 'clock', tone: 'primary' },
  overdue: { icon: 'clock-alert', tone: 'warn' },
  done: { icon: 'check-circle', tone: 'ok' },
  tried: { icon: 'half', tone: 'warn' },
  missed: { icon: 'close', tone: 'bad' },
  unknown: { icon: 'help', tone: 'neutral' },
  not_assigned: { icon: 'user', tone: 'neutral' },
  fever: { icon: 'thermometer', tone: 'bad' },
}

/** Of a check or of a day of the strip. */
export const stateLook = (state: string): Look => states[state] || { icon: 'help', tone: 'neutral' }

const seals: Record<string, Look> = {
  applied: { icon: 'seal-intact', tone: 'ok' },
  intact: { icon: 'seal-intact', tone: 'ok' },
  opened: { icon: 'seal-broken', tone: 'warn' },
  broken: { icon: 'seal-broken', tone: 'bad' },
  missing: { icon: 'seal-broken', tone: 'bad' },
  removed: { icon: 'check-circle', tone: 'neutral' },
  not_reached: { icon: 'door', tone: 'warn' },
}

export const sealLook = (state: string): Look => seals[state] || { icon: 'help', tone: 'neutral' }

const tiles: Partial<Record<string, IconName>> = { beer: 'beer', groceries: 'carrot', parcel: 'package', medicine: 'pill', waste: 'trash' }

export const itemIcon = (what: string): IconName => tiles[what] || 'bag'
