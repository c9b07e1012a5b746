// Work that nobody waits for, one piece after the other while the page has nothing else to do.

const rest = (work: () => void): void => {
  if (typeof window.requestIdleCallback === 'function') window.requestIdleCallback(work)
  else window.setTimeout(work, 50)
}

/** Begins after so many milliseconds. A piece that fails is done by whoever needs it. */
export function inIdleTime(pieces: readonly (() => Promise<unknown>)[], after: number): void {
  const [next, ...others] = pieces
  if (!next) return
  window.setTimeout(() => rest(() => next().then(() => inIdleTime(others, 0), () => inIdleTime(others, 0))), after)
}
