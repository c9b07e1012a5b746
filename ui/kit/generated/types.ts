// Generated from the Rust types by `cargo xtask codegen`. Do not edit.

export type Instant = number
export type MinuteOfDay = string
export type Zone = string
export type Celsius = string
export type CheckId = string
export type EntryId = string
export type HouseholdId = number
export type ResidentId = number
export type CadreId = number
export type DeviceId = number
export type PlanItemId = number

export type Problem = { code: string; values: { [key in string]: string }; retry: boolean; reference: string }

export type CheckKind = 'contact' | 'temperature' | 'seal'
export type CheckState = 'later' | 'due' | 'overdue' | 'done' | 'tried' | 'missed' | 'unknown'
export type Outcome = 'done' | 'tried'
export type Alarm = 'fever' | 'seal_broken'
export type LateReason = 'busy' | 'no_phone_at_hand' | 'remembered' | 'time_changed'
export type Summary = { key: string; values: { [key in string]: string } }
export type Bounds = { earliest: Instant | null; latest: Instant | null }

export type Channel = 'phone' | 'wechat' | 'door' | 'intercom'
export type Reached = 'reached' | 'no_answer' | 'refused'
export type Contact = { channel: Channel; outcome: Reached }
export type Measured = { reading: Celsius } | 'normal' | 'no_answer' | 'refused'
export type Method = 'self_reported' | 'photo' | 'measured'
export type BodySite = 'armpit' | 'forehead' | 'ear' | 'mouth'
export type Temperature = { result: Measured; method: Method; site: BodySite | null }
export type SealState = 'applied' | 'intact' | 'opened' | 'broken' | 'missing' | 'removed' | 'not_reached'
export type Seal = { state: SealState; serial: string | null; reason: string | null }
export type Step = 'asked' | 'accepted' | 'done' | 'declined'
export type SealAfter = 'untouched' | 'resealed'
export type Item = { what: string; quantity: number; unit: string | null }
export type Errand = { errand: EntryId | null; step: Step; items: Array<Item>; floor: number | null; seal_after: SealAfter | null }
export type Note = { text: string }
export type Correct = { of: EntryId; at: Instant | null; content: Content; note: string | null; reason: string }
export type Withdraw = { of: EntryId; reason: string }
export type Content =
  | ({ kind: 'contact' } & Contact)
  | ({ kind: 'temperature' } & Temperature)
  | ({ kind: 'seal' } & Seal)
  | ({ kind: 'errand' } & Errand)
  | ({ kind: 'note' } & Note)
  | ({ kind: 'correct' } & Correct)
  | ({ kind: 'withdraw' } & Withdraw)

export type Role = 'cadre' | 'community' | 'lead'
export type Assignment = {
  cadre: CadreId
  name: string
  office: string
  phone: string | null
  role: Role
  from: Instant
  until: Instant | null
  complete_to: Array<Instant | null>
}
export type Quarantine = { first_day: string; last_day: string }
export type Resident = { id: ResidentId; name: string; phone: string | null; origin: string | null; quarantine: Quarantine }
export type Household = {
  id: HouseholdId
  code: string
  street: string
  community: string
  address: string
  guarantor: string | null
  guarantor_workplace: string | null
  residents: Array<Resident>
}

export type Stage = 'fresh' | 'not_enrolled' | 'locked' | 'open'
export type Preferences = { language: string; theme: string; text_size: number; lock_after_minutes: number }
export type StartView = { stage: Stage; pin_digits: number; wait_ms: number; preferences: Preferences; version: string }
export type MeView = { cadre: CadreId; name: string; office: string; district: string; households: number; people: number }
export type SyncState = 'synced' | 'waiting' | 'running' | 'offline' | 'failed'
export type SyncView = {
  state: SyncState
  pending: number
  refused: number
  last: Instant | null
  last_text: string | null
  problem: string | null
}

export type DueCounts = { total: number; done: number; tried: number; missed: number; unknown: number; households: number; people: number }
export type PersonName = { id: ResidentId; name: string; phone: string | null }
export type OpenErrand = {
  errand: EntryId
  items: Array<Item>
  step: Step
  asked_at: Instant
  asked_text: string
  resident: ResidentId | null
}
export type DueRow = {
  check: CheckId
  kind: CheckKind
  state: CheckState
  at: MinuteOfDay
  due_at: Instant
  household: HouseholdId
  address: string
  community: string
  resident: ResidentId | null
  residents: Array<PersonName>
  day: number
  days: number
  entry: EntryId | null
  summary: Summary | null
  late: boolean
  on_the_way: Array<OpenErrand>
}
export type DueView = { now: Instant; date: string; today: string; counts: DueCounts; rows: Array<DueRow> }

export type LineState = 'saved' | 'received' | 'refused'
export type Line = {
  entry: EntryId
  at: Instant
  date: string
  minute: MinuteOfDay
  household: HouseholdId
  address: string
  resident: ResidentId | null
  resident_name: string | null
  kind: string
  outcome: Outcome
  alarm: Alarm | null
  summary: Summary
  content: Content
  note: string | null
  cadre: string
  mine: boolean
  state: LineState
  late: LateReason | null
  is_late: boolean
  corrected: boolean
  withdrawn: boolean
}
export type DiaryDay = { date: string; entries: number }
export type DiaryView = { date: string; today: string; strip: Array<DiaryDay>; lines: Array<Line> }
export type ChangeKind = 'saved' | 'corrected' | 'withdrawn'
export type Change = {
  entry: EntryId
  change: ChangeKind
  recorded_text: string
  claimed_text: string
  summary: Summary
  note: string | null
  reason: string | null
}
export type EntryView = {
  line: Line
  recorded_text: string
  claimed_text: string
  bounds: Bounds
  history: Array<Change>
  may_amend: boolean
}
export type Draft = {
  household: HouseholdId
  resident: ResidentId | null
  content: Content
  at: string | null
  note: string | null
  late: LateReason | null
}
export type Saved = {
  entry: EntryId
  line: Line
  alarm: Alarm | null
  odd: boolean
  undo_until: Instant
  secretary_phone: string | null
  fever_clinic_phone: string | null
  received: boolean
}

export type StripState = 'later' | 'done' | 'tried' | 'missed' | 'unknown' | 'fever'
export type StripDay = { date: string; day: number; state: StripState; highest: Celsius | null; fever: boolean; done: number; total: number }
export type Strip = { resident: ResidentId; name: string; days: Array<StripDay> }
export type CurvePoint = { at: Instant; date: string; minute: MinuteOfDay; celsius: Celsius; fever: boolean }
export type Curve = { resident: ResidentId; fever_from: Celsius; points: Array<CurvePoint> }
export type HouseholdView = {
  household: Household
  now: Instant
  today: string
  assignments: Array<Assignment>
  day: number | null
  days: number
  seal: SealState | null
  strips: Array<Strip>
  curves: Array<Curve>
  checks: Array<DueRow>
  errands: Array<OpenErrand>
  timeline: Array<Line>
}
export type OutboxRow = { line: Line; change: ChangeKind; reason: string | null }
export type OutboxView = { sync: SyncView; waiting: Array<OutboxRow>; refused: Array<OutboxRow>; received_today: Array<OutboxRow> }
