//! Everything that the terminal says: a small catalogue of its own, in English, with the field's words.
//! Holds no rule: what happened comes as codes, values and rows.

use std::fmt::Write;

use daylog_app::{
    Problem, SyncReport,
    views::{account::MeView, diary::LineState, household::TodayRow},
};
use daylog_domain::{
    entry::{Alarm, Summary},
    time::Date,
};

use crate::rows::{EntryRow, SavedRow, StatusRow};

pub const PIN_PROMPT: &str = "PIN: ";
pub const PIN_AGAIN_PROMPT: &str = "The same PIN again: ";

pub fn new_pin_prompt(least: u8) -> String {
    format!("Choose a PIN of {least} digits or more: ")
}

const KEPT: &str = "everything that was saved is still on this device";
const UNCHANGED: &str = "nothing was changed";

/// Code, what happened, why, what it means for the record, what to do.
const PROBLEMS: &[(&str, &str, &str, &str, &str)] = &[
    (
        "already_enrolled",
        "This device is enrolled already.",
        "its record belongs to a cadre",
        UNCHANGED,
        "Use another --profile folder for another cadre.",
    ),
    ("already_withdrawn", "Nothing was changed.", "the entry was withdrawn before", UNCHANGED, "Log a new entry instead."),
    (
        "ambiguous",
        "Nothing was saved.",
        "{typed} may be:{candidates}",
        KEPT,
        "Write one of them: the number of a person, the code of a household.",
    ),
    (
        "answer_unreadable",
        "The server's answer cannot be read.",
        "it is no answer of a Daylog server of this version",
        KEPT,
        "Try again later; if it stays so, tell the district's technician.",
    ),
    (
        "bad_invite",
        "Nothing was enrolled.",
        "this is neither an invite link nor HOST:PORT with a code of twenty characters",
        UNCHANGED,
        "Copy the whole link, or type the address and the code as they stand.",
    ),
    ("bad_time", "Nothing was saved.", "the time cannot be read", KEPT, "Write it as 2020-02-27T10:50."),
    (
        "device_revoked",
        "The district no longer takes entries from this device.",
        "the device was revoked",
        KEPT,
        "Ask the district for a new invite, or to rescue what waits here.",
    ),
    ("disk_full", "Nothing of this was saved.", "the disk is full", KEPT, "Make room on the disk and try again."),
    ("empty_field", "Nothing was saved.", "{field} is empty", KEPT, "Say something for it."),
    ("entry_too_large", "Nothing was saved.", "the entry is larger than {limit} bytes", KEPT, "Use fewer words."),
    ("errand_needed", "Nothing was saved.", "a further step names its errand", KEPT, "Add --errand with the entry that opened it."),
    ("file_busy", "Nothing of this was saved.", "another program holds the record", KEPT, "Close it, or try again in a moment."),
    (
        "file_damaged",
        "The record on this device is damaged.",
        "its file cannot be read as a database",
        "the damaged file is kept beside as {kept}; what the server received is safe there",
        "Keep that file for the technician, then enrol this device again with a new invite.",
    ),
    (
        "file_damaged_page",
        "The record on this device is damaged.",
        "a page of its file cannot be read",
        "nothing was deleted; what the server received is safe there",
        "Run `daylog sync` to send what can still be read, and tell the technician.",
    ),
    (
        "file_newer",
        "This program is too old for the record.",
        "a newer version (schema {found}, this one knows {known}) has written it",
        UNCHANGED,
        "Install the newer version.",
    ),
    (
        "folder_unusable",
        "The profile's folder cannot be used.",
        "it cannot be made, read or written",
        UNCHANGED,
        "Check the path and its permissions.",
    ),
    (
        "invite_expired",
        "Nothing was enrolled.",
        "the invite has expired",
        "the record was made and waits, with this PIN, for an invite",
        "Ask for a new invite and run `enrol` with it.",
    ),
    (
        "invite_unknown",
        "Nothing was enrolled.",
        "the district does not know this invite",
        "the record was made and waits, with this PIN, for an invite",
        "Check the code, or ask for a new invite.",
    ),
    (
        "invite_used",
        "Nothing was enrolled.",
        "another device has used this invite",
        "the record was made and waits, with this PIN, for an invite",
        "Ask for an invite of its own for this device.",
    ),
    (
        "key_lost",
        "The record cannot be opened.",
        "its key file is missing or unreadable",
        "the record itself was not touched",
        "Restore the folder's key file, or let the district recover the record.",
    ),
    (
        "keyring_lost",
        "The record cannot be opened.",
        "the device's keyring does not give its part of the key",
        KEPT,
        "Unlock the keyring and try again.",
    ),
    (
        "log_refused",
        "The server refused this device's log.",
        "its form does not fit, and that of a fresh log neither",
        KEPT,
        "Tell the district's technician; go on logging.",
    ),
    ("no_profile", "There is no record in {folder}.", "no device was enrolled there", UNCHANGED, "Check --profile, or run `enrol` first."),
    (
        "no_such_household",
        "Nothing was saved.",
        "no household on this device has the code or address {typed}",
        KEPT,
        "Check it with `today`; a new one arrives with `sync`.",
    ),
    (
        "no_such_resident",
        "Nothing was saved.",
        "no resident on this device is called {typed}",
        KEPT,
        "Write the whole name or the number; a new one arrives with `sync`.",
    ),
    (
        "not_enrolled",
        "This device is not enrolled yet.",
        "the district has not answered an invite here",
        UNCHANGED,
        "Run `enrol` with the invite's link and the same PIN.",
    ),
    ("not_own_entry", "Nothing was changed.", "the entry is another cadre's", UNCHANGED, "Ask that cadre to correct it, or log a note."),
    (
        "not_the_district",
        "The server is not the district's.",
        "its certificate is not from the district that this device trusts",
        KEPT,
        "Check the address and the invite; do not go on if somebody else sent them.",
    ),
    (
        "pin_needed",
        "The record stays locked.",
        "there is no terminal to ask for the PIN",
        UNCHANGED,
        "Run it in a terminal, or set DAYLOG_PIN.",
    ),
    ("pins_differ", "No record was made.", "the two PINs differ", UNCHANGED, "Try again."),
    ("profile_exists", "No record was made.", "there is one in this folder already", UNCHANGED, "Use its PIN, or another folder."),
    ("reading_out_of_range", "Nothing was saved.", "a reading lies between 34.0 and 42.0 °C, with one decimal", KEPT, "Check the digits."),
    (
        "request_too_large",
        "The server cannot be reached properly.",
        "something on the way refuses large requests",
        KEPT,
        "Try again, or on another network.",
    ),
    ("resident_needed", "Nothing was saved.", "this kind of entry names one resident", KEPT, "Add --resident."),
    (
        "server_timed_out",
        "The server did not answer in time.",
        "the connection is too slow, or something on the way swallows requests",
        KEPT,
        "Try again, or on another network.",
    ),
    (
        "server_unexpected",
        "Something other than the district's server answered.",
        "the answer had status {status}",
        KEPT,
        "Try again later, or on another network.",
    ),
    (
        "server_unreachable",
        "The district's server cannot be reached.",
        "no connection, or it was cut",
        KEPT,
        "Try again with a network; what waits is sent then.",
    ),
    ("short_pin", "No record was made.", "a PIN has {least} digits or more", UNCHANGED, "Choose a longer one."),
    ("slow_down", "No PIN or code is looked at now.", "too many were wrong", KEPT, "Wait {wait_seconds} seconds, then try the right one."),
    ("too_long", "Nothing was saved.", "{field} is longer than {limit} characters", KEPT, "Use fewer words."),
    ("unknown_entry", "Nothing was changed.", "no entry on this device has this id", UNCHANGED, "Take the id from `diary --format json`."),
    ("unknown_household", "Nothing was saved.", "the household is not on this device", KEPT, "Run `sync`, then try again."),
    ("unknown_resident", "Nothing was saved.", "nobody of this household has this number", KEPT, "Run `sync`, then try again."),
    (
        "update_needed",
        "The server needs a newer version of this program.",
        "this one is too old to sync",
        KEPT,
        "Install the newer version; go on logging until then.",
    ),
    ("wrong_pin", "The record stays locked.", "the PIN is wrong ({tries} in a row)", "a wrong PIN deletes nothing", "Try again{wait}."),
    (
        "wrong_receipt",
        "The server's answer was not believed.",
        "its receipt does not fit this log, or is not signed by the district",
        KEPT,
        "Tell the district's technician; go on logging.",
    ),
];

