// A reading as it is keyed: two whole digits and a tenth in fixed places, so that 365 is 36.5 and nothing else.
// The limits are the core's; here they only spare a person a vain save. The core has the last word.

import type { ProblemCode } from '../../generated/types'
import { foldDigits } from '../../typing'

export const LOWEST = 34.0
export const HIGHEST = 42.0
export const LOW = 35.5
export const JUMP = 1.5

/** Why what was pasted or typed is no reading: the codes of the core's problems. */
export type NoReading = Extract<ProblemCode, 'not_a_number' | 'reading_too_fine' | 'reading_fahrenheit' | 'reading_out_of_range' | 'reading_point_missing'>

/**
 * The three digits that a text means, such as `３６．５`, `36,5 ℃` or `36度5`, by the rules of `Celsius` in crates/domain: both are held
 * to the examples beside that. What can be nobody's temperature and has three digits is shown as it is, and judged.
 */
export function digitsIn(text: string): string | NoReading {
  const number = numberIn(foldDigits(text))
  const parts = /^\s*([+-]?)0*(\d+?)(?:[.,](\d+))?\s*$/.exec(number)
  if (!parts) return number.startsWith('reading_') ? (number as NoReading) : 'not_a_number'
  const [, sign, whole, decimals = ''] = parts
  if (number.includes(',') && decimals.length === 3) return 'not_a_number'
  const fraction = decimals.replace(/0+$/, '')
  if (fraction.length > 1) return 'reading_too_fine'
  const tenths = Number(whole + (fraction || '0'))
  if (sign === '-' && tenths > 0) return 'reading_out_of_range'
  const canBe = (each: number) => each >= LOWEST * 10 && each <= HIGHEST * 10
  if (canBe(tenths)) return String(tenths)
  if ([10, 100].some((by) => tenths % by === 0 && canBe(tenths / by))) return 'reading_point_missing'
  if (tenths >= 932 && tenths <= 1076) return 'reading_fahrenheit'
  return tenths >= 100 && tenths <= 999 ? String(tenths) : 'reading_out_of_range'
}

/** The number without its unit, which must be Celsius or none. */
function numberIn(said: string): string {
  const text = said.trim().replace(/^(?:摄氏|攝氏|섭씨)/, '').trim()
  const number = /^[\d.,+-]*/.exec(text)![0]
  const unit = text.slice(number.length).replace(/\s/g, '').toLowerCase().replace(/^[°º˚]+/, '')
  if (/^(c|℃|度|度c|摄氏度|攝氏度|도)?$/.test(unit)) return number
  if (number && /^(f|℉|度f|华氏度|華氏度)$/.test(unit)) return 'reading_fahrenheit'
  const tenth = /^[度도点點]([\x00-\x7f])$/.exec(unit)
  return tenth ? `${number}.${tenth[1]}` : 'not_a_number'
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
