// Made from the Rust types by `cargo xtask codegen`. Change those instead.

/**
 * How urgently somebody must look at an entry.
 */
export type Alarm = "fever" | "seal_broken";

/**
 * One cadre's responsibility for the household that holds it.
 */
export type Assignment = { cadre: CadreId, name: string, office: string, phone: string | null, role: Role, from: Instant, 
/**
 * Set when it ended; the former cadre's late entries are accepted all the same.
 */
until: Instant | null, 
/**
 * One per enrolled, unrevoked device: up to when that device has reported a complete log, if it ever has.
 * Empty means that no device of this cadre holds coverage back.
 */
complete_to: Array<Instant | null>, };

export type BodySite = "armpit" | "forehead" | "ear" | "mouth";

/**
 * Earliest and latest instant, where anything bounds that side.
 */
export type Bounds = { earliest: Instant | null, latest: Instant | null, };

export type Briefing = { rules: Array<Rule>, 
/**
 * The household was told what is written down about it, who sees that and when it is deleted. The first briefing says so.
 */
privacy_notice: boolean, };

export type BuildingId = number;

/**
 * Given by the district server.
 */
export type CadreId = number;

export type CameToCover = { households: number, 
/**
 * Who has them otherwise.
 */
of: string, until_text: string, };

/**
 * A colleague's rescue file that was taken along.
 */
export type CarriedView = { pieces: number, 
/**
 * Pieces that wait here in all.
 */
waiting: number, };

/**
 * Tenths of a degree Celsius; in JSON a string such as `"36.5"`, so that no binary fraction creeps in.
 */
export type Celsius = string;

export type Change = { entry: EntryId, 
/**
 * `saved`, `corrected` or `withdrawn`.
 */
change: ChangeKind, recorded_text: string, claimed_text: string, summary: Summary, note: string | null, reason: string | null, };

export type ChangeKind = "saved" | "corrected" | "withdrawn";

export type Changed = "entries" | "roster" | "sync" | "lock" | "time";

export type Channel = "phone" | "wechat" | "door" | "intercom";

/**
 * Names one obligation: plan item, target, day. Text forms `2020-02-27.2.1.1` of a resident, `2020-02-27.2.1` of a door,
 * `2020-02-27.2.building:1` of a place.
 */
export type CheckId = string;

/**
 * What a check asks for. A further kind of check is a further line here.
 */
export type CheckKind = "contact" | "temperature" | "seal";

/**
 * Where a check stands. The last five are coverage proper; the first three say that its window is not yet closed.
 */
export type CheckState = "later" | "due" | "overdue" | "done" | "tried" | "missed" | "unknown" | "not_assigned";

/**
 * A time that a sheet is about to claim, as the core would store it.
 */
export type ClaimView = { date: string, minute: MinuteOfDay, 
/**
 * Whether clocks show the time that was asked for once, never or twice: never gives the next that they show, twice the first.
 */
times: Times, 
/**
 * It would be marked as a late entry.
 */
is_late: boolean, 
/**
 * It lies ahead of the device's "now" by more than a minute.
 */
is_ahead: boolean, };

export type ClockDoubt = { whose: DoubtedClock, 
/**
 * It shows an earlier time than it can be; otherwise a later one.
 */
is_behind: boolean, 
/**
 * What the doubted clock shows, as local text with the date.
 */
shows_text: string, 
/**
 * What the time is taken for, as local text with the date.
 */
taken_text: string, 
/**
 * That is the earliest that it can be: the true time, and the day, may be later ones.
 */
is_uncertain: boolean, };

export type Contact = { channel: Channel, outcome: Reached, };

/**
 * What an entry says. In JSON: `{"kind": "temperature", …}`.
 */
export type Content = { "kind": "contact" } & Contact | { "kind": "temperature" } & Temperature | { "kind": "seal" } & Seal | { "kind": "errand" } & Errand | { "kind": "note" } & Note | { "kind": "briefing" } & Briefing | { "kind": "correct" } & Correct | { "kind": "withdraw" } & Withdraw;

/**
 * Replaces the content, claimed time and note of `of`. A correction of a correction names the first entry again.
 */
export type Correct = { of: EntryId, 
/**
 * The corrected time; none keeps the one that was claimed.
 */
at: Instant | null, content: Content, note: string | null, reason: string, };

export type Curve = { resident: ResidentId, fever_from: Celsius, 
/**
 * The newest, oldest first.
 */
points: Array<CurvePoint>, };

