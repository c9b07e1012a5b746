//! Instants as short local text: `09:41` today, `02-27 09:41` on another day, `2019-02-27 09:41` in another year. Words and
//! long dates are the locales' work.

use chrono::Datelike;
use daylog_domain::time::{Instant, Zone};

pub(crate) fn short(instant: Instant, now: Instant, zone: Zone) -> String {
    let (date, today) = (zone.date_of(instant), zone.date_of(now));
    if date == today {
        zone.minute_of(instant).to_string()
    } else if date.year() == today.year() {
        zone.local(instant).format("%m-%d %H:%M").to_string()
    } else {
        full(instant, zone)
    }
}

pub(crate) fn full(instant: Instant, zone: Zone) -> String {
    zone.local(instant).format("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_as_shortly_as_nobody_can_take_it_for_another() {
        let at = |text| Zone::SHANGHAI.parse(text).unwrap();
        let now = at("2020-02-27T21:00");
        for (instant, told) in [
            (at("2020-02-27T09:41"), "09:41"),
            (at("2020-02-26T09:41"), "02-26 09:41"),
            (at("2038-02-27T09:41"), "2038-02-27 09:41"),
            (Instant(i64::MAX), "+261817-08-28 17:46"),
        ] {
            assert_eq!(short(instant, now, Zone::SHANGHAI), told);
        }
    }
}
