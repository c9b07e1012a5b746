//! What today's page takes over from yesterday until noon, so that midnight hides nothing from whoever is on duty: checks that
//! are overdue while their window is still open, and fevers after which nobody has measured.

use std::collections::BTreeSet;

use daylog_domain::{
    coverage::CheckState,
    ids::ResidentId,
    settings::Settings,
    time::{Date, Instant},
};

use super::{
    alerts::{self, OfHome},
    day::Day,
    overdue::{self, Asking},
};

const UNTIL_MINUTES: i64 = 12 * 60;

/// Yesterday, where `date` is today and still young.
pub(super) fn yesterday(settings: &Settings, date: Date, now: Instant) -> Option<Date> {
    let until = settings.zone.day(date).0.plus_minutes(UNTIL_MINUTES);
    date.pred_opt().filter(|_| date == settings.zone.date_of(now) && now < until)
}

pub(super) fn overdue(yesterday: &Day) -> Vec<Asking<'_>> {
    overdue::asking(yesterday).into_iter().filter(|asking| asking.covered.state == CheckState::Overdue).collect()
}

pub(super) fn fevers<'d>(yesterday: &'d Day, today: &Day) -> Vec<OfHome<'d>> {
    let measured: BTreeSet<ResidentId> =
        today.homes.iter().flat_map(|shown| today.of_date(shown).filter_map(|fact| fact.reading?.resident)).collect();
    let is_last = |(_, read): &OfHome<'_>| read.entry.resident().is_none_or(|resident| !measured.contains(&resident));
    alerts::fevers(yesterday).into_iter().filter(is_last).collect()
}
