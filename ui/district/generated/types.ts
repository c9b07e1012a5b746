// Made from the Rust types by `cargo xtask codegen`. Change those instead.

/**
 * What the record of access says of somebody.
 */
export type AccessKind = "signed_in" | "signed_out" | "wrong_password" | "wrong_code" | "not_let_in" | "household" | "households" | "search" | "overview" | "attention" | "overdue" | "roster" | "export";

/**
 * One line of the record of access.
 */
export type AccessLine = { id: number, 
/**
 * Local, as `2020-02-27 10:50:07`.
 */
at_text: string, 
/**
 * None where nobody is called as was typed.
 */
account: number | null, name: string | null, what: AccessKind, household: number | null, 
/**
 * The code of the household.
 */
household_code: string | null, rows: number | null, address: string, };

/**
 * A page of the record, the newest line first.
 */
export type AccessPage = { lines: Array<AccessLine>, 
/**
 * `after` of the next page, where there is one.
 */
next: number | null, 
/**
 * For how many days lines are kept.
 */
kept_days: number, 
/**
 * Whom lines are about, for choosing one.
 */
accounts: Array<RecordedAccount>, };

/**
 * What is to be done to an account.
 */
export type AccountAct = { "act": "lock" } | { "act": "unlock" } | { "act": "reset_password" } | { "act": "remove_second_factor" } | { "act": "grant_role", role: RoleGrant, } | { "act": "end_role", role: number, } | { "act": "end" };

/**
 * What became of an account. Neither is told twice.
 */
export type AccountChanged = { 
/**
 * None where it has ended.
 */
account: DistrictAccount | null, 
/**
 * Where one was made: to be changed at the next sign-in.
 */
password: string | null, };

/**
 * The accounts that the asker manages, and where accounts can be made.
 */
export type AccountList = { accounts: Array<DistrictAccount>, 
/**
 * The roles that the asker can give.
 */
roles: Array<RoleName>, streets: Array<StreetName>, communities: Array<CommunityName>, teams: Array<TeamName>, };

/**
 * A role with where and how long it is held.
 */
export type AccountRole = { id: number, role: RoleName, street: StreetName | null, community: CommunityName | null, 
/**
 * A lead's.
 */
team: string | null, 
/**
 * Local, as `2020-02-27 10:50`.
 */
from_text: string, 
/**
 * None where it holds for good.
 */
until_text: string | null, holds: boolean, };

/**
 * What an act did, or would do.
 */
export type Acted = { 
/**
 * Its number in the history, by which it is taken back; none where nothing was changed, or it was a preview.
 */
act: number | null, effects: Array<Effect>, };

/**
 * Everything that anybody can see or do.
 */
export type Action = "see_public" | "sign_in" | "enrol" | "use_own_session" | "hear_changes" | "hand_in_envelopes" | "sync" | "read_metrics" | "see_counts" | "see_gaps" | "see_household" | "see_entries" | "see_document_numbers" | "see_signs" | "see_devices" | "see_access_record" | "act_on_alert" | "nudge_cadre" | "assign" | "record_for_cadre" | "edit_household" | "import_roster" | "edit_places" | "manage_people" | "edit_plans" | "edit_settings" | "invite_device" | "confirm_loss" | "revoke_device" | "manage_accounts" | "print_document" | "export" | "send_report" | "take_evidence" | "write_finding" | "answer_data_request" | "operate_server";

export type AheadRow = { kind: string, alarm: Alarm | null, summary: Summary, 
/**
 * When it was saved, as local text with date.
 */
recorded_text: string, 
/**
 * Who logged it, to be asked.
 */
cadre: Contactable, entry: EntryId, door: Door, 
/**
 * None where it is about the door.
 */
resident: ResidentId | null, resident_name: string | null, at: Instant, date: string, minute: MinuteOfDay, 
/**
 * Its time is the earliest that it can have been: the phone did not know how late it was.
 */
is_uncertain: boolean, };

/**
 * How urgently somebody must look at an entry.
 */
export type Alarm = "fever" | "seal_broken";

/**
 * The words are in `ui/locales` under `problem.<code>`; `ui/district/shared/server/problem.ts` says under which name.
 */
export type ApiCode = "not_signed_in" | "wrong_sign_in" | "new_password_needed" | "weak_password" | "code_needed" | "second_factor_needed" | "wrong_code" | "account_locked" | "no_role" | "wrong_password" | "name_taken" | "held_already" | "last_of_district" | "not_oneself" | "slow_down" | "forbidden" | "not_found" | "wrong_method" | "bad_request" | "search_too_long" | "bad_rescue" | "bad_roster" | "upload_gone" | "roster_changed" | "header_missing" | "foreign_origin" | "wrong_type" | "field_refused" | "changed_since" | "key_reused" | "too_large" | "wrong_signature" | "busy" | "database_busy" | "disk_full" | "disk_failed" | "internal";

/**
 * Why a request was not answered: a code, values for the words, whether trying again may help, and a reference into the trace.
 * Same shape as the device's problem.
 */
export type ApiProblem = { code: ApiCode, values: ApiValues, retry: boolean, reference: string, };

/**
 * What the words of a problem name.
 */