/**
 * One point of a curve.
 */
export type CurvePoint = { at: Instant, date: string, minute: MinuteOfDay, celsius: Celsius, fever: boolean, };

export type DiaryDay = { date: string, entries: number, };

export type DiaryView = { date: string, today: string, 
/**
 * The calendar strip: fourteen dates that end today or hold `date`, each with its number of entries.
 */
strip: Array<DiaryDay>, 
/**
 * By claimed time, oldest first. Entries that were corrected show their newest content; withdrawn ones stay, marked.
 */
lines: Array<Line>, };

export type DoubtedClock = "device" | "server";

/**
 * What a sheet sends to be saved.
 */
export type Draft = { 
/**
 * None only in a correction, which is about what the entry that it corrects is about.
 */
household: HouseholdId | null, resident: ResidentId | null, content: Content, 
/**
 * The claimed local time `2020-02-27T10:50`, or `10:50` for the latest such moment that is not ahead, in a correction the
 * one near what it corrects; none means now, in a correction the time that was claimed.
 */
at: string | null, note: string | null, late: LateReason | null, };

export type DueCounts = { total: number, done: number, tried: number, missed: number, unknown: number, 
/**
 * Due while nobody was responsible.
 */
not_assigned: number, households: number, people: number, };

export type DueRow = { check: CheckId, kind: CheckKind, state: CheckState, at: MinuteOfDay, due_at: Instant, household: HouseholdId, address: string, community: string, 
/**
 * Where its door comes in a walk through the households of this view: community, then building, entrance and flat by number.
 */
door: number, 
/**
 * None for a check of the door; then `residents` still names who lives there.
 */
resident: ResidentId | null, residents: Array<PersonName>, 
/**
 * Day n of m of the quarantine.
 */
day: number, days: number, 
/**
 * The entry that satisfied it (done or tried).
 */
entry: EntryId | null, summary: Summary | null, late: boolean, 
/**
 * At the seal check: what the household has asked for and can be brought along.
 */
on_the_way: Array<OpenErrand>, };

export type DueView = { 
/**
 * The device's best "now", and the day it shows.
 */
now: Instant, date: string, today: string, counts: DueCounts, 
/**
 * Which households came and went since somebody last looked; none where none did, or another day is shown.
 */
news: RosterNews | null, 
/**
 * Overdue first, then due, later, and at the end what is closed (tried, missed, unknown, not assigned, done); each by time, building, name.
 */
rows: Array<DueRow>, };

/**
 * The end of a quarantine. What was owed before `at` stays owed; nothing is from then on.
 */
export type End = { at: Instant, 
/**
 * The day of `at` in the district.
 */
on: string, reason: EndReason, };

/**
 * Why a quarantine ended.
 */
export type EndReason = "released" | "moved" | "hospital" | "left" | "died" | "error";

/**
 * An entry's identity: the log that holds it and its place there, from 1. On screen and in JSON `<32 hex>-<number>`.
 */
export type EntryId = string;

/**
 * One entry with all its fields and history.
 */
export type EntryView = { line: Line, 
/**
 * When it was saved, as the device takes it, as local text with date.
 */
recorded_text: string, claimed_text: string, bounds: Bounds, 
/**
 * The original and every amendment, oldest first.
 */
history: Array<Change>, may_amend: boolean, };

export type Errand = { 
/**
 * The entry that opened the errand; none on that entry itself.
 */
errand: EntryId | null, step: Step, items: Array<Item>, 
/**
 * Carried up to this floor.
 */
floor: number | null, 
/**
 * Finishing one at the door asks what became of the seal.
 */
seal_after: SealAfter | null, };

/**
 * One door: address, residents, guarantor.
 */
export type Household = { id: HouseholdId, 
/**
 * The roster's code, such as `YJ-001`; unique in the district.
 */
code: string, street: string, community: string, address: string, guarantor: string | null, guarantor_workplace: string | null, residents: Array<Resident>, };

/**
 * Given by the district server.
 */
export type HouseholdId = number;

