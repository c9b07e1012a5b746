//! Instants as short local text: `09:41` today, `02-27 09:41` on another day. Words and long dates are the locales' work.

use daylog_domain::time::{Instant, Zone};

pub(crate) fn short(instant: Instant, now: Instant, zone: Zone) -> String {
    if zone.date_of(instant) == zone.date_of(now) {
        zone.minute_of(instant).to_string()
    } else {
        zone.local(instant).format("%m-%d %H:%M").to_string()
    }
}

pub(crate) fn full(instant: Instant, zone: Zone) -> String {
    zone.local(instant).format("%Y-%m-%d %H:%M").to_string()
}