export type ApiValues = { wait_seconds?: number, 
/**
 * What of the request cannot be read.
 */
field?: string, 
/**
 * Characters.
 */
limit?: number, 
/**
 * Why a file is no rescue file or no roster.
 */
reason?: string, 
/**
 * Why what was given for `field` is not accepted.
 */
why?: FieldRefusal, 
/**
 * What others changed meanwhile, the oldest first.
 */
changes?: Array<ChangeRow>, };

export type AskingCounts = { all: number, overdue: number, missed: number, unknown: number, tried: number, };

/**
 * The states in which a check asks for somebody.
 */
export type AskingState = "overdue" | "missed" | "unknown" | "tried";

export type Assignee = { cadre: CadreId, name: string, office: string, 
/**
 * None where it is not told: of a cadre who looks after nobody in the account's place.
 */
has_device: boolean | null, 
/**
 * When a phone of theirs was last heard, as local text; told of the same.
 */
heard_text: string | null, 
/**
 * What they look after here now, in whatever role.
 */
households: number, people: number, };

/**
 * Whom households can be given to.
 */
export type Assignees = { 
/**
 * Those who look after households here first, by how few they have. A search finds others by their full name only, unless
 * the whole district asks.
 */
rows: Array<Assignee>, 
/**
 * There are more of them than are listed.
 */
more: boolean, 
/**
 * When the night is over, as local text: until then somebody is covered tonight.
 */
morning: string, };

export type Attention = { 
/**
 * Set when only one community is shown.
 */
community: CommunityName | null, 
/**
 * Of the asked hour and community, in every state and whoever owes them.
 */
states: AskingCounts, 
/**
 * Of what is asked for in full: how many there are, and behind how many doors and people.
 */
checks: number, households: number, people: number, 
/**
 * Whoever is longest overdue first, as many as have room for the asked number of rows.
 */
groups: Array<AttentionGroup>, 
/**
 * How many rows stand in the groups.
 */
rows: number, date: string, today: string, now: Instant, 
/**
 * The last time any device of the shown households reported; none when none ever did.
 */
data_as_of: Instant | null, 
/**
 * The same as local text `10:52`, with the date when it was another day than today.
 */
data_as_of_text: string | null, };

/**
 * The checks that the same cadres owe; all are counted, whether or not they have room here.
 */
export type AttentionGroup = { 
/**
 * Names those who owe them: by this the page can be narrowed.
 */
key: string, 
/**
 * The cadres whose role owes these checks.
 */
owed_by: Array<Contactable>, checks: number, households: number, people: number, 
/**
 * Longest overdue first.
 */
rows: Array<OverdueRow>, };

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

/**
 * Tenths of a degree Celsius; in JSON a string such as `"36.5"`, so that no binary fraction creeps in.
 */
export type Celsius = string;

/**
 * One field that was changed, when, by whom, from what to what.
 */
export type ChangeRow = { id: number, 
/**
 * The same for all that one request changed.
 */
act: number, at: Instant, 
/**
 * As local text with the date.
 */
at_text: string, 
/**
 * The account's name at that time, or the command's.
 */
by: string, source: Source, subject: Subject, subject_id: number, field: Field, before: string | null, after: string | null, };

/**
 * What a page should fetch again.
 */
export type Changed = "entries" | "roster" | "devices" | "time";

export type Channel = "phone" | "wechat" | "door" | "intercom";

/**
 * The same as checks alone.
 */
export type CheckCounts = { total: number, done: number, tried: number, missed: number, unknown: number, not_assigned: number, open: number, };

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
 * Takes in what was looked at.
 */
export type CommitRoster = { 
/**
 * Of the difference that was looked at.
 */
basis: string, };

export type CommunityCoverage = { community: CommunityName, households: number, people: number, checks: CheckCounts, };

/**
 * One community and the street that it belongs to.
 */
export type CommunityName = { 
/**
 * Names the community in addresses of this interface.
 */
id: number, street: string, name: string, };

export type Contact = { channel: Channel, outcome: Reached, };

/**
 * Whom to ask: a cadre with office, phone and, where known, how fresh their data is.
 */
export type Contactable = { cadre: CadreId, name: string, office: string, phone: string | null, role: Role, 
/**
 * Up to when every device of this cadre has reported a complete log; none: at least one never did, or there is no device.
 */
data_as_of: Instant | null, data_as_of_text: string | null, 
/**
 * Whether the cadre has an enrolled device at all.
 */
has_device: boolean, };

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

/**
 * What is to be corrected of a household. What is left out stays; an empty text takes away what can be empty.
 */
export type CorrectHousehold = { address?: string, guarantor?: string, guarantor_workplace?: string, 
/**
 * Only tells what would happen, and changes nothing.
 */
preview?: boolean, 
/**
 * The newest change that the form was drawn with: where somebody changed the same since, the answer is `changed_since`.
 */
seen?: number, };

/**
 * What is to be corrected of a resident. What is left out stays; an empty text takes away what can be empty.
 */
export type CorrectResident = { name?: string, phone?: string, origin?: string, 
/**
 * Only tells what would happen, and changes nothing.
 */
preview?: boolean, 
/**
 * The newest change that the form was drawn with: where somebody changed the same since, the answer is `changed_since`.
 */
seen?: number, };

