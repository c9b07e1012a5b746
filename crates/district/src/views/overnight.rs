//! What today's page takes over from yesterday until noon, so that midnight hides nothing from whoever is on duty: checks that
//! are overdue while their window is still open, and fevers after which nobody has measured.

use std::collections::BTreeSet;

use daylog_domain::{coverage::CheckState, ids::ResidentId, places::Place};
use daylog_storage::{Read, StorageError, households};

use super::{
    alerts,
    day::{Day, Source},
};
use crate::types::{FeverRow, OverdueRow};

const UNTIL_MINUTES: i64 = 12 * 60;

/// Yesterday, where `day` is today and still young.
pub(super) fn yesterday(db: &Read<'_>, place: Place, day: &Day) -> Result<Option<Day>, StorageError> {
    let until = day.settings.zone.day(day.date).0.plus_minutes(UNTIL_MINUTES);
    let Some(before) = day.date.pred_opt().filter(|_| day.date == day.today && day.now < until) else { return Ok(None) };
    let stored = households::in_quarantine(db, before, place, "", day.now)?;
    Day::load(db, stored, before, day.now, &Source::Times).map(Some)
}

pub(super) fn overdue(yesterday: &Day) -> Vec<OverdueRow> {
    alerts::overdue(yesterday).into_iter().filter(|row| row.state == CheckState::Overdue).collect()
}

pub(super) fn fevers(yesterday: &Day, today: &Day) -> Vec<FeverRow> {
    let measured: BTreeSet<ResidentId> =
        today.of_date().filter(|read| read.effective.content.reading().is_some()).filter_map(|read| read.entry.resident()).collect();
    let is_last = |row: &FeverRow| row.head.resident.is_none_or(|resident| !measured.contains(&resident));
    alerts::fevers(yesterday).into_iter().filter(is_last).collect()
}