export type HouseholdView = { household: Household, 
/**
 * The device's best "now", and its minute of `today`.
 */
now: Instant, minute: MinuteOfDay, today: string, 
/**
 * Who looks after it now, the responsible cadre first.
 */
assignments: Array<Assignment>, day: number | null, days: number, seal: SealState | null, 
/**
 * Whether an entry that stands says that the household was given the privacy notice.
 */
privacy_notice: boolean, 
/**
 * One per resident: two rows of seven on the phone.
 */
strips: Array<Strip>, curves: Array<Curve>, 
/**
 * Today's checks of this household.
 */
checks: Array<DueRow>, errands: Array<OpenErrand>, 
/**
 * All entries, newest first.
 */
timeline: Array<Line>, };

/**
 * Milliseconds since the Unix epoch.
 */
export type Instant = number;

export type Item = { 
/**
 * A tile's name (`beer`, `groceries`, `parcel`, `medicine`, `waste`) or the cadre's own words.
 */
what: string, 
/**
 * How many, or how many of `unit`.
 */
quantity: number, unit: string | null, };

/**
 * What was typed and not saved.
 */
export type KeptField = { text: string, 
/**
 * When it was last typed on, as local text; none where no clock can prove it.
 */
at_text: string | null, 
/**
 * How long ago that was; none where no clock can prove it.
 */
age_seconds: number | null, };

/**
 * The reasons that the phone offers for a late entry.
 */
export type LateReason = "busy" | "no_phone_at_hand" | "remembered" | "time_changed";

/**
 * One entry as a line for people.
 */
export type Line = { entry: EntryId, at: Instant, date: string, minute: MinuteOfDay, 
/**
 * What it is about: a household or a place; neither where a later version wrote it, to be read after an update.
 */
household: HouseholdId | null, place: Premises | null, 
/**
 * Of the household, where this device knows it.
 */
address: string, resident: ResidentId | null, resident_name: string | null, 
/**
 * Its name in JSON, or `unknown` for one that a later version wrote.
 */
kind: string, outcome: Outcome, alarm: Alarm | null, summary: Summary, content: Content, note: string | null, 
/**
 * Who logged it, and whether that was this device's cadre.
 */
cadre: string, mine: boolean, state: LineState, late: LateReason | null, 
/**
 * Marked as a late entry, with or without a reason.
 */
is_late: boolean, 
/**
 * It claims a time that lay ahead when it was saved: it counts for nothing until it is corrected.
 */
ahead: boolean, 
/**
 * Saved while the device did not know the time: it claims the earliest that it can have been.
 */
is_uncertain: boolean, corrected: boolean, withdrawn: boolean, };

export type LineState = "saved" | "received" | "refused";

/**
 * What became of the record.
 */
export type Lost = "missing" | "empty" | "only_log" | "quarantined" | "without_key" | "folder_unreadable";

/**
 * A record that was there and cannot be opened any more, and what still lies beside it.
 */
export type LostView = { lost: Lost, 
/**
 * Own entries that lie encrypted beside it and that the district has not said it holds.
 */
encrypted: number, 
/**
 * Encrypted entries of others that wait here.
 */
carried: number, 
/**
 * Whether both are taken to the district by themselves.
 */
delivers: boolean, };

/**
 * Who is signed in, after enrolment or unlock.
 */
export type MeView = { cadre: CadreId, name: string, office: string, district: string, 
/**
 * How many households and people on this device are in quarantine today.
 */
households: number, people: number, };

/**
 * What came of asking. In JSON: `{"reading": "36.5"}`, `"normal"`, `"no_answer"` or `"refused"`.
 */
export type Measured = { "reading": Celsius } | "normal" | "no_answer" | "refused";

export type Method = "self_reported" | "photo" | "measured";

/**
 * Minutes since local midnight, 0..=1439.
 */
export type MinuteOfDay = string;

export type Note = { text: string, };

export type OpenErrand = { errand: EntryId, items: Array<Item>, 
/**
 * `asked` or `accepted`.
 */
step: Step, asked_at: Instant, asked_text: string, resident: ResidentId | null, };

/**
 * An amendment appears as a row of its own, with the line that it acts on.
 */
export type OutboxRow = { line: Line, 
/**
 * `saved`, `corrected` or `withdrawn`.
 */
change: ChangeKind, refusal: RefusalView | null, };

export type OutboxView = { sync: SyncView, waiting: Array<OutboxRow>, refused: Array<OutboxRow>, received_today: Array<OutboxRow>, };

/**
 * What an entry amounts to for coverage.
 */
export type Outcome = "done" | "tried";

export type PersonName = { id: ResidentId, name: string, phone: string | null, };

