//! The diary screen and the page of one entry.

use chrono::Days;
use daylog_domain::{
    entries::{self, changes},
    ids::{CadreId, EntryId},
    time::{Date, Zone},
};
use daylog_store::Store;

use super::line::Lines;
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
            let amendments: Vec<_> = line.amendments.iter().map(|stored| (stored.id, &stored.entry)).collect();
            let history = changes(line.stored.id, &line.stored.entry, &line.effective, &amendments);
            let recorded = line.stored.entry.clocks.saved_at();
            Ok(EntryView {
                recorded_text: local_text::full(recorded, zone),
                claimed_text: local_text::full(line.effective.at.instant, zone),
                bounds: line.stored.entry.clocks.bounds(None, None),
                history: history.into_iter().map(|change| shown(change, zone)).collect(),
                may_amend: line.effective.takes(CadreId(line.stored.cadre), enrolled.cadre).is_ok(),
                line: Lines::new(store, context)?.show(&line),
            })
        })
    }
}

fn shown(change: entries::Change<'_>, zone: Zone) -> Change {
    Change {
        entry: change.id,
        change: match change.kind {
            entries::ChangeKind::Saved => ChangeKind::Saved,
            entries::ChangeKind::Corrected => ChangeKind::Corrected,
            entries::ChangeKind::Withdrawn => ChangeKind::Withdrawn,
        },
        recorded_text: local_text::full(change.entry.clocks.saved_at(), zone),
        claimed_text: local_text::full(change.claimed, zone),
        summary: change.summary,
        note: change.note.map(str::to_owned),
        reason: change.reason.map(str::to_owned),
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
