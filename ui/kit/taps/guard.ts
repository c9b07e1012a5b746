// The one guard between fingers and pages: a tap, a key or a screen reader's click that nobody can have meant is dropped
// before any part of the page hears of it. Times are those of the events, which no wall clock moves.
import { hasArrived, hasMoved, isAsleep, thingAt, thingsNear, watchLayout } from './page'
import { REST_MS, TapRule, isSame, type Thing } from './rule'

export { sleep } from './page'

interface Down {
  thing: Thing
  at: number
  counts: boolean
}

interface Act {
  thing: Thing
  at: number
}

const rule = new TapRule()
/** The press that waits for its click. */
let down: Down | undefined
/** The last act that counted, by whichever way. */
let last: Act | undefined
/** Whoever types something else in between has moved on, and means what has the focus now. */
let movedOn = false
let place: { x: number; y: number } | undefined

/** Where the last tap lay, so that nothing is put under the finger. */
export const lastTap = (): { x: number; y: number } | undefined => place

function drop(event: Event): void {
  event.preventDefault()
  event.stopImmediatePropagation()
}

function pressed(event: PointerEvent): void {
  const { clientX: x, clientY: y, timeStamp: at, target } = event
  const thing = thingAt(target)
  const isRepeated = rule.isVoid({ thing, x, y, at }, () => thingsNear(x, y))
  // The page was busy: the finger came down on what stood here before.
  down = { thing, at, counts: !isRepeated && !isAsleep(target, at) && !hasMoved(target, at) }
  place = { x, y }
}

/** What a press would open or focus before its click, such as a list of choices, it does not. */
function mousePressed(event: MouseEvent): void {
  if (down && !down.counts) drop(event)
}

function clicked(event: MouseEvent): void {
  const press = down
  down = undefined
  const counts = press && event.detail > 0 ? isMeant(press, event) : isMeantWithoutPlace(event)
  if (!counts) return drop(event)
  last = { thing: thingAt(event.target), at: event.timeStamp }
  movedOn = false
}

/** A click lies on what was pressed; an engine may move it to what stands beside, if that stood there already. */
function isMeant(press: Down, { target, timeStamp }: MouseEvent): boolean {
  rule.lift(timeStamp)
  if (!press.counts) return false
  const thing = thingAt(target)
  if (isSame(press.thing, thing)) return true
  const { element } = press.thing
  return (!element || (element instanceof Node && target instanceof Node && element.contains(target))) && !hasMoved(target, press.at)
}

/** Keyboards, screen readers and the click that a label hands on: no finger, so what matters is whether it stood there. */
function isMeantWithoutPlace({ target, timeStamp }: MouseEvent): boolean {
  if (isAsleep(target, timeStamp)) return false
  if (!last || isSame(last.thing, thingAt(target))) return true
  return timeStamp - last.at >= REST_MS || !hasArrived(target, last.at)
}

const isEntered = (element: Element | null) => element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && !/^(checkbox|radio|button|submit)$/.test(element.type))

function keyPressed(event: KeyboardEvent): void {
  const { target, timeStamp } = event
  if (event.key !== 'Enter' && event.key !== ' ') {
    movedOn = movedOn || !event.repeat
    return
  }
  if (target instanceof HTMLTextAreaElement) return
  const thing = thingAt(target)
  const isText = thing.element instanceof Element && isEntered(thing.element)
  if (isText && event.key === ' ') return
  const isLeft = last && timeStamp - last.at < REST_MS && !movedOn && !isText && !isSame(last.thing, thing)
  if (event.repeat || isLeft || isAsleep(target, timeStamp)) return drop(event)
  last = { thing, at: timeStamp }
  movedOn = false
}

/** Starts guarding the whole page; the answer ends it. */
export function guardTaps(): () => void {
  const ends = [watchLayout()]
  const hear = <Name extends keyof WindowEventMap>(name: Name, listener: (event: WindowEventMap[Name]) => void) => {
    window.addEventListener(name, listener, true)
    ends.push(() => window.removeEventListener(name, listener, true))
  }
  hear('pointerdown', pressed)
  hear('pointercancel', () => (down = undefined))
  hear('mousedown', mousePressed)
  hear('click', clicked)
  hear('keydown', keyPressed)
  hear('input', () => (movedOn = true))
  return () => ends.forEach((end) => end())
}
