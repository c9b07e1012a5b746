// When a tap does not count: it follows another at the same place within a second, and lies on something else than that one.
// Two quick taps of one finger are one action. Knows nothing of the page; what a tap lies on is told to it.

export const REST_MS = 1000
export const REACH_PX = 48

/** What a finger lies on. The element is null where nothing is to be tapped. */
export interface Thing {
  element: object | null
  /** What it says: an element that says something else now is something else. */
  words: string
  /** Keys and steppers are tapped quickly, one after the other: all of one pad are one thing. */
  pad: object | null
}

export interface Press {
  thing: Thing
  x: number
  y: number
  /** Milliseconds of a clock that nobody can set. */
  at: number
}

/** Taps near each other, each within a second of the one before. What the first one lay on is what all of them mean. */
interface Burst extends Press {
  /** Where the first tap lay on nothing: what could have been meant, for whoever missed it and taps again. */
  near: readonly Thing[]
}

export function isSame(one: Thing, other: Thing): boolean {
  if (one.pad && one.pad === other.pad) return true
  return one.element === other.element && one.words === other.words
}

export class TapRule {
  private bursts: Burst[] = []

  /** Whether this tap counts for nothing. `near` gives what lies around a tap that lies on nothing itself. */
  isVoid(press: Press, near: () => readonly Thing[]): boolean {
    this.bursts = this.bursts.filter((burst) => press.at - burst.at < REST_MS)
    const burst = this.bursts.find((each) => Math.hypot(press.x - each.x, press.y - each.y) <= REACH_PX)
    if (!burst) {
      this.bursts.push({ ...press, near: press.thing.element ? [] : near() })
      return false
    }
    const counts = isSame(burst.thing, press.thing) || burst.near.some((thing) => isSame(thing, press.thing))
    // Also a tap that does not count is one to rest from: three in a row are no more meant than two.
    burst.at = press.at
    burst.x = press.x
    burst.y = press.y
    if (counts) Object.assign(burst, { thing: press.thing, near: press.thing.element ? [] : burst.near })
    return !counts
  }

  /** A finger that lay long rests from when it was lifted. */
  lift(at: number): void {
    const last = this.bursts.reduce<Burst | undefined>((latest, each) => (latest && latest.at > each.at ? latest : each), undefined)
    if (last) last.at = Math.max(last.at, at)
  }
}
