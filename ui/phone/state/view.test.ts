// What a screen asks of the core, and which answers it shares or shows again, with the core stood in for.
import { beforeEach, expect, it, vi } from 'vitest'
import { effectScope, nextTick } from 'vue'

const core = vi.hoisted(() => ({ asked: 0, hear: [] as ((changed: string | null) => void)[] }))

vi.mock('../../kit/host', () => ({
  call: () => Promise.resolve({ answer: (core.asked += 1) }),
  onChanged: (listener: (changed: string | null) => void) => {
    core.hear.push(listener)
    return () => undefined
  },
}))
vi.stubGlobal('window', globalThis)
vi.spyOn(console, 'warn').mockImplementation(() => undefined)

import { askAhead, useView } from './view'

const tell = (changed: string | null) => core.hear.forEach((listener) => listener(changed))
/** A screen opens: its first answer. */
async function shown(): Promise<unknown> {
  const { view } = effectScope().run(() => useView('due', () => ({ date: null }), ['entries'], false))!
  for (let turn = 0; turn < 8; turn += 1) await nextTick()
  return view.value
}

vi.useFakeTimers()
beforeEach(() => {
  vi.runAllTimers()
  core.asked = 0
})

it('a screen that comes at once takes the answer that was asked for ahead, also where a sync began in between', async () => {
  askAhead('due', { date: null })
  tell('lock')
  tell('sync')
  expect(await shown()).toEqual({ answer: 1 })
  expect(core.asked).toBe(1)
})

it.each([
  ['another screen stood there first', () => void vi.advanceTimersByTime(60_000)],
  ['something was saved since', () => tell('entries')],
  ['events may have been missed', () => tell(null)],
])('a screen asks anew where %s', async (_, meanwhile) => {
  askAhead('due', { date: null })
  meanwhile()
  expect(await shown()).not.toEqual({ answer: 1 })
  expect(core.asked).toBeGreaterThan(1)
})

it('parts of a screen that ask the same at once share one answer', async () => {
  await Promise.all([shown(), shown()])
  expect(core.asked).toBe(1)
})
