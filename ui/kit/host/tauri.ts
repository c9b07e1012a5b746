// Tauri's IPC, through the global that the shell injects: its npm half would add 2 kB for two calls.
import type { Changed } from '../generated/types'
import type { Transport } from './transport'

interface Internals {
  invoke(command: string, args: unknown): Promise<unknown>
  transformCallback(callback: (event: { payload: { changed: Changed } }) => void): number
}

declare global {
  interface Window {
    __TAURI_INTERNALS__?: Internals
  }
}

export function tauri(internals: Internals): Transport {
  return {
    call: (command, args) => internals.invoke(command, args),
    listen(heard) {
      const handler = internals.transformCallback((event) => heard(event.payload.changed))
      void internals.invoke('plugin:event|listen', { event: 'changed', target: { kind: 'Any' }, handler })
    },
  }
}
