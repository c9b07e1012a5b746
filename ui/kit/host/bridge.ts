// The development bridge (crates/bridge): the same commands over loopback, for a browser. Never part of a shipped app.
import type { Changed } from '../generated/types'
import type { Transport } from './transport'

const TOKEN = 'daylog-token'

/** The token stands in the first address only; it moves to the session, so that no address that is copied holds it. */
function takeToken(): string {
  const address = new URL(window.location.href)
  const given = address.searchParams.get('token')
  if (given) {
    sessionStorage.setItem(TOKEN, given)
    address.searchParams.delete('token')
    window.history.replaceState(window.history.state, '', address.href)
  }
  return sessionStorage.getItem(TOKEN) || ''
}

export function bridge(): Transport {
  const token = takeToken()
  return {
    async call(command, args) {
      const answer = await fetch(`/call/${command}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-daylog-token': token },
        body: JSON.stringify(args),
      })
      const body = answer.status === 200 || answer.status === 422 ? ((await answer.json()) as unknown) : undefined
      if (answer.status !== 200) throw body
      return body
    },
    listen(heard) {
      let opened = false
      const events = new EventSource(`/events?token=${encodeURIComponent(token)}`)
      events.onmessage = (event: MessageEvent<string>) => heard((JSON.parse(event.data) as { changed: Changed }).changed)
      events.onopen = () => {
        if (opened) heard(null)
        opened = true
      }
    },
  }
}
