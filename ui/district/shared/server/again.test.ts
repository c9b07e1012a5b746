import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { Again, behind } from './again'
import type { Problem } from './problem'

const problem = (retry: boolean, values = {}): Problem => ({ code: 'database_busy', values, retry, reference: 'ab' })

let asked: number
let again: Again

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('window', globalThis)
  asked = 0
  again = new Again(() => (asked += 1))
})
afterEach(() => {
  again.answered()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('asks again after longer and longer pauses, and soon once it was answered', () => {
  for (const pause of [3_000, 5_000, 10_000, 20_000, 20_000]) {
    again.failed(problem(true), true)
    vi.advanceTimersByTime(pause - 1)
    const before = asked
    vi.advanceTimersByTime(1)
    expect(asked).toBe(before + 1)
  }
  again.answered()
  again.failed(problem(true), true)
  vi.advanceTimersByTime(3_000)
  expect(asked).toBe(6)
})

it('waits for as long as the server says', () => {
  again.failed(problem(true, { wait_seconds: 30 }), false)
  vi.advanceTimersByTime(29_999)
  expect(asked).toBe(0)
  vi.advanceTimersByTime(1)
  expect(asked).toBe(1)
})

it('asks no more where that cannot help, or where the page was left', () => {
  again.failed(problem(false), true)
  expect(behind.value).toBe(false)
  again.failed(problem(true), true)
  again.answered()
  vi.advanceTimersByTime(60_000)
  expect(asked).toBe(0)
})

it('says that an older answer stands, and no more once there is a new one', () => {
  again.failed(problem(true), false)
  expect(behind.value, 'the page says it itself').toBe(false)
  again.failed(problem(true), true)
  expect(behind.value).toBe(true)
  again.answered()
  expect(behind.value).toBe(false)
})

it('says so while anything that is shown is behind, whatever else was answered', () => {
  const other = new Again(() => undefined)
  again.failed(problem(true), true)
  other.failed(problem(true), true)
  other.answered()
  expect(behind.value).toBe(true)
  again.answered()
  expect(behind.value).toBe(false)
})