/// What happened, why, what it means for the record, what to do.
pub fn problem(problem: &Problem) -> String {
    let known = PROBLEMS.iter().find(|(code, ..)| *code == problem.code);
    let (what, why, record, next) = known.map_or(
        (
            "That did not work.",
            "an unforeseen error ({code})",
            KEPT,
            "Try again; if it stays so, give the technician the code and the reference {reference}.",
        ),
        |(_, what, why, record, next)| (what, why, record, next),
    );
    let text = format!("{what}\n  why: {why}\n  record: {record}\n  what to do: {next}");
    let wait = problem.values.get("wait_seconds").filter(|seconds| *seconds != "0").map(|seconds| format!(" in {seconds} s"));
    let text = text.replace("{wait}", &wait.unwrap_or_default());
    let filled = problem.values.iter().fold(text, |text, (name, value)| text.replace(&format!("{{{name}}}"), value));
    filled.replace("{code}", &problem.code).replace("{reference}", &problem.reference)
}

const SUMMARIES: &[(&str, &str)] = &[
    ("contact.reached", "Contact made ({channel})"),
    ("contact.no_answer", "No answer ({channel})"),
    ("contact.refused", "Refused to talk ({channel})"),
    ("temperature.reading", "Temperature {celsius} °C"),
    ("temperature.normal", "Temperature asked, normal"),
    ("temperature.no_answer", "Temperature asked, no answer"),
    ("temperature.refused", "Temperature asked, refused"),
    ("seal.applied", "Seal applied"),
    ("seal.intact", "Seal intact"),
    ("seal.opened", "Seal opened and resealed"),
    ("seal.broken", "Seal broken"),
    ("seal.missing", "Seal missing"),
    ("seal.removed", "Seal removed"),
    ("seal.not_reached", "Door not reached"),
    ("errand.asked", "Asked for"),
    ("errand.accepted", "Errand accepted"),
    ("errand.done", "Errand done"),
    ("errand.declined", "Errand declined"),
    ("note", "{text}"),
    ("correct", "Correction: {reason}"),
    ("withdraw", "Withdrawn: {reason}"),
    ("unknown", "An entry of a newer kind; update to read it"),
];

