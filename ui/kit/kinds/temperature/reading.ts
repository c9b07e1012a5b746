// A reading as it is keyed: two whole digits and a tenth in fixed places, so that 365 is 36.5 and nothing else.
// The limits are the core's; here they only spare a person a vain save. The core has the last word.

import type { ProblemCode } from '../../generated/types'
import { foldDigits } from '../../typing'

export const LOWEST = 34.0
export const HIGHEST = 42.0
export const LOW = 35.5
export const JUMP = 1.5

/** Why what was pasted or typed is no reading: the codes of the core's problems. */
export type NoReading = Extract<ProblemCode, 'not_a_number' | 'reading_too_fine' | 'reading_fahrenheit' | 'reading_out_of_range'>

/** The three digits that a text means, such as `３６．５`, `36,5 ℃` or `36度5`; as `Celsius` in crates/domain reads it. */
export function digitsIn(text: string): string | NoReading {
  const said = foldDigits(text).replace(/\s/g, '').toLowerCase()
  const parts = /^(?:摄氏|攝氏|섭씨)?\+?0*(\d+)(?:[.,](\d+)|[度도点點](\d))?(.*)$/.exec(said)
  if (!parts || (said.includes(',') && (parts[2] || '').length === 3)) return 'not_a_number'
  const [, whole, decimals, said_tenth, unit] = parts
  if (/^[°º˚]?(f|℉)$|^华氏度$|^華氏度$/.test(unit!)) return 'reading_fahrenheit'
  if (!/^([°º˚]?c?|℃|度c?|도|摄氏度|攝氏度)$/.test(unit!)) return 'not_a_number'
  const fraction = (decimals || said_tenth || '').replace(/0+$/, '')
  if (fraction.length > 1) return 'reading_too_fine'
  if (whole!.length !== 2) return /^(9[3-9]|10[0-7])$/.test(whole!) ? 'reading_fahrenheit' : 'reading_out_of_range'
  return Number(whole) >= 93 ? 'reading_fahrenheit' : `${whole}${fraction || '0'}`
}

/** Whether a pasted text became digits. */
export const isDigits = (read: string): boolean => /^\d{3}$/.test(read)

export type Judgement = 'unfinished' | 'impossible' | 'low' | 'jump' | 'fever' | 'plain'

/** `365` → `36.5`; unfinished digits give nothing. */
export const readingOf = (digits: string): string | undefined => (digits.length === 3 ? `${digits.slice(0, 2)}.${digits.slice(2)}` : undefined)

/** The three places as they are shown, with `_` where nothing stands yet. */
export const places = (digits: string): [string, string, string] => [digits.charAt(0) || '_', digits.charAt(1) || '_', digits.charAt(2) || '_']

export function judge(digits: string, feverFrom: string | undefined, last: string | undefined): Judgement {
  const reading = readingOf(digits)
  if (!reading) return 'unfinished'
  const celsius = Number(reading)
  if (celsius < LOWEST || celsius > HIGHEST) return 'impossible'
  if (feverFrom && celsius >= Number(feverFrom)) return 'fever'
  if (celsius < LOW) return 'low'
  if (last && Math.abs(celsius - Number(last)) > JUMP + 0.001) return 'jump'
  return 'plain'
}
