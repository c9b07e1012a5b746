// Which items of a long list are drawn: those on the screen and some around it. Heights are guessed until they were measured.

export interface Range {
  first: number
  /** The one after the last. */
  end: number
  /** Pixels of what is not drawn, before and after. */
  before: number
  after: number
}

/** The items that lie between `top` and `bottom`, pixels from the beginning of the list. */
export function rangeOf(heights: readonly number[], top: number, bottom: number): Range {
  let at = 0
  let first = 0
  while (first < heights.length && at + heights[first]! <= top) at += heights[first++]!
  const before = at
  let end = first
  while (end < heights.length && at < bottom) at += heights[end++]!
  let after = 0
  for (let item = end; item < heights.length; item++) after += heights[item]!
  return { first, end, before, after }
}