/**
 * Checks with the households and people behind them. A household with two missed checks counts once as household.
 */
export type Count = { checks: number, households: number, people: number, };

/**
 * The states of coverage, and what is still open (later, due or overdue); the parts sum up to `total`.
 */
export type CoverageCounts = { total: Count, done: Count, tried: Count, missed: Count, unknown: Count, 
/**
 * Due while nobody was responsible: missed by nobody.
 */
not_assigned: Count, open: Count, };

/**
 * Every device that was ever enrolled, by cadre.
 */
export type DeviceList = { devices: Array<DistrictDevice>, };

/**
 * An account, as who stands above it sees it.
 */
export type DistrictAccount = { id: number, name: string, 
/**
 * Those that hold or will.
 */
roles: Array<AccountRole>, 
/**
 * Local, as `2020-02-27 10:50`.
 */
created_text: string, 
/**
 * None where it never did.
 */
signed_in_text: string | null, 
/**
 * Since when nobody signs in with it.
 */
locked_text: string | null, has_second_factor: boolean, 
/**
 * Its password was chosen by somebody else and is good for choosing another one.
 */
must_change: boolean, 
/**
 * The asker's own, which somebody else locks and ends.
 */
is_own: boolean, };

/**
 * One device, whose it is, and what it last said.
 */
export type DistrictDevice = { id: number, cadre: string, office: string, phone: string | null, program: string, enrolled_at: Instant, last_seen: Instant | null, 
/**
 * Up to when its log is known to be complete.
 */
complete_to: Instant | null, 
/**
 * How many entries waited on it when it last reported.
 */
pending: number, 
/**
 * How far its own clock was behind the server's when it last reported, in seconds; negative where ahead.
 */
clock_behind_seconds: number | null, revoked_at: Instant | null, 
/**
 * `lost`, `stolen`, `left`, `replaced` or `other`.
 */
revoked_for: string | null, 
/**
 * Since when its loss is confirmed; empty again when it reports.
 */
lost_at: Instant | null, };

/**
 * One message of the event stream, as JSON in `data`.
 */
export type DistrictEvent = { changed: Changed, };

/**
 * Who is signed in, and what the district is.
 */
export type DistrictMe = { name: string, 
/**
 * As what the session is used.
 */
role: RoleName, 
/**
 * Where the role is held, if not in the whole district.
 */
street: StreetName | null, community: CommunityName | null, 
/**
 * Every role that the account holds now, the present one too.
 */
roles: Array<AccountRole>, 
/**
 * What the role may do to anything at all.
 */
may: Array<Action>, has_second_factor: boolean, 
/**
 * How many recovery codes are left.
 */
recovery_codes: number, district: string, zone: Zone, now: Instant, today: string, 
/**
 * The example district of a development build, whose clock is its own.
 */
example: boolean, };

/**
 * Which door.
 */
export type Door = { household: HouseholdId, code: string, community: CommunityName, address: string, };

/**
 * One line of what happens: a code, and the numbers that its words name. The words stand under `effect.<code>`.
 */
export type Effect = { "code": "nothing_changes" } | { "code": "fields_change", fields: number, } | { "code": "phones_follow", cadres: number, } | { "code": "households_move", households: number, people: number, } | { "code": "households_stay", households: number, } | { "code": "households_over", households: number, } | { "code": "checks_move", checks: number, } | { "code": "new_phone_follows" } | { "code": "no_phone" } | { "code": "former_keep_unsent", cadres: number, } | { "code": "returns_at", at_text: string, } | { "code": "roster_keeps" } | { "code": "quarantine_changes", households: number, people: number, } | { "code": "checks_stop", checks: number, } | { "code": "checks_begin", checks: number, } | { "code": "last_day", date: string, } | { "code": "put_back", fields: number, };

/**
 * The end of a quarantine. What was owed before `at` stays owed; nothing is from then on.
 */
export type End = { at: Instant, 
/**
 * The day of `at` in the district.
 */
on: string, reason: EndReason, };

/**
 * Whose quarantine ends, why, and when.
 */
export type EndQuarantine = { residents: Array<number>, reason: EndReason, 
/**
 * Local time as 2020-03-10T12:00; now when left out. Never before now.
 */
at?: string, 
/**
 * Only tells what would happen, and changes nothing.
 */
preview?: boolean, 
/**
 * The newest change that the form was drawn with: where somebody changed the same since, the answer is `changed_since`.
 */
seen?: number, };

/**
 * Why a quarantine ended.
 */
export type EndReason = "released" | "moved" | "hospital" | "left" | "died" | "error";

export type EndingRow = { door: Door, names: Array<string>, days: number, 
/**
 * Who looks after the household, the responsible ones first.
 */
cadres: Array<string>, };

export type EntryChange = { entry: EntryId, change: EntryChangeKind, recorded_text: string, received_text: string, summary: Summary, claimed_text: string, note: string | null, reason: string | null, };

export type EntryChangeKind = "saved" | "corrected" | "withdrawn";

/**
 * An entry's identity: the log that holds it and its place there, from 1. On screen and in JSON `<32 hex>-<number>`.
 */
export type EntryId = string;

/**
 * One entry as a line for people, with the times that an inspector looks at.
 */