/**
 * Why a segment, an envelope or an entry was not taken, or not read. Its device keeps it.
 */
export type PieceRefusal = "segment_unreadable" | "segment_empty" | "segment_salt" | "segment_signature" | "segment_log" | "segment_chain" | "segment_fork" | "envelope_unreadable" | "envelope_foreign" | "envelope_gap" | "log_identity" | "log_foreign" | "device_revoked" | "device_unknown" | "entry_unreadable" | "evidence_full";

/**
 * Kept outside the encrypted database: nothing personal is in it.
 */
export type Preferences = { 
/**
 * `zh-CN`, `ko` or `en`; empty follows the system.
 */
language: string, 
/**
 * `light`, `dark` or empty for the system's.
 */
theme: string, 
/**
 * Root size in CSS pixels: 18, 21, 24 or 30.
 */
text_size: number, 
/**
 * Minutes without a touch until it locks.
 */
lock_after_minutes: number, };

/**
 * What lies directly below a community. In JSON `{"kind": "building", "id": 7}`, as text `building:7`.
 */
export type Premises = { "kind": "site", "id": SiteId } | { "kind": "building", "id": BuildingId } | { "kind": "workplace", "id": WorkplaceId };

export type Problem = { code: ProblemCode, values: ProblemValues, 
/**
 * Whether the same again may succeed without a change.
 */
retry: boolean, reference: string, };

/**
 * A problem's kind, in JSON as `snake_case`.
 */
export type ProblemCode = "already_enrolled" | "file_busy" | "file_damaged" | "file_damaged_page" | "file_newer" | "folder_unusable" | "key_lost" | "keyring_lost" | "locked" | "not_enrolled" | "profile_exists" | "record_lost" | "short_pin" | "slow_down" | "wrong_pin" | "disk_full" | "disk_unreadable" | "disk_unwritable" | "already_withdrawn" | "bad_time" | "empty_field" | "entry_too_large" | "errand_closed" | "errand_elsewhere" | "errand_of_itself" | "errand_withdrawn" | "household_needed" | "not_a_draft" | "not_a_number" | "not_an_errand" | "not_own_entry" | "reading_fahrenheit" | "reading_out_of_range" | "reading_point_missing" | "reading_too_fine" | "resident_needed" | "too_long" | "undo_too_late" | "unknown_entry" | "unknown_errand" | "unknown_household" | "unknown_resident" | "bad_invite" | "directory_not_trusted" | "directory_unreadable" | "enrolment_refused" | "invite_expired" | "invite_unknown" | "invite_used" | "answer_unreadable" | "device_revoked" | "log_refused" | "not_the_district" | "request_too_large" | "server_busy" | "server_failed" | "server_full" | "server_timed_out" | "server_unexpected" | "server_unreachable" | "update_needed" | "wrong_checkpoint" | "wrong_receipt" | "carries_too_much" | "file_exists" | "file_unreadable" | "file_unwritable" | "no_envelope_key" | "no_recovery" | "not_a_rescue_file" | "nothing_encrypted" | "recovery_foreign" | "recovery_unreadable" | "refused_fill_room" | "relay_refused" | "relay_unreachable" | "rescue_file_damaged" | "rescue_file_newer" | "rescue_file_too_large" | "unsent_work" | "bad_arguments" | "internal" | "unknown_command";

/**
 * What the words of a problem name.
 */
export type ProblemValues = { 
/**
 * Envelopes of others.
 */
carried?: number, command?: string, 
/**
 * What a parser said.
 */
detail?: string, 
/**
 * Own entries that lie encrypted beside a lost record.
 */
encrypted?: number, 
/**
 * Own entries that wait.
 */
entries?: number, field?: string, file?: string, 
/**
 * The schema of the file, and the newest one that this program knows.
 */
found?: number, known?: number, 
/**
 * The name under which a damaged file is kept.
 */
kept?: string, least?: number, 
/**
 * Characters or bytes.
 */
limit?: number, lost?: Lost, 
/**
 * The reading that may be meant.
 */
meant?: Celsius, most?: number, 
/**
 * Of an HTTP answer.
 */
status?: number, tries?: number, wait_seconds?: number, };

/**
 * A resident's period at home.
 */
export type Quarantine = { first_day: string, 
/**
 * As it is planned.
 */
last_day: string, 
/**
 * Set where it ended before or otherwise than planned.
 */
ended?: End, };

export type Reached = "reached" | "no_answer" | "refused";

