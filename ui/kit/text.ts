// Text that people type, as crates/domain/src/text has it: well-formed, counted by characters, digits of every keyboard, isolated.
// The core cleans and refuses; here it is only brought to a form that can travel, and shown.

/** Half a surrogate pair, an emoji that was cut in two: JSON of it is no text for the core. */
export const wellFormed = (text: string): string => text.replace(/[\uD800-\uDFFF]/gu, '\uFFFD')

/** Every text within a command's arguments, well-formed. */
export function wellFormedArgs<Args>(args: Args): Args {
  if (typeof args === 'string') return wellFormed(args) as unknown as Args
  if (Array.isArray(args)) return args.map(wellFormedArgs) as unknown as Args
  if (typeof args !== 'object' || args === null) return args
  const mended: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(args)) mended[name] = wellFormedArgs(value as unknown)
  return mended as unknown as Args
}

/** Format characters and fillers that the core drops: they are no characters to a person who counts. */
const invisible = /[\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F\u00AD\u034F\u061C\u115F\u1160\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0]/g

/** How many characters the core will count: code points of the composed text, without what is dropped. */
export const lengthOf = (text: string): number => Array.from(wellFormed(text).normalize('NFC').replace(/\r\n/g, '\n').replace(invisible, '').trim()).length

/** The digit zero of the scripts whose digits are met here; nine more follow each. */
const zeros = [0x660, 0x6f0, 0x966, 0xe50, 0xf20, 0x1810, 0xff10]
const marks: Record<string, string> = { '\u3000': ' ', '\u00A0': ' ', '\u202F': ' ', '。': '.', '｡': '.', '\u066B': '.', '、': ',', '،': ',', '\u066C': ',', '∶': ':', '−': '-' }

/** Digits and punctuation of every keyboard as ASCII; words stay. For reading numbers and codes, never for text that is kept. */
export function foldDigits(text: string): string {
  return Array.from(text, (c) => {
    const code = c.codePointAt(0)!
    const zero = zeros.find((first) => code >= first && code < first + 10)
    if (zero !== undefined) return String(code - zero)
    if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0)
    if (code >= 0x2010 && code <= 0x2015) return '-'
    return marks[c] || c
  }).join('')
}

const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFE\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u

/** Between isolating characters if it is written from right to left, so that no number beside it is turned around.
 *  For attributes and for texts in messages; in markup, `<bdi>` does the same. */
export const isolated = (text: string): string => (rightToLeft.test(text) ? `\u2068${text}\u2069` : text)

/** Several names as one text, each for itself. */
export const isolatedAll = (texts: readonly string[], between = '、'): string => texts.map(isolated).join(between)
