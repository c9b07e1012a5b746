// A reading as it is keyed: two whole digits and a tenth in fixed places, so that 365 is 36.5 and nothing else.
// The limits are the core's; here they only spare a person a vain save. The core has the last word.

export const LOWEST = 34.0
export const HIGHEST = 42.0
export const LOW = 35.5
export const JUMP = 1.5

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