export type EntryRow = { entry: EntryId, 
/**
 * What it is about: a household or a place; neither where a later version wrote it, to be read after an update.
 */
household: HouseholdId | null, place: Premises | null, resident: ResidentId | null, resident_name: string | null, 
/**
 * `contact`, `temperature`, `seal`, `errand`, `note` or `unknown`.
 */
kind: string, outcome: Outcome, alarm: Alarm | null, 
/**
 * A key of the catalogues under `summary.` and its values.
 */
summary: Summary, content: Content, note: string | null, 
/**
 * Who logged it.
 */
cadre: string, 
/**
 * When it happened, as the cadre claims, in the newest correction.
 */
at: Instant, date: string, minute: MinuteOfDay, 
/**
 * When it was saved, as local text with date, and between which instants that can be proven.
 */
recorded_text: string, bounds: Bounds, received_at: Instant, received_text: string, late: LateReason | null, is_late: boolean, 
/**
 * It claims a time that lay ahead when it was saved: it counts for nothing until it is corrected.
 */
ahead: boolean, 
/**
 * Its time is the earliest that it can have been: the phone did not know how late it was.
 */
is_uncertain: boolean, corrected: boolean, withdrawn: boolean, 
/**
 * The amendments, oldest first; empty when it was never amended.
 */
history: Array<EntryChange>, };

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
 * Whose quarantine gets another last day.
 */
export type ExtendQuarantine = { residents: Array<number>, last_day: string, 
/**
 * Only tells what would happen, and changes nothing.
 */
preview?: boolean, 
/**
 * The newest change that the form was drawn with: where somebody changed the same since, the answer is `changed_since`.
 */
seen?: number, };

export type FeverRow = { phone: string | null, celsius: Celsius, received_at: Instant, 
/**
 * The cadre who logged it.
 */
cadre: string, entry: EntryId, door: Door, 
/**
 * None where it is about the door.
 */
resident: ResidentId | null, resident_name: string | null, at: Instant, date: string, minute: MinuteOfDay, 
/**
 * Its time is the earliest that it can have been: the phone did not know how late it was.
 */
is_uncertain: boolean, };

/**
 * Which field of it. Dates are told as `2020-03-10`.
 */
export type Field = "name" | "document" | "phone" | "origin" | "address" | "guarantor" | "guarantor_workplace" | "community" | "first_day" | "last_day" | "ended" | "assignments";

/**
 * Why what was given for a field is not accepted. The words stand under `refused.<code>`.
 */
export type FieldRefusal = "empty" | "too_long" | "not_text" | "not_a_name" | "not_an_address" | "not_a_phone" | "not_a_document" | "name_taken" | "not_a_time" | "past" | "too_far" | "ended" | "how_many" | "not_after_from" | "too_far_ahead" | "forgotten" | "unknown";

export type ForkRow = { cadre: Contactable, device: number, found_at: Instant, found_text: string, households: number, };

/**
 * Households for another cadre: for good, or for a time after which all is as it was.
 */
export type HandOver = { 
/**
 * Which households, at most 1000. Those where nobody is in quarantine any more are left out.
 */
households: Array<number>, 
/**
 * To which cadre.
 */
to: number, 
/**
 * Whose place is taken; left out, that of everybody in this role.
 */
of?: number, 
/**
 * Where it is left out: that of whom is relieved, or of whoever owes the checks.
 */
role?: Role, 
/**
 * As local text such as `2020-03-02T20:41`; now where it is left out.
 */
from?: string, 
/**
 * As local text; for good where it is left out.
 */
until?: string, 
/**
 * Why, for the history; at most 400 characters. Phones do not show it.
 */
note?: string, 
/**
 * Only tells what would happen, and changes nothing.
 */
preview?: boolean, 
/**
 * The newest change that the form was drawn with: where somebody changed the same since, the answer is `changed_since`.
 */
seen?: number, };

export type HourCoverage = { 
/**
 * 0..=23, local, of the check's due time.
 */
hour: number, coverage: CoverageCounts, };

/**
 * Given by the district server.
 */
export type HouseholdId = number;

/**
 * One page of households, ordered by street, community and code.
 */
export type HouseholdList = { rows: Array<HouseholdRow>, 
/**
 * Sent back as `after` for the next page; none at the end.
 */
next: string | null, 
/**
 * How many households match in all, and how many people live in them.
 */
households: number, people: number, 
/**
 * The communities that this account may choose from.
 */
communities: Array<CommunityName>, date: string, today: string, now: Instant, 
/**
 * The last time any device of the shown households reported; none when none ever did.
 */
data_as_of: Instant | null, 
/**
 * The same as local text `10:52`, with the date when it was another day than today.
 */
data_as_of_text: string | null, };

/**
 * One household's page for one date.
 */