/// A summary in words.
pub fn summary(summary: &Summary) -> String {
    let value = |name: &str| summary.values.get(name).map(String::as_str);
    let text = SUMMARIES.iter().find(|(key, _)| *key == summary.key).map_or(summary.key.as_str(), |(_, text)| text);
    let channel = match value("channel") {
        Some("wechat") => "WeChat",
        Some("door") => "at the door",
        other => other.unwrap_or_default(),
    };
    let mut words = text.replace("{channel}", channel);
    for name in ["celsius", "reason", "text"] {
        words = words.replace(&format!("{{{name}}}"), value(name).unwrap_or_default());
    }
    if let (Some(what), Some(quantity)) = (value("what"), value("quantity")) {
        let _written = write!(words, ": {quantity} × {what}");
        if let Some(more) = value("more").filter(|more| *more != "0") {
            let _written = write!(words, " and {more} more");
        }
    }
    if let (true, Some(reason)) = (summary.key.starts_with("seal."), value("reason")) {
        let _written = write!(words, ": {reason}");
    }
    words
}

pub fn enrolled(me: &MeView) -> String {
    let MeView { name, office, district, households, people, .. } = me;
    let here = if *households == 0 {
        "No household has arrived yet; `daylog sync` fetches them.".to_owned()
    } else {
        format!("{}, {}.", count(*households, "household", "households"), count(*people, "person", "people"))
    };
    format!("Enrolled: {name} ({office}), {district}. {here}")
}

