// What the UI must know of a kind of entry. Each kind answers it in its folder, and index.ts puts the answers together.
import type { CheckKind, Content } from '../generated/types'
import type { KitKey } from '../i18n'
import type { IconName } from '../icons/paths'
import type { Look } from '../looks'

/** Every kind of this version, as crates/domain lists them. */
export type EntryKind = Content['kind']
export type ContentOf<K extends EntryKind> = Extract<Content, { kind: K }>

/** A labelled value of the entry's page; without a value it is not shown. */
export type Detail = readonly [label: KitKey, value: string | null | undefined | false]

/** The first choices of a kind that offers more than one, under a title of their own. */
export interface StartGroup {
  title: KitKey
  /** `what` goes to the sheet. */
  tiles: readonly { what: string; icon: IconName; words: () => string }[]
}

/** How a card of the due list logs such a check. */
export interface DueButtons<K extends EntryKind> {
  /** What the one tap saves, and its words. */
  atOnce: ContentOf<K>
  words: KitKey
  icon?: IconName
  /** Words of a first button that opens the sheet, where one tap seldom suffices. */
  open?: KitKey
}

interface Common<K extends EntryKind> {
  icon: IconName
  /** How one entry looks on a timeline, where its content says more than the kind. Alarms, tries and withdrawals go before. */
  look?(content: ContentOf<K>): Look
  /** The values of its summary in words, and which form of the sentence they fill: `summary.<key>_<form>`. */
  summary?(values: Record<string, string>): { values: Record<string, string>; form?: string }
  /** What the entry's page says beside the summary, in reading order. */
  details?(content: ContentOf<K>): readonly Detail[]
  /** What a line of the dashboard says beside the summary. */
  remark?(content: ContentOf<K>): string | undefined
  /** How a new entry begins: with the kind's tile, or with tiles of its own. None where none is begun by itself. */
  start?: 'tile' | StartGroup
}

/** Of a kind that a check asks for, the due list must know what its buttons do. */
export type KindUi<K extends EntryKind> = Common<K> & (K extends CheckKind ? { due: DueButtons<K> } : { due?: undefined })
