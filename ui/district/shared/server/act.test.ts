import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'

vi.mock('./session', () => ({ forget: () => undefined }))
vi.mock('vue', async (original) => ({ ...(await original<typeof import('vue')>()), onBeforeUnmount: () => undefined }))

import type { Acted } from '../../generated/types'
import { useAct, type Manner } from './act'
import { serverAway, type Problem } from './problem'

interface Body extends Manner {
  name: string
}

const DONE: Acted = { act: 7, effects: [{ code: 'roster_keeps' }] }
let sent: [Body, string | undefined][]
let answers: (() => Promise<Acted>)[]

beforeEach(() => {
  sent = []
  answers = []
})
afterEach(() => vi.restoreAllMocks())

const act = () =>
  effectScope().run(() =>
    useAct<Body>((body, key) => {
      sent.push([body, key])
      return (answers.shift() || (() => Promise.resolve(DONE)))()
    }),
  )!
const problem = (code: Problem['code'], values: Problem['values']): Problem => ({ code, values, retry: false, reference: 'ab' })

it('sends the same body again under the same key, and another one under another', async () => {
  const { run, problem: told } = act()
  answers.push(() => Promise.reject(serverAway()))
  expect(await run({ name: '安' })).toBeUndefined()
  expect(told.value).toMatchObject({ code: 'server_away' })
  expect(await run({ name: '安' })).toEqual(DONE)
  expect(told.value).toBeUndefined()
  await run({ name: '安改' })
  const keys = sent.map(([, key]) => key)
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
  expect(keys[1]).toBe(keys[0])
  expect(keys[2]).not.toBe(keys[0])
})

it('shows what would happen without a key, and of two that were asked the last one', async () => {
  const { preview, effects } = act()
  let first: (acted: Acted) => void = () => undefined
  answers.push(() => new Promise((resolve) => (first = resolve)))
  const slow = preview({ name: '一' })
  await preview({ name: '二' })
  first({ ...DONE, effects: [] })
  await slow
  expect(sent.map(([body, key]) => [body.preview, key])).toEqual([[true, undefined], [true, undefined]])
  expect(effects.value).toEqual(DONE.effects)
})

it('says at which field something is not accepted, and what others changed', async () => {
  const { run, why, changes } = act()
  answers.push(() => Promise.reject(problem('field_refused', { field: 'phone', why: 'not_a_phone' })))
  await run({ name: '安' })
  expect([why('phone'), why('name'), changes.value]).toEqual(['not_a_phone', undefined, undefined])
  answers.push(() => Promise.reject(problem('changed_since', { changes: [] })))
  await run({ name: '安' })
  expect([why('phone'), changes.value]).toEqual([undefined, []])
})

it('does not send twice while the first is under way', async () => {
  const { run, busy } = act()
  let answer: (acted: Acted) => void = () => undefined
  answers.push(() => new Promise((resolve) => (answer = resolve)))
  const first = run({ name: '安' })
  expect(await run({ name: '安' })).toBeUndefined()
  expect([sent.length, busy.value]).toEqual([1, true])
  answer(DONE)
  expect(await first).toEqual(DONE)
  expect(busy.value).toBe(false)
})
