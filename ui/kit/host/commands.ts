// The commands of crates/app with what they take and give. One line per command; the types come from Rust.
import type {
  CarriedView,
  ClaimView,
  DiaryView,
  Draft,
  DueView,
  EntryId,
  EntryView,
  HouseholdId,
  HouseholdView,
  KeptField,
  Line,
  MeView,
  OutboxView,
  Preferences,
  RecoveryView,
  RescueView,
  Saved,
  SignedOutView,
  StartView,
  SyncView,
  UnsentView,
} from '../generated/types'

export type Nothing = Record<string, never>

export interface Commands {
  start: { args: Nothing; result: StartView }
  set_preferences: { args: { preferences: Preferences }; result: StartView }
  choose_pin: { args: { pin: string }; result: StartView }
  enrol: { args: { link: string }; result: MeView }
  unlock: { args: { pin: string }; result: StartView }
  lock: { args: Nothing; result: StartView }
  ask_recovery: { args: Nothing; result: RecoveryView }
  check_recovery: { args: { text: string }; result: null }
  recover: { args: { answer: string; pin: string }; result: StartView }
  unsent: { args: Nothing; result: UnsentView }
  rescue: { args: Nothing; result: RescueView }
  sign_out: { args: { rescue: boolean }; result: SignedOutView }
  carry: { args: { file: string }; result: CarriedView }
  take_directory: { args: { text: string }; result: null }
  touch: { args: Nothing; result: null }
  me: { args: Nothing; result: MeView }
  due: { args: { date: string | null }; result: DueView }
  diary: { args: { date: string | null }; result: DiaryView }
  household: { args: { household: HouseholdId }; result: HouseholdView }
  entry: { args: { entry: EntryId }; result: EntryView }
  /** `key` names what was typed into: the core forgets it with the save. `once` is the key of an act: a second call of it
   *  answers what the first one did. */
  save: { args: { draft: Draft; key?: string; once?: string }; result: Saved }
  save_many: { args: { drafts: Draft[]; key?: string; once?: string }; result: Saved[] }
  /** `of` is the entry that is corrected. */
  claim: { args: { at: string; of?: EntryId }; result: ClaimView }
  undo: { args: { entries: EntryId[] }; result: null }
  correct: { args: { entry: EntryId; draft: Draft; reason: string; key?: string; once?: string }; result: Saved }
  withdraw: { args: { entry: EntryId; reason: string; key?: string; once?: string }; result: Line }
  outbox: { args: Nothing; result: OutboxView }
  sync_state: { args: Nothing; result: SyncView }
  sync_now: { args: Nothing; result: SyncView }
  keep_field: { args: { key: string; text: string | null }; result: null }
  kept_field: { args: { key: string }; result: KeptField | null }
}

export type Command = keyof Commands

/** What an event says has changed, so that views of it are asked for again. */
export type Changed = 'entries' | 'roster' | 'sync' | 'lock' | 'time'