fn count(number: u32, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

pub fn today(rows: &[TodayRow]) -> String {
    if rows.is_empty() {
        return "Nothing is due.".to_owned();
    }
    let line = |row: &TodayRow| {
        let (_, time) = row.due_at.split_once('T').unwrap_or_default();
        format!("{time}  {:8} {:12} {}  {}", name(&row.state), name(&row.kind), row.household, row.resident.as_deref().unwrap_or("(door)"))
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The name that a value has in JSON.
fn name(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

pub fn diary(date: Date, lines: &[EntryRow]) -> String {
    match lines.len() {
        0 => format!("{date}: no entries."),
        1 => format!("{date}: 1 entry\n{}", line_of_all(lines)),
        count => format!("{date}: {count} entries\n{}", line_of_all(lines)),
    }
}

fn line_of_all(lines: &[EntryRow]) -> String {
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// One entry: time, tick, whom it is about, what, and its marks.
pub fn line(row: &EntryRow) -> String {
    let (_, time) = row.at.split_once('T').unwrap_or_default();
    let tick = match row.state {
        LineState::Received => "✓",
        LineState::Saved => "…",
        LineState::Refused => "!",
    };
    let whom = row.resident.as_deref().unwrap_or(&row.address);
    let mut text = format!("{time} {tick} {} {whom}: {}", row.household, row.summary);
    let alarm = match row.alarm {
        Some(Alarm::Fever) => Some("fever"),
        Some(Alarm::SealBroken) => Some("tell the secretary"),
        None => None,
    };
    let marks = [
        alarm,
        row.late.then_some("late entry"),
        row.corrected.then_some("corrected"),
        row.withdrawn.then_some("withdrawn"),
        (!row.mine).then_some(row.cadre.as_str()),
    ];
    for mark in marks.into_iter().flatten() {
        let _written = write!(text, " [{mark}]");
    }
    if let Some(note) = &row.note {
        let _written = write!(text, " – {note}");
    }
    text
}

pub fn saved(row: &SavedRow) -> String {
    let odd = if row.odd { "\nPlease look at this reading again: it is low, or far from the last one." } else { "" };
    format!("{}{odd}\nSaved as {}; {}.", line(&row.line), row.line.entry, waiting(row.pending))
}

fn waiting(pending: u32) -> String {
    match pending {
        0 => "nothing waits to be sent".to_owned(),
        1 => "1 entry waits to be sent".to_owned(),
        pending => format!("{pending} entries wait to be sent"),
    }
}

pub fn synced(report: &SyncReport) -> String {
    let pending = u32::try_from(report.pending).unwrap_or(u32::MAX);
    format!("{} sent, {} fetched; {}.", report.pushed, report.pulled, waiting(pending))
}

pub fn status(row: &StatusRow) -> String {
    let last = row.last_sync.as_deref().map_or("never".to_owned(), |last| last.replace('T', " "));
    let clock = match row.clock_offset_ms {
        None => "not compared yet".to_owned(),
        Some(offset) if offset < 0 => format!("{} s ahead of the server", seconds(offset)),
        Some(offset) => format!("{} s behind the server", seconds(offset)),
    };
    let refused = if row.refused == 0 { String::new() } else { format!(", {} refused by the server and kept", row.refused) };
    format!(
        "{} ({}), {}\nwaiting    {}{refused}\nlast sync  {last}\nclock      {clock}\nlog        {}\n           {} entries, the server has {}\nhead       {}",
        row.cadre,
        row.office,
        row.district,
        waiting(row.pending),
        row.log,
        row.last,
        row.server_has,
        row.head
    )
}

fn seconds(milliseconds: i64) -> String {
    let tenths = milliseconds.unsigned_abs() / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests;