export type HouseholdPage = { door: Door, guarantor: string | null, guarantor_workplace: string | null, 
/**
 * What was changed of it and its residents, the newest first, at most 100.
 */
changes: Array<ChangeRow>, 
/**
 * The newest change, for acts that are to be refused where there is a newer one; 0 where there was none.
 */
seen: number, residents: Array<Resident>, 
/**
 * Active on the asked date or later, the responsible cadre first.
 */
cadres: Array<Contactable>, day: number | null, days: number, seal: SealState | null, 
/**
 * One per resident, every day of the quarantine.
 */
strips: Array<PageStrip>, curves: Array<PageCurve>, 
/**
 * The asked date's checks, by time and resident.
 */
checks: Array<PageCheck>, 
/**
 * Errands that are asked or accepted and not yet done or declined.
 */
errands: Array<PageErrand>, 
/**
 * Entries newest first, at most 500; those of the asked date are always among them.
 */
timeline: Array<EntryRow>, 
/**
 * Set when there are older entries than the timeline shows.
 */
has_older: boolean, date: string, today: string, now: Instant, 
/**
 * The last time any device of the shown households reported; none when none ever did.
 */
data_as_of: Instant | null, 
/**
 * The same as local text `10:52`, with the date when it was another day than today.
 */
data_as_of_text: string | null, };

export type HouseholdRow = { door: Door, residents: Array<string>, 
/**
 * The furthest day of quarantine of its residents on the asked date; none when it is over or has not begun.
 */
day: number | null, days: number, cadres: Array<string>, coverage: CoverageCounts, seal: SealState | null, 
/**
 * The last reading of the asked day.
 */
celsius: Celsius | null, fever: boolean, };

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
 * The reasons that the phone offers for a late entry.
 */
export type LateReason = "busy" | "no_phone_at_hand" | "remembered" | "time_changed";

/**
 * What came of asking. In JSON: `{"reading": "36.5"}`, `"normal"`, `"no_answer"` or `"refused"`.
 */
export type Measured = { "reading": Celsius } | "normal" | "no_answer" | "refused";

export type MendedCell = { line: number, field: RosterField, value: string, };

export type Method = "self_reported" | "photo" | "measured";

/**
 * Minutes since local midnight, 0..=1439.
 */
export type MinuteOfDay = string;

export type NewAccount = { name: string, role: RoleGrant, };

export type Note = { text: string, };

/**
 * Which households a figure of the overview leads to: those in quarantine on the day, or with checks that stand so.
 */
export type Only = "in_quarantine" | "done" | "tried" | "missed" | "unknown" | "not_assigned" | "open";

/**
 * What an entry amounts to for coverage.
 */
export type Outcome = "done" | "tried";

export type OverdueDoor = { door: Door, 
/**
 * Which day of the quarantine it is for whoever began last.
 */
day: number | null, people: number, };

/**
 * The overdue checks that the same cadres owe.
 */
export type OverdueGroup = { 
/**
 * Names those who owe them: by this `Attention` can be narrowed.
 */
key: string, owed_by: Array<Contactable>, checks: number, households: number, people: number, longest_minutes: number, };

export type OverdueOfReason = { reason: OverdueReason, checks: number, households: number, people: number, 
/**
 * Whoever is longest overdue first; where nobody had the household, a row for each door.
 */
rows: Array<OverdueWorkRow>, };

/**
 * Why nobody did a check. Each has its own act.
 */
export type OverdueReason = "not_assigned" | "not_done" | "no_phone" | "silent" | "tried";

export type OverdueRow = { check: CheckId, kind: CheckKind, state: CheckState, 
/**
 * Its day.
 */
date: string, due: MinuteOfDay, minutes_overdue: number, door: Door, 
/**
 * None for a check of the door.
 */
resident_name: string | null, };

export type OverdueWork = { 
/**
 * Set when only one community is shown.
 */
community: CommunityName | null, 
/**
 * The district's newest change when this was drawn, for acts that are to be refused where there is a newer one of a household.
 */
seen: number, checks: number, 
/**
 * In the order of `OverdueReason`; those without checks are left out.
 */
reasons: Array<OverdueOfReason>, date: string, today: string, now: Instant, 
/**
 * The last time any device of the shown households reported; none when none ever did.
 */
data_as_of: Instant | null, 
/**
 * The same as local text `10:52`, with the date when it was another day than today.
 */
data_as_of_text: string | null, };

/**
 * What the same cadres owe for one reason.
 */
export type OverdueWorkRow = { 
/**
 * Names the row within its reason; `Attention` is narrowed by it where somebody owes it.
 */
key: string, owed_by: Array<Contactable>, checks: number, contacts: number, temperatures: number, seals: number, people: number, longest_minutes: number, doors: Array<OverdueDoor>, };

