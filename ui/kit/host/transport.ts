// What carries a command to the Rust core. Two exist: Tauri's IPC and the development bridge.
import type { Changed } from '../generated/types'

export interface Transport {
  call(command: string, args: unknown): Promise<unknown>
  /** Calls back at every event; `null` means that events may have been missed and everything is to be asked again. */
  listen(heard: (changed: Changed | null) => void): void
}
