// The kinds of entries: one folder each, listed here and nowhere else in the UI, in the order in which a new entry offers them.
// A kind of crates/domain that is missing here is a type error.
import type { Component } from 'vue'

import type { CheckKind, Content } from '../generated/types'
import type { IconName } from '../icons/paths'
import { unknownLook, type Look } from '../looks'
import { briefing } from './briefing'
import { contact } from './contact'
import { correct } from './correct'
import { errand } from './errand'
import type { Detail, DueButtons, EntryKind, KindUi } from './kind'
import { note } from './note'
import { seal } from './seal'
import { temperature } from './temperature'
import { withdraw } from './withdraw'

export const kinds = { temperature, contact, seal, briefing, note, errand, correct, withdraw } satisfies { [K in EntryKind]: KindUi<K> }

type Kinds = typeof kinds
/** Kinds that are begun by hand, or that a check asks for. */
type Begun = { [K in EntryKind]: Kinds[K] extends { start: unknown } | { due: object } ? K : never }[EntryKind]
type Bring = () => Promise<{ default: Component }>

/** The sheets, brought when they are opened. Apart from `kinds`, so that a face that opens none does not hold them. A kind that is
 *  begun by hand has the sheet of its name; a kind may have further ones. */
export const sheets = {
  contact: () => import('./contact/ContactSheet.vue'),
  temperature: () => import('./temperature/TemperatureSheet.vue'),
  household: () => import('./temperature/WholeHouseholdSheet.vue'),
  seal: () => import('./seal/SealSheet.vue'),
  briefing: () => import('./briefing/BriefingSheet.vue'),
  errand: () => import('./errand/ErrandSheet.vue'),
  step: () => import('./errand/StepSheet.vue'),
  note: () => import('./note/NoteSheet.vue'),
  withdraw: () => import('./withdraw/WithdrawSheet.vue'),
} satisfies Record<Begun, Bring> & Record<string, Bring>

export type KindSheet = keyof typeof sheets

// A later version may write kinds that this one does not know.
const kindOf = (kind: string): KindUi<EntryKind> | undefined => (kinds as Partial<Record<string, KindUi<EntryKind>>>)[kind]

/** Whether this version can correct an entry of that kind: the sheet that a new one begins with does it. */
export function isCorrectable(name: string): name is KindSheet {
  const kind = kindOf(name)
  return kind !== undefined && kind.start !== undefined
}

export const kindIcon = (kind: string): IconName => (kindOf(kind) || unknownLook).icon

/** How one entry looks on a timeline, as far as its content says. */
export function lookOf(content: Content): Look {
  const kind = kindOf(content.kind)
  if (!kind) return unknownLook
  return kind.look ? kind.look(content) : { icon: kind.icon, tone: 'ok' }
}

export function detailsOf(content: Content): readonly Detail[] {
  const kind = kindOf(content.kind)
  return kind && kind.details ? kind.details(content) : []
}

export function remarkOf(content: Content): string | undefined {
  const kind = kindOf(content.kind)
  return kind && kind.remark ? kind.remark(content) : undefined
}

/** The values of a summary in words, and the form of its sentence. Its key begins with the kind. */
export function summaryOf(key: string, values: Record<string, string>): { values: Record<string, string>; form?: string } {
  const kind = kindOf(key.split('.')[0]!)
  return kind && kind.summary ? kind.summary(values) : { values }
}

/** What the due list's card of such a check offers. */
export const dueButtons = (check: CheckKind): DueButtons<CheckKind> => kinds[check].due

const all = Object.entries(kinds) as [EntryKind, KindUi<EntryKind>][]

/** The kinds that begin with one tile. */
export const tiles = all.filter(([, kind]) => kind.start === 'tile').map(([name]) => name as KindSheet)

/** The kinds that begin with tiles of their own. */
export const tileGroups = all.flatMap(([name, { start }]) => (start && start !== 'tile' ? [{ sheet: name as KindSheet, title: start.title, tiles: start.tiles }] : []))