export type Overview = { 
/**
 * The server's clock, where it cannot be right: everything that came since is dated wrongly.
 */
clock: ServerClock | null, 
/**
 * Set when only one community is shown.
 */
community: CommunityName | null, 
/**
 * Households and people in quarantine on this day.
 */
households: number, people: number, coverage: CoverageCounts, 
/**
 * Only hours in which checks are due, in order.
 */
by_hour: Array<HourCoverage>, 
/**
 * By street and name; communities without households in quarantine are left out. This list and those below hold their first
 * rows, or as many as were asked for; how many there are stands beside each. Of more communities than there are first rows,
 * those that lack the most come first.
 */
by_community: Array<CommunityCoverage>, communities_total: number, 
/**
 * Readings at or above the threshold on this day that were not withdrawn, newest first; on today's page until noon also
 * yesterday's after which nobody has measured.
 */
fevers: Array<FeverRow>, fevers_total: number, 
/**
 * Entries of this day, and on today's page of days to come, that claimed a time still ahead when they were saved: they
 * count for nothing until they are corrected, and somebody has to ask. By claimed time.
 */
ahead: Array<AheadRow>, ahead_total: number, 
/**
 * Seals whose last word up to the end of this day is broken or missing, newest first.
 */
seals: Array<SealRow>, seals_total: number, 
/**
 * Checks that are overdue, missed, unknown or only tried, by those who owe them, whoever is longest overdue first; after
 * midnight also those of yesterday that are overdue while their window is still open. At most ten groups: `Attention` has all.
 */
overdue_groups: Array<OverdueGroup>, overdue_groups_total: number, 
/**
 * How many checks that are.
 */
overdue_total: number, 
/**
 * Enrolled devices that have not reported for an hour or more, longest silent first; then cadres without a device.
 */
silent: Array<SilentRow>, silent_total: number, 
/**
 * Devices of which two contents were signed for one number in the last fourteen days, newest first: the profile was
 * copied or put back. Both contents are kept and nobody's work is lost, but somebody must ask.
 */
forks: Array<ForkRow>, forks_total: number, 
/**
 * Households where somebody's last day is this day.
 */
ending: Array<EndingRow>, ending_total: number, 
/**
 * Whether the server's disks have room.
 */
room: RoomNotice, date: string, today: string, now: Instant, 
/**
 * The last time any device of the shown households reported; none when none ever did.
 */
data_as_of: Instant | null, 
/**
 * The same as local text `10:52`, with the date when it was another day than today.
 */
data_as_of_text: string | null, };

/**
 * A list of the overview of which more rows can be asked for.
 */
export type OverviewList = "communities" | "fevers" | "ahead" | "seals" | "silent" | "forks" | "ending";

/**
 * One open session of the own account.
 */
export type OwnSession = { 
/**
 * Local, as `2020-02-27 10:50`.
 */
since_text: string, is_this: boolean, 
/**
 * Where it was opened from.
 */
address: string, 
/**
 * The name that the browser gives itself.
 */
program: string, };

export type OwnSessions = { sessions: Array<OwnSession>, };

export type PageCheck = { check: CheckId, kind: CheckKind, state: CheckState, due: MinuteOfDay, resident: ResidentId | null, resident_name: string | null, 
/**
 * The entry that satisfied it (done or tried).
 */
entry: EntryId | null, late: boolean, };

export type PageCurve = { resident: ResidentId, name: string, fever_from: Celsius, 
/**
 * At most 56, oldest first.
 */
points: Array<PageCurvePoint>, };

export type PageCurvePoint = { at: Instant, date: string, minute: MinuteOfDay, celsius: Celsius, fever: boolean, };

export type PageErrand = { errand: EntryId, items: Array<Item>, step: Step, asked_at: Instant, asked_text: string, };

export type PageStrip = { resident: ResidentId, name: string, days: Array<PageStripDay>, };

/**
 * One day of the strip; same shape as on the phone.
 */
export type PageStripDay = { date: string, day: number, state: PageStripState, highest: Celsius | null, fever: boolean, done: number, total: number, };

export type PageStripState = "later" | "done" | "tried" | "missed" | "unknown" | "not_assigned" | "fever";

/**
 * The own password is to be another one.
 */
export type PasswordChange = { password: string, new_password: string, };

/**
 * The own password, shown once more before something that whoever sits down at an open page must not do.
 */
export type PasswordShown = { password: string, };

/**
 * Why a segment, an envelope or an entry was not taken, or not read. Its device keeps it.
 */
export type PieceRefusal = "segment_unreadable" | "segment_empty" | "segment_salt" | "segment_signature" | "segment_log" | "segment_chain" | "segment_fork" | "envelope_unreadable" | "envelope_foreign" | "envelope_gap" | "log_identity" | "log_foreign" | "device_revoked" | "device_unknown" | "entry_unreadable" | "evidence_full";

/**
 * What lies directly below a community. In JSON `{"kind": "building", "id": 7}`, as text `building:7`.
 */
export type Premises = { "kind": "site", "id": SiteId } | { "kind": "building", "id": BuildingId } | { "kind": "workplace", "id": WorkplaceId };

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

/**
 * Why a device is revoked.
 */
export type Reason = "lost" | "stolen" | "left" | "replaced" | "other";

export type RecordedAccount = { id: number, name: string, };

/**
 * Codes to print, each good for one sign-in without the phone.
 */
export type RecoveryCodes = { codes: Array<string>, };

export type RefusedEnvelopes = { 
/**
 * Such as `envelope_foreign`: encrypted to another district.
 */
reason: PieceRefusal, envelopes: number, };

export type RefusedRow = { line: number, cells: Array<string>, field: RosterField | null, reason: RosterReason, value: string, };

export type RescueTaken = { 
/**
 * Pieces in the file.
 */
envelopes: number, 
/**
 * Entries that the district did not hold before.
 */
new_entries: number, 
/**
 * Pieces of which everything was held already.
 */
known_envelopes: number, 
/**
 * Pieces that were not taken, by reason; the file is to be kept.
 */
refused: Array<RefusedEnvelopes>, };

