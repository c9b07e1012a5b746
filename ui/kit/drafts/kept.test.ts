// Drafts: what comes back, what does not, and what the core is told, with the core stood in for.
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, reactive, ref } from 'vue'

const core = vi.hoisted(() => ({ kept: new Map<string, { text: string; at_text: string | null; age_seconds: number | null }>(), told: [] as [string, string | null][], refuses: '' }))

vi.mock('../host', () => ({
  call: (command: string, { key, text }: { key: string; text: string | null }) => {
    if (command === 'kept_field') return Promise.resolve(core.kept.get(key) || null)
    core.told.push([key, text])
    return core.refuses && text !== null ? Promise.reject({ code: core.refuses }) : Promise.resolve(null)
  },
  isProblem: (error: unknown) => error !== null,
}))
vi.spyOn(console, 'warn').mockImplementation(() => undefined)

import { readingOf } from '../kinds/temperature/reading'
import { isUnkept, useKept } from './kept'

const idle = async () => {
  for (let turn = 0; turn < 8; turn += 1) await nextTick()
}
const KEY = 'temperature/1/7///'

async function sheet(key: () => string | undefined = () => KEY) {
  const fields = reactive({ digits: '', text: '', seal: undefined as string | undefined })
  const scope = effectScope()
  const draft = scope.run(() => useKept(key, { fields }, readingOf))!
  await idle()
  return { fields, draft, scope }
}
const holds = (fields: object, age_seconds: number | null, at_text: string | null = '10:41') => core.kept.set(KEY, { text: JSON.stringify({ fields }), at_text, age_seconds })

beforeEach(() => {
  core.kept.clear()
  core.told.length = 0
  core.refuses = ''
})

describe('a draft', () => {
  it('is told to the core at every key, and not before anything was typed', async () => {
    const { fields } = await sheet()
    expect(core.told).toEqual([])
    fields.text = 'a'
    await idle()
    fields.text = ''
    await idle()
    expect(core.told.map(([, text]) => text !== null)).toEqual([true, false])
  })

  it('comes back with its time, and keeps that time until somebody types', async () => {
    holds({ text: '老人说暖气不热' }, 60)
    const { fields, draft } = await sheet()
    expect(fields.text).toBe('老人说暖气不热')
    expect(draft.shown.value).toEqual({ is: 'back', time: '10:41', number: undefined })
    expect(core.told).toEqual([])
  })

  it('that no disk takes is said not to last, until it is kept or thrown away', async () => {
    const { fields, draft } = await sheet()
    const types = async (text: string, refuses: string) => {
      core.refuses = refuses
      fields.text = text
      await idle()
      return isUnkept.value
    }
    expect(await types('a', 'disk_full')).toBe(true)
    expect(await types('ab', 'disk_unwritable')).toBe(true)
    expect(await types('abc', '')).toBe(false)
    expect(await types('abcd', 'locked')).toBe(false)
    expect(await types('abcde', 'disk_full')).toBe(true)
    draft.discard()
    await idle()
    expect(isUnkept.value).toBe(false)
  })

  it('says that its time is not known where no clock can prove it', async () => {
    holds({ text: 'x' }, null, null)
    expect((await sheet()).draft.shown.value).toMatchObject({ is: 'back', time: null })
  })

  it('that is kept from another version leaves alone what it does not know', async () => {
    core.kept.set(KEY, { text: '{"fields":{"text":"x","other":1}}', at_text: null, age_seconds: null })
    expect({ ...(await sheet()).fields }).toEqual({ digits: '', text: 'x', seal: undefined })
    core.kept.set(KEY, { text: 'no JSON', at_text: null, age_seconds: null })
    expect({ ...(await sheet()).fields }).toEqual({ digits: '', text: '', seal: undefined })
  })

  it('goes in one tap, and comes back in one', async () => {
    holds({ text: 'x', seal: 'resealed' }, 60)
    const { fields, draft } = await sheet()
    draft.discard()
    await idle()
    expect({ ...fields }).toEqual({ digits: '', text: '', seal: undefined })
    expect(core.told[core.told.length - 1]).toEqual([KEY, null])
    draft.bringBack()
    await idle()
    expect({ ...fields }).toEqual({ digits: '', text: 'x', seal: 'resealed' })
    expect(draft.shown.value).toMatchObject({ is: 'back' })
    expect(core.told[core.told.length - 1]![1]).toContain('resealed')
  })

  it('that was thrown away keeps its place when something else is typed, so that no key moves', async () => {
    holds({ text: 'x' }, 60)
    const { fields, draft } = await sheet()
    draft.discard()
    fields.digits = '3'
    await idle()
    expect(draft.shown.value).toMatchObject({ is: 'over' })
  })

  it('stays in the core when its sheet closes, and is not written again once it was saved', async () => {
    const { fields, draft, scope } = await sheet()
    fields.text = 'x'
    scope.stop()
    await idle()
    expect(core.told[core.told.length - 1]![1]).toContain('x')
    await draft.flush()
    fields.text = 'xy'
    await idle()
    expect(core.told[core.told.length - 1]![1]).not.toContain('xy')
  })

  it('waits for the sheet to know whom it is about', async () => {
    holds({ text: 'x' }, 60)
    const key = ref<string>()
    const { fields } = await sheet(() => key.value)
    expect(fields.text).toBe('')
    key.value = KEY
    await idle()
    expect(fields.text).toBe('x')
  })
})

describe('a number', () => {
  it('of some minutes ago stands in its places again, and waits for a hand', async () => {
    holds({ digits: '378' }, 60)
    const { fields, draft } = await sheet()
    expect([fields.digits, draft.numberWaits.value]).toEqual(['378', true])
  })

  it.each([
    ['of longer ago', 601, '378', '37.8'],
    ['of nobody knows when', null, '378', '37.8'],
    ['that was not finished', 3600, '37', '37'],
  ] as const)('%s is only named', async (_, age, digits, named) => {
    holds({ digits }, age)
    const { fields, draft } = await sheet()
    expect([fields.digits, draft.numberWaits.value]).toEqual(['', false])
    expect(draft.shown.value).toMatchObject({ is: 'back', number: named })
  })
})
