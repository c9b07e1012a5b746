//! Local times as text, in the district's zone.

use chrono::Datelike;
use daylog_domain::time::{Date, Instant, Zone};

/// `10:52`, with the date when it was another day than `today`, and with the year when it was another year.
pub(super) fn time_or_date(zone: Zone, at: Instant, today: Date) -> String {
    let date = zone.date_of(at);
    let form = match (date == today, date.year() == today.year()) {
        (true, _) => "%H:%M",
        (false, true) => "%m-%d %H:%M",
        (false, false) => "%Y-%m-%d %H:%M",
    };
    zone.local(at).format(form).to_string()
}

/// `2020-02-27 10:52`.
pub(super) fn date_and_time(zone: Zone, at: Instant) -> String {
    zone.local(at).format("%Y-%m-%d %H:%M").to_string()
}