export type RecoveryView = { 
/**
 * To copy to the district, whole.
 */
text: string, 
/**
 * To read aloud, so that both know that it is this device's request.
 */
check: string, 
/**
 * The fewest digits of the new PIN.
 */
pin_digits: number, };

/**
 * Why the district could not read an entry.
 */
export type RefusalView = { 
/**
 * None where this version does not know the reason.
 */
reason: PieceRefusal | null, 
/**
 * The reason as the district said it, for the technician.
 */
text: string, };

/**
 * A rescue that was written and read back.
 */
export type RescueView = { 
/**
 * Its files. Each is within what readers accept, so there may be several: all of them are needed.
 */
paths: Array<string>, pieces: number, 
/**
 * How many of this device's entries in it the district has not received.
 */
entries: number, };

/**
 * One person in quarantine.
 */
export type Resident = { id: ResidentId, name: string, phone: string | null, origin: string | null, quarantine: Quarantine, };

/**
 * Given by the district server.
 */
export type ResidentId = number;

/**
 * The role in which a cadre looks after a household.
 */
export type Role = "cadre" | "community" | "lead" | "helper";

/**
 * Households that came to this cadre or went.
 */
export type RosterNews = { 
/**
 * Those that came to be covered for a time.
 */
covers: Array<CameToCover>, 
/**
 * Those that came otherwise.
 */
came: number, went: number, };

/**
 * What can be explained, in the order in which it is offered. A number is stored for ever and never reused.
 */
export type Rule = "stay_home" | "no_visitors" | "air_rooms" | "temperature" | "waste" | "parcels" | "when_unwell" | "hotline";

/**
 * What saving answers: it is on disk.
 */
export type Saved = { entry: EntryId, line: Line, 
/**
 * Shown at once, saved all the same.
 */
alarm: Alarm | null, 
/**
 * The reading is low, or far from the last one.
 */
odd: boolean, 
/**
 * Undo is offered until then.
 */
undo_until: Instant, 
/**
 * Numbers for the next step after a fever; stored on the device.
 */
secretary_phone: string | null, fever_clinic_phone: string | null, 
/**
 * Whether the district has received it already; false says "the secretary has not got it yet, please call".
 */
received: boolean, };

export type Seal = { state: SealState, 
/**
 * The serial printed on the paper, where it was read.
 */
serial: string | null, 
/**
 * Why it was opened, broken or is missing.
 */
reason: string | null, };

export type SealAfter = "untouched" | "resealed";

export type SealState = "applied" | "intact" | "opened" | "broken" | "missing" | "removed" | "not_reached";

/**
 * After signing out.
 */
export type SignedOutView = { start: StartView, rescue: RescueView | null, 
/**
 * The folder in which damaged records were kept, with the key that opens them, and carried files that cannot be read.
 */
damaged: string | null, };

/**
 * A central isolation site.
 */
export type SiteId = number;

export type Stage = "fresh" | "not_enrolled" | "locked" | "open" | "lost";

/**
 * Where the program stands when it starts; answered without the database.
 */
export type StartView = { stage: Stage, 
/**
 * The fewest digits that a new PIN must have: 6 with a keyring, 8 without.
 */
pin_digits: number, 
/**
 * Milliseconds until the next PIN is looked at; 0 when one may be tried now.
 */
wait_ms: number, preferences: Preferences, version: string, 
/**
 * The example district of a development build, whose clock is its own.
 */
example: boolean, 
/**
 * What is left of a record that was lost.
 */
lost: LostView | null, 
/**
 * Where a record is not enrolled yet: own entries that one before it left encrypted and that the district has not said it holds.
 */
encrypted: number, };

/**
 * "Done" in one save implies the steps before.
 */
export type Step = "asked" | "accepted" | "done" | "declined";

export type Strip = { resident: ResidentId, name: string, days: Array<StripDay>, };

/**
 * One day of the strip. Its colour and glyph follow `state`; `later` for days to come.
 */
export type StripDay = { date: string, day: number, state: StripState, highest: Celsius | null, fever: boolean, done: number, total: number, };

export type StripState = "later" | "done" | "tried" | "missed" | "unknown" | "not_assigned" | "fever";

/**
 * A line for people, as a key of the catalogues under `summary.` and its values. Holds no sentence itself.
 */
export type Summary = { key: string, values: { [key in string]: string }, };

