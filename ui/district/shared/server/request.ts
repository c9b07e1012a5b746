// What the generated client is made of: how a request travels to the district server with the session's cookie, and what comes back.
// Only that client gives it paths; pages call `generated/api.ts`. Rejects with a `Problem`, always.
import { wellFormed, wellFormedArgs } from '../../../kit/text'
import { isProblem, serverAway } from './problem'

type Value = string | number | boolean | undefined

/** What can be asked, and asked again. */
export interface Question<Answer> {
  readonly address: string
  ask(signal?: AbortSignal): Promise<Answer>
}

/** A file, by the address that a link to it leads to. */
export interface Download {
  readonly address: string
}

/** The part of `EventSource` that is used here, so that a test can stand in for it. */
export interface Source {
  onopen: (() => void) | null
  onmessage: ((event: { data: string }) => void) | null
  onerror: (() => void) | null
  close(): void
}

/** Messages for as long as it is open. */
export interface Stream<Message> {
  open(): Source
  message(data: string): Message
}

const escaped = (value: Value): string => encodeURIComponent(wellFormed(String(value)))

/** A template for paths: each value is one piece of it, whatever it holds. */
export const path = (texts: TemplateStringsArray, ...values: Value[]): string => texts.reduce((whole, text, index) => whole + escaped(values[index - 1]) + text)

/** `overview?date=2020-03-01`; values that are not set are left out. */
function address(at: string, query: Record<string, Value> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  return at + given.map(([key, value], index) => `${index ? '&' : '?'}${key}=${escaped(value)}`).join('')
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

export function question<Answer>(at: string, query?: Record<string, Value>): Question<Answer> {
  const whole = address(at, query)
  return { address: whole, ask: (signal) => answered(whole, { signal }) as Promise<Answer> }
}

export const download = (at: string, query?: Record<string, Value>): Download => ({ address: address(at, query) })

/** A write carries a header that no other site can send without being asked first. */
const send = <Answer>(method: string, at: string, type: string, body: BodyInit | undefined, key?: string): Promise<Answer> =>
  answered(at, { method, headers: { 'x-daylog': '1', 'content-type': type, ...(key ? { 'idempotency-key': key } : {}) }, body }) as Promise<Answer>

/** Under one key a request is carried out once, however often it is sent. */
export const write = <Answer>(method: 'POST' | 'PUT' | 'DELETE', at: string, body?: unknown, key?: string): Promise<Answer> =>
  send(method, at, 'application/json', body === undefined ? undefined : JSON.stringify(wellFormedArgs(body)), key)

/** A file as it is. */
export const upload = <Answer>(at: string, file: Blob): Promise<Answer> => send('POST', at, 'application/octet-stream', file)

export const stream = <Message>(at: string): Stream<Message> => ({
  open: () => new EventSource(at) as unknown as Source,
  message: (data) => JSON.parse(data) as Message,
})
