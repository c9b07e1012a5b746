// Questions to the district server: JSON under /api/v1 with the session's cookie. Rejects with a `Problem`, always.
import { wellFormed, wellFormedArgs } from '../../../kit/text'
import { isProblem, serverAway } from './problem'

const ROOT = 'api/v1'

export type Values = Record<string, string | number | undefined>

/** `/overview?date=2020-03-01`; values that are not set are left out. */
export function address(path: string, values: Values = {}): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '')
  const query = given.map(([key, value]) => `${key}=${encodeURIComponent(wellFormed(String(value)))}`).join('&')
  return `${ROOT}${path}${query ? `?${query}` : ''}`
}

async function answered(at: string, how: RequestInit): Promise<unknown> {
  let response: Response
  try {
    response = await fetch(at, { credentials: 'same-origin', cache: 'no-store', ...how })
  } catch (error) {
    // A question that was taken back is no problem of the server's.
    throw how.signal && how.signal.aborted ? error : serverAway()
  }
  const body: unknown = response.status === 204 ? null : await response.json().catch(() => undefined)
  if (response.ok && body !== undefined) return body
  throw isProblem(body) ? body : serverAway()
}

export const get = <Answer>(at: string, signal?: AbortSignal): Promise<Answer> => answered(at, { signal }) as Promise<Answer>

/** A write carries a header that no other site can send without being asked first. */
export const write = <Answer>(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<Answer> =>
  answered(address(path), {
    method,
    headers: { 'x-daylog': '1', 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(wellFormedArgs(body)),
  }) as Promise<Answer>

/** A file as it is. */
export const upload = <Answer>(path: string, file: Blob): Promise<Answer> =>
  answered(address(path), { method: 'POST', headers: { 'x-daylog': '1', 'content-type': 'application/octet-stream' }, body: file }) as Promise<Answer>