export type SyncState = "synced" | "waiting" | "running" | "offline" | "failed";

/**
 * The sync chip: read from the log itself, never from a flag.
 */
export type SyncView = { state: SyncState, 
/**
 * Entries that the server has not receipted.
 */
pending: number, 
/**
 * Entries that the server refused; they are kept and shown in the outbox.
 */
refused: number, 
/**
 * The last time the server answered.
 */
last: Instant | null, 
/**
 * The same as local text, such as `09:41`, or with the date when it was not today.
 */
last_text: string | null, 
/**
 * What went wrong at the last attempt.
 */
problem: ProblemCode | null, 
/**
 * A clock that cannot be right: this device's or the server's.
 */
clock: ClockDoubt | null, };

export type Temperature = { result: Measured, method: Method, site: BodySite | null, };

/**
 * What clocks of a zone show of a local time: the usual, one that a change skipped, one that came back.
 */
export type Times = "once" | "never" | "twice";

/**
 * What signing out would leave behind.
 */
export type UnsentView = { 
/**
 * Own entries that the district has not received, with those of a record that was lost.
 */
entries: number, 
/**
 * Encrypted entries of others that wait here.
 */
carried: number, 
/**
 * Encrypted entries of others that the district did not take, and that are kept here.
 */
refused: number, 
/**
 * Damaged records that were quarantined, and carried files that cannot be read. They stay on this device, so they keep
 * nobody from signing out.
 */
damaged: number, };

/**
 * Marks `of` as made in error.
 */
export type Withdraw = { of: EntryId, reason: string, };

/**
 * Where a guarantor works.
 */
export type WorkplaceId = number;

export type Nothing = Record<string, never>

/** What the app can be asked to do, with what it takes and gives. */
export interface Commands {
  start: { args: Nothing; result: StartView }
  unsent: { args: Nothing; result: UnsentView }
  me: { args: Nothing; result: MeView }
  due: { args: { date?: string | null }; result: DueView }
  diary: { args: { date?: string | null }; result: DiaryView }
  household: { args: { household: HouseholdId }; result: HouseholdView }
  entry: { args: { entry: EntryId }; result: EntryView }
  outbox: { args: Nothing; result: OutboxView }
  sync_state: { args: Nothing; result: SyncView }
  kept_field: { args: { key: string }; result: KeptField | null }
  /** How a chosen time would be stored. `of` is the entry that is corrected. */
  claim: { args: { at: string; of?: EntryId | null }; result: ClaimView }
  set_preferences: { args: { preferences: Preferences }; result: StartView }
  choose_pin: { args: { pin: string }; result: StartView }
  enrol: { args: { link: string }; result: MeView }
  take_directory: { args: { text: string }; result: null }
  unlock: { args: { pin: string }; result: StartView }
  lock: { args: Nothing; result: StartView }
  ask_recovery: { args: Nothing; result: RecoveryView }
  check_recovery: { args: { text: string }; result: null }
  recover: { args: { answer: string; pin: string }; result: StartView }
  rescue: { args: Nothing; result: RescueView }
  /** With `rescue`, a rescue file is written and read back first. */
  sign_out: { args: { rescue: boolean }; result: SignedOutView }
  /** `file` is one that a person chose, as base64. */
  carry: { args: { file: string }; result: CarriedView }
  /** Somebody uses the device. */
  touch: { args: Nothing; result: null }
  /** `key` names what was typed into: it is forgotten with the save. `once` is the idempotency key of the save: a second call
   *  answers what the first one did. */
  save: { args: { draft: Draft; key?: string | null; once?: string | null }; result: Saved }
  save_many: { args: { drafts: Array<Draft>; key?: string | null; once?: string | null }; result: Array<Saved> }
  undo: { args: { entries: Array<EntryId> }; result: null }
  correct: { args: { entry: EntryId; draft: Draft; reason: string; key?: string | null; once?: string | null }; result: Saved }
  withdraw: { args: { entry: EntryId; reason: string; key?: string | null; once?: string | null }; result: Line }
  /** Somebody has seen which households came and went. */
  seen_news: { args: Nothing; result: null }
  sync_now: { args: Nothing; result: SyncView }
  keep_field: { args: { key: string; text?: string | null }; result: null }
}

/** Characters that each field takes at most. */
export const limits = {
  note: 2000,
  text: 2000,
  reason: 2000,
  what: 200,
  unit: 20,
  serial: 64,
} as const
