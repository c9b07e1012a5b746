//! The moment that a person means with a bare local time such as `20:15`. Reads no clock itself.

use chrono::{Days, LocalResult, NaiveTime, TimeZone};

use crate::{
    entries::ahead::TOLERANCE_MINUTES,
    time::{Date, Instant, MinuteOfDay, Zone},
};

/// How near to what it corrects a bare time on a neighbouring day must lie to be meant, rather than the same day.
const NEAR_MINUTES: i64 = 3 * 60;

/// The latest moment of this local time that is not ahead of `now`: at twenty past midnight, `20:15` is yesterday's.
#[must_use]
pub fn latest(zone: Zone, minute: MinuteOfDay, now: Instant) -> Instant {
    // A day may lack (a skipped midnight, a skipped day) what the day before it has.
    let found = around(zone.date_of(now), 2).flat_map(|date| on(zone, date, minute)).filter(|at| !is_ahead(*at, now)).max();
    found.unwrap_or(now)
}

/// The moment meant by a bare time in a correction of something at `of`: on the same day, or on a neighbouring day where that
/// is within three hours of it and nearer; never ahead of `now`.
#[must_use]
pub fn correcting(zone: Zone, minute: MinuteOfDay, of: Instant, now: Instant) -> Instant {
    let same_day = zone.date_of(of);
    let distance = |at: &Instant| at.millis_since(of).saturating_abs();
    let candidates = around(same_day, 1).flat_map(|date| on(zone, date, minute).into_iter().map(move |at| (date, at)));
    let near = |(date, at): &(Date, Instant)| *date == same_day || distance(at) <= NEAR_MINUTES * 60_000;
    let found = candidates.filter(|(_, at)| !is_ahead(*at, now)).filter(near).map(|(_, at)| at).min_by_key(distance);
    found.unwrap_or_else(|| latest(zone, minute, now))
}

/// Whether what claims `at` would be ahead of its time if it were saved now.
#[must_use]
pub fn is_ahead(at: Instant, now: Instant) -> bool {
    at > now.plus_minutes(TOLERANCE_MINUTES)
}

/// The dates from so many days before `date` to the day after it.
fn around(date: Date, before: u64) -> impl Iterator<Item = Date> {
    let first = date.checked_sub_days(Days::new(before)).unwrap_or(date);
    first.iter_days().take(usize::try_from(before).unwrap_or(0) + 2)
}

/// The moments of a local time on one date: two where the clocks were set back over it, none on a day that was skipped.
fn on(zone: Zone, date: Date, minute: MinuteOfDay) -> Vec<Instant> {
    let time = NaiveTime::from_num_seconds_from_midnight_opt(u32::from(minute.0.min(1439)) * 60, 0).unwrap_or_default();
    match zone.0.from_local_datetime(&date.and_time(time)) {
        LocalResult::Ambiguous(first, second) => vec![Instant(first.timestamp_millis()), Instant(second.timestamp_millis())],
        // A day that the zone skips as a whole has no such moment.
        _ => Some(zone.at(date, minute)).into_iter().filter(|at| zone.date_of(*at) == date).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(zone: &str, at: Instant) -> String {
        zone.parse::<Zone>().unwrap().local(at).format("%dT%H:%M").to_string()
    }

    #[test]
    fn a_bare_time_is_the_latest_such_moment_that_is_not_ahead() {
        for (rule, zone, now, typed, expected) in [
            ("just after midnight, of the evening before", "Asia/Shanghai", "2020-02-28T00:20", "20:15", "27T20:15"),
            ("in the morning, of the evening before", "Asia/Shanghai", "2020-02-28T08:05", "18:00", "27T18:00"),
            ("earlier today", "Asia/Shanghai", "2020-02-28T12:00", "10:50", "28T10:50"),
            ("this very minute", "Asia/Shanghai", "2020-02-28T12:00", "12:00", "28T12:00"),
            ("rounded up a little", "Asia/Shanghai", "2020-02-28T12:00", "12:03", "28T12:03"),
            ("not a little any more", "Asia/Shanghai", "2020-02-28T12:00", "12:06", "27T12:06"),
            ("rounded up over midnight", "Asia/Shanghai", "2020-02-28T23:58", "00:01", "29T00:01"),
            ("midnight itself", "Asia/Shanghai", "2020-02-28T12:00", "00:00", "28T00:00"),
            ("across the end of a month", "Asia/Shanghai", "2020-03-01T00:10", "23:50", "29T23:50"),
            // The clocks go from 02:00 to 03:00: the skipped time is the next valid one.
            ("skipped today", "Europe/Berlin", "2020-03-29T12:00", "02:30", "29T03:00"),
            ("skipped today and still ahead", "Europe/Berlin", "2020-03-29T01:50", "02:30", "28T02:30"),
            ("twice today, after both", "Europe/Berlin", "2020-10-25T12:00", "02:30", "25T02:30"),
            // Samoa had no 30 December.
            ("a day that was skipped", "Pacific/Apia", "2011-12-31T00:20", "20:15", "29T20:15"),
        ] {
            let zone_read: Zone = zone.parse().unwrap();
            let found = latest(zone_read, typed.parse().unwrap(), zone_read.parse(now).unwrap());
            assert_eq!(shown(zone, found), expected, "{rule}");
        }
    }

    #[test]
    fn where_the_clocks_were_set_back_the_second_of_two_is_meant_once_it_has_come() {
        let zone: Zone = "Europe/Berlin".parse().unwrap();
        let first = zone.parse("2020-10-25T02:30").unwrap();
        let typed = MinuteOfDay(2 * 60 + 30);
        for (minutes_after_first, expected) in [(10, first), (59, first.plus_minutes(60)), (70, first.plus_minutes(60))] {
            assert_eq!(latest(zone, typed, first.plus_minutes(minutes_after_first)), expected, "{minutes_after_first}");
        }
    }

    #[test]
    fn a_bare_time_in_a_correction_is_the_one_near_what_it_corrects() {
        for (rule, of, now, typed, expected) in [
            ("after midnight, what was of the evening", "27T20:15", "28T00:20", "20:10", "27T20:10"),
            ("a day later, still of that day", "27T20:15", "28T22:00", "20:10", "27T20:10"),
            ("morning taken for evening, still that day", "27T20:15", "28T22:00", "08:10", "27T08:10"),
            ("just after midnight for just before it", "28T00:05", "28T00:20", "23:55", "27T23:55"),
            ("the same, corrected in the evening", "28T00:05", "28T23:58", "23:55", "27T23:55"),
            ("just before midnight for just after it", "27T23:55", "28T00:20", "00:05", "28T00:05"),
            ("what was ahead of its time", "28T20:15", "28T00:20", "20:15", "27T20:15"),
            ("long ago", "06T20:15", "28T00:20", "20:10", "06T20:10"),
            ("far ahead", "29T18:00", "28T08:05", "08:00", "28T08:00"),
        ] {
            let at = |text: &str| Zone::SHANGHAI.parse(&format!("2020-02-{text}")).unwrap();
            let found = correcting(Zone::SHANGHAI, typed.parse().unwrap(), at(of), at(now));
            assert_eq!(shown("Asia/Shanghai", found), expected, "{rule}");
        }
    }
}
