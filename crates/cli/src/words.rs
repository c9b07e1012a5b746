//! Everything that the terminal says: a small catalogue of its own, in English, with the field's words.
//! Holds no rule: what happened comes as codes, values and rows.

pub mod clock;
mod fill;
mod lost;
mod problems;
pub mod rescue;
pub mod summary;

use std::fmt::Write;

use daylog_app::{
    SyncReport,
    views::{account::MeView, diary::LineState, household::TodayRow},
};
use daylog_domain::{entries::Alarm, text::shown, time::Date};

use crate::rows::{EntryRow, SavedRow, StatusRow};

pub use problems::{problem, terminal_problem};

pub const FOLLOWED: &str = "The district's directory is followed; the next sync goes where it says.";
pub const PIN_PROMPT: &str = "PIN: ";
pub const PIN_AGAIN_PROMPT: &str = "The same PIN again: ";

pub fn new_pin_prompt(least: u8) -> String {
    format!("Choose a PIN of {least} digits or more: ")
}

pub fn enrolled(me: &MeView) -> String {
    let MeView { name, office, district, households, people, .. } = me;
    let here = if *households == 0 {
        "No household has arrived yet; `daylog sync` fetches them.".to_owned()
    } else {
        format!("{}, {}.", count(*households, "household", "households"), count(*people, "person", "people"))
    };
    format!("Enrolled: {} ({}), {}. {here}", shown(name), shown(office), shown(district))
}

fn count(number: u32, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

pub fn today(rows: &[TodayRow]) -> String {
    if rows.is_empty() {
        return "Nothing is due.".to_owned();
    }
    let day = |row: &TodayRow| row.due_at.split_once('T').unwrap_or_default().0.to_owned();
    // Around midnight a window of another day may be open.
    let several_days = rows.first().map(day) != rows.last().map(day);
    let line = |row: &TodayRow| {
        let time = row.due_at.replacen('T', " ", 1);
        let time = if several_days { time.as_str() } else { time.split_once(' ').unwrap_or_default().1 };
        let whom = row.resident.as_deref().map_or_else(|| "(door)".to_owned(), shown);
        format!("{time}  {:8} {:12} {}  {whom}", name(&row.state).replace('_', " "), name(&row.kind), shown(&row.household))
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
    let mut text = format!("{time} {tick} {}: {}", whom(row), row.summary);
    let alarm = match row.alarm {
        Some(Alarm::Fever) => Some("fever"),
        Some(Alarm::SealBroken) => Some("tell the secretary"),
        None => None,
    };
    let marks = [
        alarm,
        row.late.then_some("late entry"),
        row.ahead.then_some("ahead of its time"),
        row.time_uncertain.then_some("time not certain"),
        row.corrected.then_some("corrected"),
        row.withdrawn.then_some("withdrawn"),
        (!row.mine).then_some(row.cadre.as_str()),
    ];
    for mark in marks.into_iter().flatten() {
        let _written = write!(text, " [{}]", shown(mark));
    }
    if let Some(note) = &row.note {
        let _written = write!(text, " – {}", shown(note));
    }
    text
}

/// A household by its code with the resident or the address, a place by its kind and number.
fn whom(row: &EntryRow) -> String {
    match (row.household_id, row.place) {
        (Some(_), _) => format!("{} {}", shown(&row.household), shown(row.resident.as_deref().unwrap_or(&row.address))),
        (None, Some(place)) => format!("{} {}", place.kind().name(), place.id()),
        (None, None) => "(update to read whom this is about)".to_owned(),
    }
}

pub fn saved(row: &SavedRow) -> String {
    let odd = if row.odd { "\nPlease look at this reading again: it is low, or far from the last one." } else { "" };
    let ahead = if row.line.ahead {
        "\nThat time had not come yet: it counts for no check, also later. If it is a slip, `correct` it with --at; what is still to be done is logged when it is done."
    } else {
        ""
    };
    format!("{}{odd}{ahead}\nSaved as {}; {}.", line_with_day(&row.line, row.today), row.line.entry, waiting(row.pending))
}

/// A line that stands alone says its day where that is not today.
pub fn line_with_day(row: &EntryRow, today: Date) -> String {
    let (day, _) = row.at.split_once('T').unwrap_or_default();
    if day == today.to_string() { line(row) } else { format!("{day} {}", line(row)) }
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
    let doubt = row.clock_doubt.as_ref().map(|doubt| format!("\n{}", clock::indented(doubt))).unwrap_or_default();
    format!(
        "{} ({}), {}\nwaiting    {}{refused}\nlast sync  {last}\nclock      {clock}{doubt}\nlog        {}\n           {} entries, the server has {}\nhead       {}",
        shown(&row.cadre),
        shown(&row.office),
        shown(&row.district),
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
