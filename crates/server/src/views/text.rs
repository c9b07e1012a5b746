//! Local times as text, in the district's zone.

use daylog_domain::time::{Date, Instant, Zone};

/// `10:52`, or with the date when it was another day than `today`.
pub(super) fn time_or_date(zone: Zone, at: Instant, today: Date) -> String {
    let form = if zone.date_of(at) == today { "%H:%M" } else { "%m-%d %H:%M" };
    zone.local(at).format(form).to_string()
}

/// `2020-02-27 10:52`.
pub(super) fn date_and_time(zone: Zone, at: Instant) -> String {
    zone.local(at).format("%Y-%m-%d %H:%M").to_string()
}
