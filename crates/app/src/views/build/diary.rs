//! The diary screen and the page of one entry.

use chrono::Days;
use daylog_domain::{
    entries::{Content, Kind, correct::Correct},
    ids::EntryId,
    time::{Date, Instant, Zone},
};
use daylog_store::{Store, StoredEntry};

use super::line::{Lines, reason_of};
use crate::{
    App, Problem, local_text,
    views::diary::{Change, ChangeKind, DiaryDay, DiaryView, EntryView},
};

/// Dates in the calendar strip.
const STRIP_DAYS: u64 = 14;

impl App {
    /// The diary of `date`, or of today.
    pub fn diary(&self, date: Option<Date>) -> Result<DiaryView, Problem> {
        self.with_store(|store, context| {
            let zone = context.enrolled()?.settings.zone;
            let today = zone.date_of(context.now);
            let date = date.unwrap_or(today);
            let (from, to) = zone.day(date);
            let lines = Lines::new(store, context)?;
            let strip = strip(store, zone, date, today)?;
            Ok(DiaryView { date, today, strip, lines: store.lines_between(from, to)?.iter().map(|line| lines.show(line)).collect() })
        })
    }

    pub fn entry(&self, entry: EntryId) -> Result<EntryView, Problem> {
        self.with_store(|store, context| {
            let enrolled = context.enrolled()?;
            let zone = enrolled.settings.zone;
            let line = store.line(entry)?;
            // A correction that names no time keeps the one that stood before it.
            let mut claimed = line.stored.entry.at.instant;
            let history = std::iter::once(&line.stored).chain(&line.amendments).map(|stored| {
                if let Content::Correct(Correct { at: Some(at), .. }) = &stored.entry.content {
                    claimed = *at;
                }
                change(stored, claimed, zone)
            });
            let history = history.collect();
            let recorded = line.stored.entry.clocks.saved_at();
            Ok(EntryView {
                recorded_text: local_text::full(recorded, zone),
                claimed_text: local_text::full(line.effective.at.instant, zone),
                bounds: line.stored.entry.clocks.bounds(None, None),
                history,
                may_amend: line.stored.cadre == enrolled.cadre.0 && !line.effective.withdrawn,
                line: Lines::new(store, context)?.show(&line),
            })
        })
    }
}

fn change(stored: &StoredEntry, claimed: Instant, zone: Zone) -> Change {
    let (kind, summary, note) = match &stored.entry.content {
        Content::Correct(correct) => (ChangeKind::Corrected, correct.content.summary(), correct.note.clone()),
        Content::Withdraw(withdraw) => (ChangeKind::Withdrawn, withdraw.summary(), None),
        content => (ChangeKind::Saved, content.summary(), stored.entry.note.clone()),
    };
    Change {
        entry: stored.id,
        change: kind,
        recorded_text: local_text::full(stored.entry.clocks.saved_at(), zone),
        claimed_text: local_text::full(claimed, zone),
        summary,
        note,
        reason: reason_of(&stored.entry.content),
    }
}

/// Fourteen dates: the last ones up to today, or up to `date` when it lies elsewhere.
fn strip(store: &Store, zone: Zone, date: Date, today: Date) -> Result<Vec<DiaryDay>, Problem> {
    let reaches_today = date <= today && (today - date).num_days() < STRIP_DAYS.cast_signed();
    let last = if reaches_today { today } else { date };
    (0..STRIP_DAYS)
        .rev()
        .filter_map(|back| last.checked_sub_days(Days::new(back)))
        .map(|date| {
            let (from, to) = zone.day(date);
            Ok(DiaryDay { date, entries: store.count_between(from, to)? })
        })
        .collect()
}
