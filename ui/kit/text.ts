// Text that people typed, as crates/domain/src/text has it: brought to a form that can travel, and shown isolated.
// The core cleans and refuses. What fields ask while somebody types is in typing.ts, which no first screen needs.

/** Half a surrogate pair, an emoji that was cut in two: JSON of it is no text for the core. */
export const wellFormed = (text: string): string => text.replace(/[\uD800-\uDFFF]/gu, '\uFFFD')

/** Every text within a command's arguments, well-formed. */
export function wellFormedArgs<Args>(args: Args): Args {
  if (typeof args === 'string') return wellFormed(args) as unknown as Args
  if (Array.isArray(args)) return args.map(wellFormedArgs) as unknown as Args
  if (typeof args !== 'object' || args === null) return args
  const fixed: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(args)) fixed[name] = wellFormedArgs(value as unknown)
  return fixed as unknown as Args
}

const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFE\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u

/** Between isolating characters if it is written from right to left, so that no number beside it is turned around.
 *  For attributes and for texts in messages; in markup, `<bdi>` does the same. */
export const isolated = (text: string): string => (rightToLeft.test(text) ? `\u2068${text}\u2069` : text)

/** Several names as one text, each for itself. */
export const isolatedAll = (texts: readonly string[], between: string): string => texts.map(isolated).join(between)
