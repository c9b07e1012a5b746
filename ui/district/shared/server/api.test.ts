import { afterEach, expect, it, vi } from 'vitest'

import { address, get, write } from './api'
import { wordsOf, type Problem } from './problem'

afterEach(() => vi.unstubAllGlobals())

const answers = (status: number, body?: unknown) => {
  const fetched = vi.fn<(at: string, how: RequestInit) => Promise<Response>>(() => Promise.resolve(new Response(body === undefined ? null : JSON.stringify(body), { status })))
  vi.stubGlobal('fetch', fetched)
  return fetched
}

it('leaves out of the address what is not set, and escapes what is', () => {
  expect(address('/households', { search: '3号楼&', date: undefined, after: '', community: 0 })).toBe('api/v1/households?search=3%E5%8F%B7%E6%A5%BC%26&community=0')
  expect(address('/me')).toBe('api/v1/me')
})

it("gives the server's own problem as it is", async () => {
  const problem = { code: 'slow_down', values: { wait_seconds: '9' }, retry: true, reference: 'ab' }
  answers(429, problem)
  await expect(get('api/v1/me')).rejects.toEqual(problem)
})

it("says of the server's own full or faulty disk that it is the server's", () => {
  const words = (code: Problem['code']) => wordsOf({ code, values: {}, retry: true, reference: 'ab' })
  expect(words('disk_full')).toBe('district_full')
  expect(words('disk_failed')).toBe('district_full')
  expect(words('busy')).toBe('server_busy')
  expect(words('of_tomorrow' as Problem['code'])).toBe('other')
})

it('says that the server is away when nothing or something else answers', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
  await expect(get('api/v1/me')).rejects.toMatchObject({ code: 'server_away', retry: true })
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('<html>', { status: 502 })))
  await expect(get('api/v1/me')).rejects.toMatchObject({ code: 'server_away' })
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('<html>', { status: 200 })))
  await expect(get('api/v1/me')).rejects.toMatchObject({ code: 'server_away' })
})

it('sends with every write the header that the server asks for', async () => {
  const fetched = answers(204)
  await write('DELETE', '/session')
  expect(fetched.mock.calls[0]![1].headers).toMatchObject({ 'x-daylog': '1' })
})
