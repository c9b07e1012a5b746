// What a tap lies on in this page, and what has moved there since when. The guard asks; nothing here decides.
import type { Thing } from './rule'
import { REACH_PX } from './rule'

const ACTS = 'a[href], button, input, label, select, textarea, summary, dialog'

function elementOf(target: EventTarget | null): Element | null {
  const element = target instanceof Element ? target.closest(ACTS) : null
  return element instanceof HTMLLabelElement ? element.control || element : element
}

function wordsOf(element: Element): string {
  if (element.tagName === 'DIALOG') return ''
  return element.getAttribute('aria-label') || element.textContent || ''
}

export function thingAt(target: EventTarget | null): Thing {
  const element = elementOf(target)
  return { element, words: element ? wordsOf(element) : '', pad: element ? element.closest('[data-pad]') : null }
}

export function thingsNear(x: number, y: number): Thing[] {
  const isNear = ({ left, right, top, bottom }: DOMRect) => left <= x + REACH_PX && right >= x - REACH_PX && top <= y + REACH_PX && bottom >= y - REACH_PX
  return [...document.querySelectorAll(ACTS)].filter((element) => element.tagName !== 'DIALOG' && isNear(element.getBoundingClientRect())).map(thingAt)
}

/** When each element last came, or had something come or go beside what it holds. */
const changedAt = new WeakMap<Node, number>()
const arrivedAt = new WeakMap<Node, number>()

const isElement = (node: Node) => node.nodeType === Node.ELEMENT_NODE

function note(records: readonly MutationRecord[]): void {
  const now = performance.now()
  for (const { target, addedNodes, removedNodes } of records) {
    const added = [...addedNodes].filter(isElement)
    added.forEach((node) => arrivedAt.set(node, now))
    if (added.length || [...removedNodes].some(isElement)) changedAt.set(target, now)
  }
}

export function watchLayout(): () => void {
  const observer = new MutationObserver(note)
  observer.observe(document, { childList: true, subtree: true })
  return () => observer.disconnect()
}

function isSomeAbove(target: EventTarget | null, times: WeakMap<Node, number>, since: number): boolean {
  for (let node = target instanceof Node ? target : null; node; node = node.parentNode) {
    const at = times.get(node)
    if (at !== undefined && at > since) return true
  }
  return false
}

/** It has come to this page after `since`. */
export const hasArrived = (target: EventTarget | null, since: number): boolean => isSomeAbove(target, arrivedAt, since)

/** It may stand elsewhere than it did at `since`: it came, or something came or went around it. */
export function hasMoved(target: EventTarget | null, since: number): boolean {
  const parent = target instanceof Node ? target.parentNode : null
  return hasArrived(target, since) || isSomeAbove(parent, changedAt, since)
}

const awakeAt = new WeakMap<Node, number>()

/** Taps on `element` count for nothing until so much time has passed. */
export function sleep(element: Element, milliseconds: number): void {
  awakeAt.set(element, performance.now() + milliseconds)
}

export const isAsleep = (target: EventTarget | null, at: number): boolean => isSomeAbove(target, awakeAt, at)
