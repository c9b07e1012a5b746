//! Local times as text, in the district's zone, and sizes.

use chrono::Datelike;
use daylog_domain::time::{Date, Instant, Zone};

/// `10:52`, with the date when it was another day than `today`, and with the year when it was another year.
pub(crate) fn time_or_date(zone: Zone, at: Instant, today: Date) -> String {
    let date = zone.date_of(at);
    let form = match (date == today, date.year() == today.year()) {
        (true, _) => "%H:%M",
        (false, true) => "%m-%d %H:%M",
        (false, false) => "%Y-%m-%d %H:%M",
    };
    zone.local(at).format(form).to_string()
}

/// `2020-02-27 10:52`.
pub(crate) fn date_and_time(zone: Zone, at: Instant) -> String {
    zone.local(at).format("%Y-%m-%d %H:%M").to_string()
}

/// `12.3 GB`, `840 MB`.
#[must_use]
pub fn size(bytes: u64) -> String {
    let megabytes = bytes / 1_000_000;
    if megabytes < 1_000 { format!("{megabytes} MB") } else { format!("{}.{} GB", megabytes / 1_000, megabytes % 1_000 / 100) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_told_as_people_read_it() {
        for (bytes, text) in [(0, "0 MB"), (999_999_999, "999 MB"), (1_000_000_000, "1.0 GB"), (12_345_678_901, "12.3 GB")] {
            assert_eq!(size(bytes), text);
        }
    }
}
