// The way to the Rust core: `call` for commands, `onChanged` for events. Nothing outside this folder knows what carries them.
import type { Changed, Commands } from '../generated/types'
import type { Problem } from '../problem'
import { wellFormedArgs } from '../text'
import { bridge } from './bridge'
import { tauri } from './tauri'
import type { Transport } from './transport'

export type { Changed, Commands } from '../generated/types'
export type Command = keyof Commands

const transport: Transport = window.__TAURI_INTERNALS__ ? tauri(window.__TAURI_INTERNALS__) : bridge()
const listeners = new Set<(changed: Changed | null) => void>()

transport.listen((changed) => listeners.forEach((listener) => listener(changed)))

/** Runs a command. Rejects with a `Problem`, always. */
export async function call<C extends Command>(command: C, args: Commands[C]['args']): Promise<Commands[C]['result']> {
  try {
    return (await transport.call(command, wellFormedArgs(args))) as Commands[C]['result']
  } catch (error) {
    throw isProblem(error) ? error : unreachable()
  }
}

/** Hears of changes until the returned function is called. `null`: events may have been missed, ask for everything. */
export function onChanged(listener: (changed: Changed | null) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && typeof (error as Problem).code === 'string'
}

/** The core itself did not answer: it is being restarted, or the bridge was stopped. */
function unreachable(): Problem {
  return { code: 'core_unreachable', values: {}, retry: true, reference: '' }
}
