// What a sheet hands over to the page that opened it. Functions and no events: a save that is under way when its sheet is closed
// ends all the same, and a component that is gone emits nothing.
import { inject, provide, type InjectionKey } from 'vue'

import type { EntryId, Saved } from '../generated/types'

export interface SheetHost {
  close: () => void
  /** What the sheet holds is saved, and the sheet is done. A correction can be told, but not be undone. */
  saved: (saved: readonly Saved[], corrects: boolean) => void
  withdrawn: (entry: EntryId) => void
}

const KEY: InjectionKey<SheetHost> = Symbol('sheet host')

/** For every sheet below the component that calls this. */
export const hostSheets = (host: SheetHost): void => provide(KEY, host)

export const useSheetHost = (): SheetHost => inject(KEY)!
