//! Entries that claim a time which lay ahead when they were saved: they count nowhere, and somebody is to ask about them.

use daylog_domain::{assignment::Role, entries::Kind};

use super::{
    alerts::OfHome,
    day::{Day, Shown},
    text::date_and_time,
};
use crate::{days::Fact, register::Home, resolved::ResolvedEntry, types::AheadRow};

/// Those that claim the shown day; on today's page those of all days to come as well. By claimed time.
pub(super) fn ahead<'d>(day: &'d Day) -> Vec<OfHome<'d>> {
    let date_of = |read: &ResolvedEntry| day.settings.zone.date_of(read.effective.at.instant);
    let is_shown = |(_, read): &OfHome<'_>| date_of(read) == day.date || (day.date == day.today && date_of(read) > day.date);
    let of_home = |shown: &'d Shown| shown.day.facts.iter().filter_map(Fact::ahead).map(|read| (shown.home(), read));
    let mut found: Vec<OfHome<'d>> = day.homes.iter().flat_map(of_home).filter(is_shown).collect();
    found.sort_by_key(|(_, read)| (read.effective.at.instant, read.feed));
    found
}

pub(super) fn row(day: &Day, home: &Home, read: &ResolvedEntry) -> AheadRow {
    let content = &read.effective.content;
    let role = home.assignments.iter().rev().find(|assignment| assignment.cadre == read.cadre).map_or(Role::Cadre, |found| found.role);
    AheadRow {
        head: day.head(home, read),
        kind: content.name().to_owned(),
        alarm: content.alarm(day.settings.fever_from),
        summary: content.summary(),
        recorded_text: date_and_time(day.settings.zone, read.entry.clocks.saved_at()),
        cadre: day.people.contactable(read.cadre, role),
    }
}
