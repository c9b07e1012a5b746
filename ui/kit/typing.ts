// Text while it is typed, as crates/domain/src/text has it: counted by characters, digits of every keyboard.
import { wellFormed } from './text'

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
