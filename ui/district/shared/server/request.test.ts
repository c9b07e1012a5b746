import { afterEach, expect, it, vi } from 'vitest'

import * as api from '../../generated/api'
import { wordsOf, type Problem } from './problem'
import { download, path } from './request'

afterEach(() => vi.unstubAllGlobals())

const answers = (status: number, body?: unknown) => {
  const fetched = vi.fn<(at: string, how: RequestInit) => Promise<Response>>(() => Promise.resolve(new Response(body === undefined ? null : JSON.stringify(body), { status })))
  vi.stubGlobal('fetch', fetched)
  return fetched
}

it('leaves out of the address what is not set, and escapes what is', () => {
  expect(api.households({ search: '3号楼&', date: undefined, after: '', community: 0 }).address).toBe('api/v1/households?search=3%E5%8F%B7%E6%A5%BC%26&community=0')
  expect(api.household(7, { date: '2020-03-01' }).address).toBe('api/v1/households/7?date=2020-03-01')
  expect(api.me().address).toBe('api/v1/me')
})

it('keeps within one piece of a path whatever a value holds', () => {
  expect(path`api/v1/pages/${'../a/b?c'}/${'\uD83C'}`).toBe('api/v1/pages/..%2Fa%2Fb%3Fc/%EF%BF%BD')
})

it('gives a file by its address, and asks for nothing by itself', () => {
  expect(download('api/v1/diary.csv', { date: '2020-03-01', community: undefined })).toEqual({ address: 'api/v1/diary.csv?date=2020-03-01' })
})

it('gives the answer of the server', async () => {
  answers(200, { name: '书记' })
  await expect(api.me().ask()).resolves.toEqual({ name: '书记' })
})

it("gives the server's own problem as it is", async () => {
  const problem = { code: 'slow_down', values: { wait_seconds: '9' }, retry: true, reference: 'ab' }
  answers(429, problem)
  await expect(api.me().ask()).rejects.toEqual(problem)
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
  await expect(api.me().ask()).rejects.toMatchObject({ code: 'server_away', retry: true })
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('<html>', { status: 502 })))
  await expect(api.me().ask()).rejects.toMatchObject({ code: 'server_away' })
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('<html>', { status: 200 })))
  await expect(api.me().ask()).rejects.toMatchObject({ code: 'server_away' })
})

it('gives no problem of the server for a question that was taken back', async () => {
  const stopped = new TypeError('aborted')
  vi.stubGlobal('fetch', () => Promise.reject(stopped))
  const asking = new AbortController()
  asking.abort()
  await expect(api.me().ask(asking.signal)).rejects.toBe(stopped)
})

it('sends with every write the header that the server asks for', async () => {
  const fetched = answers(204)
  await expect(api.signOut()).resolves.toBeNull()
  expect(fetched.mock.calls[0]).toEqual(['api/v1/session', expect.objectContaining({ method: 'DELETE', body: undefined })])
  expect(fetched.mock.calls[0]![1].headers).toMatchObject({ 'x-daylog': '1' })
})

it('sends a body as JSON that can be read, and a file as it is', async () => {
  const fetched = answers(200, {})
  await api.signIn({ name: '书记\uD83C', password: 'p' })
  expect(fetched.mock.calls[0]![1]).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"name":"书记\uFFFD","password":"p"}' })
  const file = new Blob(['rescue'])
  await api.takeRescue(file)
  expect(fetched.mock.calls[1]![1]).toMatchObject({ method: 'POST', headers: { 'x-daylog': '1', 'content-type': 'application/octet-stream' } })
  expect(fetched.mock.calls[1]![1].body).toBe(file)
})
