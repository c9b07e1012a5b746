// The glyph and tone of states. Words stand in the catalogues; a state is never colour alone.
import type { IconName } from './icons/paths'

export type Tone = 'neutral' | 'primary' | 'ok' | 'warn' | 'bad'
export interface Look {
  icon: IconName
  tone: Tone
}

/** Of what only a later version knows. */
export const unknownLook: Look = { icon: 'help', tone: 'neutral' }

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
export const stateLook = (state: string): Look => states[state] || unknownLook