/**
 * One person in quarantine.
 */
export type Resident = { id: ResidentId, name: string, phone: string | null, origin: string | null, quarantine: Quarantine, };

/**
 * Given by the district server.
 */
export type ResidentId = number;

/**
 * What revoking a device asks for.
 */
export type RevokeDevice = { reason: Reason, };

/**
 * The role in which a cadre looks after a household.
 */
export type Role = "cadre" | "community" | "lead" | "helper";

/**
 * As which of the own roles the session is to be used.
 */
export type RoleChosen = { role: number, };

/**
 * A role that is to be given: with the place or team that it needs. An inspector without one looks at the whole district.
 */
export type RoleGrant = { role: RoleName, street?: number, community?: number, team?: number, 
/**
 * The last day on which it holds; for good where left out.
 */
last_day?: string, };

/**
 * A role by its name alone, without the part of the district that it is held for.
 */
export type RoleName = "district" | "street" | "secretary" | "inspector" | "lead" | "monitor";

/**
 * How much room there is.
 */
export type Room = "enough" | "low" | "full";

/**
 * How much room there is on the server's disks.
 */
export type RoomNotice = { district: Room, 
/**
 * `12.3 GB`, where it is known.
 */
free_text: string | null, 
/**
 * Of the folder for backups; enough where this server makes none.
 */
backups: Room, backups_free_text: string | null, };

/**
 * A field that would say something else.
 */
export type RosterChange = { line: number, 
/**
 * A household's code with a resident's name, or a cadre as name/office.
 */
of: string, field: RosterField | null, from: string | null, to: string | null, };

export type RosterChanges = { count: number, first: Array<RosterChange>, };

/**
 * The rows, each counted once, and what those that can go in would change.
 */
export type RosterCheck = { 
/**
 * Rows that can go in.
 */
good: number, refused: RosterRemarks, warnings: RosterRemarks, 
/**
 * Lines that hold nobody, and those that were left out.
 */
skipped: number, 
/**
 * Where the file's dates lie, when that is far from today.
 */
dates_around: string | null, 
/**
 * Rows by what they would do.
 */
added: number, changed: number, unchanged: number, new: Array<RosterNew>, changes: RosterChanges, 
/**
 * What the file says otherwise and stays, because it was corrected by hand.
 */
kept: RosterChanges, assignments: RosterTurns, 
/**
 * Stands for this difference: the commit says with it what was looked at.
 */
basis: string, };

/**
 * What the page says about how the file is to be read and taken in. Each time all of it.
 */
export type RosterChoices = { 
/**
 * Of a workbook; without one that which names the most columns.
 */
sheet: string | null, 
/**
 * What each column holds, by its place; without them as their names say.
 */
columns: Array<RosterField | null> | null, 
/**
 * Cells that are read as something else than the file says.
 */
mended: Array<MendedCell>, 
/**
 * Lines that are left out.
 */
left_out: Array<number>, 
/**
 * Each household of the file is there with all its people: cadres whom its rows do not name end.
 */
complete: boolean, 
/**
 * An empty cell takes away what is known; otherwise it says nothing.
 */
blank_clears: boolean, 
/**
 * What was corrected by hand gives way to the file; otherwise it stays.
 */
over_edits: boolean, };

export type RosterColumn = { 
/**
 * As a spreadsheet calls it: `A`, `AB`.
 */
letters: string, name: string, 
/**
 * What its first rows hold; of a document's number the end only.
 */
first: Array<string>, field: RosterField | null, };

/**
 * What was taken in, all in one.
 */
export type RosterCommitted = { added: number, changed: number, unchanged: number, 
/**
 * Rows that were not taken in.
 */
refused: number, milliseconds: number, };

/**
 * What a column of a roster holds.
 */
export type RosterField = "street" | "community" | "household" | "address" | "resident" | "document" | "phone" | "from" | "first_day" | "last_day" | "guarantor" | "guarantor_workplace" | "cadres";

export type RosterKind = "street" | "community" | "cadre" | "household" | "resident";

/**
 * What the district does not know yet, of one kind.
 */
export type RosterNew = { kind: RosterKind, count: number, 
/**
 * The first of them by name.
 */
first: Array<string>, };

/**
 * Why a row was refused, or what is to be looked at.
 */
export type RosterReason = "quotes" | "header_again" | "column_count" | "empty" | "no_cadre" | "too_long" | "not_text" | "destroyed" | "code_destroyed" | "address_destroyed" | "private_character" | "not_a_name" | "not_an_address" | "bad_date" | "date_serial" | "date_far" | "dates_reversed" | "period_too_long" | "period_long" | "document_zeros" | "document_destroyed" | "document_wrong" | "document_phone" | "document_lost" | "bad_phone" | "bad_cadre" | "cadre_not_a_name" | "bad_role" | "cadre_twice" | "zeros_in_file" | "resident_twice" | "household_differs" | "guarantor_differs" | "workplace_differs" | "cadre_differs" | "cadre_phone_differs" | "person_twice" | "document_shared" | "outside_scope" | "zeros_in_district" | "community_namesake" | "cadre_namesake" | "person_known" | "document_known" | "cadre_with_device_stays";

