//! Entries that claim a time which lay ahead when they were saved: they count nowhere, and somebody is to ask about them.

use daylog_domain::{assignment::Role, entries::Kind, time::Instant};
use daylog_storage::{Read, StorageError};

use super::{
    day::Day,
    resolved::{self, ResolvedEntry},
    text::date_and_time,
};
use crate::types::AheadRow;

const ROWS: usize = 200;

/// Those that claim the shown day; on today's page those of all days to come as well.
pub(super) fn ahead(db: &Read<'_>, day: &Day) -> Result<Vec<AheadRow>, StorageError> {
    let zone = day.settings.zone;
    let later = if day.date == day.today { resolved::between(db, zone.day(day.date).1, Instant(i64::MAX))? } else { Vec::new() };
    let date_of = |read: &&ResolvedEntry| zone.date_of(read.effective.at.instant);
    let of_day = day.resolved.iter().filter(|read| date_of(read) == day.date);
    let of_later = later.iter().filter(|read| date_of(read) > day.date);
    let mut found: Vec<&ResolvedEntry> = of_day.chain(of_later).filter(|read| read.effective.ahead && !read.effective.withdrawn).collect();
    found.sort_by_key(|read| (read.effective.at.instant, read.feed));
    Ok(found.into_iter().filter_map(|read| row(day, read)).take(ROWS).collect())
}

fn row(day: &Day, read: &ResolvedEntry) -> Option<AheadRow> {
    let zone = day.settings.zone;
    let home = day.home_of(&read.entry)?;
    let content = &read.effective.content;
    let role = home.assignments.iter().rev().find(|assignment| assignment.cadre == read.cadre).map_or(Role::Cadre, |found| found.role);
    Some(AheadRow {
        head: day.head(home, read),
        kind: content.name().to_owned(),
        alarm: content.alarm(day.settings.fever_from),
        summary: content.summary(),
        recorded_text: date_and_time(zone, read.entry.clocks.saved_at()),
        cadre: day.people.contactable(read.cadre, role),
    })
}
