import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { events as stream, type Source } from '../../generated/api'
import type { Changed } from '../../generated/types'
import { Events } from './events'

class Stream implements Source {
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onerror: (() => void) | null = null
  closed = false
  close(): void {
    this.closed = true
  }
}

let opened: Stream[]
let heard: (Changed | null)[]
let lives: boolean[]
let events: Events

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('window', globalThis)
  opened = []
  heard = []
  lives = []
  const open = () => {
    const stream = new Stream()
    opened.push(stream)
    return stream
  }
  events = new Events(Object.assign(stream(), { open }), { changed: (changed) => heard.push(changed), live: (live) => lives.push(live) })
  events.start()
})
afterEach(() => {
  events.stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const last = () => opened[opened.length - 1]!

it('tells what the server says', () => {
  last().onopen!()
  last().onmessage!({ data: '{"changed":"roster"}' })
  expect(heard).toEqual(['roster'])
  expect(lives).toEqual([true])
})

it('opens again after a break, and then asks for everything', () => {
  last().onopen!()
  last().onerror!()
  expect(lives).toEqual([true, false])
  expect(opened[0]!.closed).toBe(true)
  vi.advanceTimersByTime(1_000)
  expect(opened).toHaveLength(2)
  last().onopen!()
  expect(heard).toEqual([null])
  expect(lives).toEqual([true, false, true])
})

it('waits longer after every vain try, but never longer than fifteen seconds', () => {
  const waits = [1_000, 2_000, 4_000, 8_000, 15_000, 15_000]
  for (const wait of waits) {
    const before = opened.length
    last().onerror!()
    vi.advanceTimersByTime(wait - 1)
    expect(opened).toHaveLength(before)
    vi.advanceTimersByTime(1)
    expect(opened).toHaveLength(before + 1)
  }
})

it('takes a stream for dead that has not said a word for two and a half minutes', () => {
  last().onopen!()
  vi.advanceTimersByTime(100_000)
  last().onmessage!({ data: '{"changed":"time"}' })
  vi.advanceTimersByTime(149_999)
  expect(lives).toEqual([true])
  vi.advanceTimersByTime(1)
  expect(lives).toEqual([true, false])
})

it('stays closed once it is stopped', () => {
  last().onopen!()
  events.stop()
  vi.advanceTimersByTime(600_000)
  expect(opened).toHaveLength(1)
})