/**
 * The rows that cannot go in, to be mended outside of this page.
 */
export type RosterRefused = { 
/**
 * Of the columns.
 */
names: Array<string>, 
/**
 * The first ten thousand of them.
 */
rows: Array<RefusedRow>, };

/**
 * What is said about a row.
 */
export type RosterRemark = { line: number, household: string, resident: string, field: RosterField | null, 
/**
 * What stands in its cell.
 */
cell: string, reason: RosterReason, 
/**
 * What the words of the reason name.
 */
value: string, };

/**
 * How many there are, and the first of them by line.
 */
export type RosterRemarks = { count: number, first: Array<RosterRemark>, };

export type RosterSheet = { name: string, is_hidden: boolean, 
/**
 * That hold anything.
 */
rows: number, };

/**
 * Whose work on a household that is known would begin, end, or stay though it is not named.
 */
export type RosterTurn = { line: number, household: string, cadre: string, turn: RosterTurning, 
/**
 * Whether the cadre has a device that shows the household.
 */
has_device: boolean, };

export type RosterTurning = "begins" | "ends" | "stays";

export type RosterTurns = { count: number, first: Array<RosterTurn>, };

/**
 * An uploaded file. Nothing of it is in the roster yet.
 */
export type RosterUpload = { 
/**
 * By which it is asked for again, for a day.
 */
id: string, 
/**
 * `XLSX`, or the encoding of a text.
 */
encoding: string, 
/**
 * Of a workbook.
 */
sheets: Array<RosterSheet>, 
/**
 * The one that is read.
 */
sheet: string | null, 
/**
 * The last line of those that name the columns.
 */
header_line: number, columns: Array<RosterColumn>, 
/**
 * Fields that no column holds and that a row cannot be without.
 */
missing: Array<RosterField>, 
/**
 * What is right and wrong with the rows and what they would change; none while fields are missing.
 */
check: RosterCheck | null, };

/**
 * What can be explained, in the order in which it is offered. A number is stored for ever and never reused.
 */
export type Rule = "stay_home" | "no_visitors" | "air_rooms" | "temperature" | "waste" | "parcels" | "when_unwell" | "hotline";

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

export type SealRow = { state: SealState, note: string | null, cadre: string, entry: EntryId, door: Door, 
/**
 * None where it is about the door.
 */
resident: ResidentId | null, resident_name: string | null, at: Instant, date: string, minute: MinuteOfDay, 
/**
 * Its time is the earliest that it can have been: the phone did not know how late it was.
 */
is_uncertain: boolean, };

export type SealState = "applied" | "intact" | "opened" | "broken" | "missing" | "removed" | "not_reached";

/**
 * What a phone's authenticator program is given once.
 */
export type SecondFactorSetUp = { 
/**
 * To be typed where no camera is at hand; base 32.
 */
secret: string, 
/**
 * `otpauth://…`, which the QR code holds.
 */
address: string, 
/**
 * The QR code: its dark modules as the path of an SVG, in a square of `size`, its quiet zone within.
 */
path: string, size: number, };

/**
 * A server's clock that contradicts what is kept and what devices say. Times are local text with the date.
 */
export type ServerClock = { is_behind: boolean, shows_text: string, 
/**
 * What the time is taken to be.
 */
taken_text: string, 
/**
 * The last time before it was in doubt.
 */
right_until_text: string | null, };

export type SessionsEnded = { sessions: number, };

/**
 * What the sign-in page sends; the last two where the answer before asked for them.
 */
export type SignIn = { name: string, password: string, 
/**
 * Six digits of the phone, or a recovery code.
 */
code?: string, 
/**
 * The password that the account is to have from now on.
 */
new_password?: string, };

export type SilentRow = { cadre: Contactable, 
/**
 * The device, where there is one.
 */
device: number | null, last_seen: Instant | null, last_seen_text: string | null, 
/**
 * What the device said it still had to send, at its last word.
 */
pending: number, households: number, };

/**
 * A central isolation site.
 */
export type SiteId = number;

/**
 * From where something was changed.
 */
export type Source = "screen" | "file" | "command";

/**
 * "Done" in one save implies the steps before.
 */
export type Step = "asked" | "accepted" | "done" | "declined";

export type StreetName = { id: number, name: string, };

/**
 * What was changed. Whoever keeps the history of something else adds it here.
 */
export type Subject = "household" | "resident" | "cadre";

/**
 * A line for people, as a key of the catalogues under `summary.` and its values. Holds no sentence itself.
 */
export type Summary = { key: string, values: { [key in string]: string }, };

export type TeamName = { id: number, name: string, office: string, };

export type Temperature = { result: Measured, method: Method, site: BodySite | null, };

/**
 * An act is taken back.
 */
export type Undo = { 
/**
 * Only tells what would happen, and changes nothing.
 */
preview?: boolean, 
/**
 * The newest change that the form was drawn with: where somebody changed the same since, the answer is `changed_since`.
 */
seen?: number, };

/**
 * Marks `of` as made in error.
 */
export type Withdraw = { of: EntryId, reason: string, };

/**
 * Where a guarantor works.
 */
export type WorkplaceId = number;

/**
 * An IANA zone, such as `Asia/Shanghai`.
 */
export type Zone = string;
