//! Local times and instants, in zones that change their clocks and at the ends of the calendar.

use chrono::{DateTime, Utc};

use super::*;

fn local(zone: &str, text: &str) -> String {
    let zone: Zone = zone.parse().unwrap();
    DateTime::<Utc>::from_timestamp_millis(zone.parse(text).unwrap().0).unwrap().format("%FT%RZ").to_string()
}

#[test]
fn a_local_time_becomes_the_instant_that_the_zone_gives_it() {
    for (zone, text, utc) in [
        ("Asia/Shanghai", "2020-02-27T20:15", "2020-02-27T12:15Z"),
        // The gap of a spring change gives the next valid instant, 03:00 local.
        ("Europe/Berlin", "2020-03-29T02:30", "2020-03-29T01:00Z"),
        // The fold of an autumn change gives the first of the two.
        ("Europe/Berlin", "2020-10-25T02:30", "2020-10-25T00:30Z"),
        // Samoa had no 30 December 2011 at all.
        ("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00Z"),
    ] {
        assert_eq!(local(zone, text), utc, "{zone} {text}");
    }
}

#[test]
fn a_day_lasts_from_one_local_midnight_to_the_next() {
    for (zone, date, hours) in [
        ("Asia/Shanghai", "2020-02-27", 24),
        ("Europe/Berlin", "2020-03-29", 23),
        ("Europe/Berlin", "2020-10-25", 25),
        // Midnight itself is skipped: the day begins at 01:00.
        ("America/Sao_Paulo", "2018-11-04", 23),
        ("Pacific/Apia", "2011-12-30", 0),
    ] {
        let zone: Zone = zone.parse().unwrap();
        let date: Date = date.parse().unwrap();
        let (first, next) = zone.day(date);
        assert_eq!(next.millis_since(first), hours * 3_600_000, "{zone} {date}");
        let inside = [first, next.plus_millis(-1)].map(|instant| zone.date_of(instant) == date);
        assert_eq!(inside, [hours > 0, hours > 0], "{zone} {date}");
    }
}

#[test]
fn an_instant_is_read_back_as_the_local_time_that_it_came_from() {
    for (zone, text) in [
        ("Asia/Shanghai", "2020-02-27T00:00"),
        ("Asia/Shanghai", "2020-02-27T23:59"),
        ("Europe/Berlin", "2020-03-29T03:00"),
        ("Europe/Berlin", "2020-10-25T02:30"),
        ("Asia/Kathmandu", "2020-02-27T05:44"),
    ] {
        let zone: Zone = zone.parse().unwrap();
        let instant = zone.parse(text).unwrap();
        assert_eq!(format!("{}T{}", zone.date_of(instant), zone.minute_of(instant)), text, "{zone}");
    }
}

#[test]
fn a_local_time_may_have_seconds_or_a_blank_and_nonsense_is_refused() {
    let expected = Zone::SHANGHAI.parse("2020-02-27T20:15");
    for text in ["2020-02-27 20:15", " 2020-02-27T20:15 ", "2020-02-27T20:15:00"] {
        assert_eq!(Zone::SHANGHAI.parse(text), expected, "{text}");
    }
    for nonsense in ["", "20:15", "2020-02-27", "2020-02-27T25:00", "2020-02-27T20:15Z"] {
        assert_eq!(Zone::SHANGHAI.parse(nonsense), Err(BadTime::Local), "{nonsense}");
    }
    // Neither the year 20 nor a year that no calendar on a wall shows.
    for far in ["20-02-27T20:15", "12020-02-27T20:15", "+12020-02-27T20:15", "-0020-02-27T20:15", "+262143-12-31T23:59"] {
        assert!(Zone::SHANGHAI.parse(far).is_err(), "{far}");
    }
    assert_eq!("Asia/Yanji".parse::<Zone>(), Err(BadTime::Zone));
}

#[test]
fn instants_at_the_end_of_time_saturate() {
    assert_eq!(Instant(i64::MAX).plus_minutes(1), Instant(i64::MAX));
    assert_eq!(Instant(i64::MIN).plus_minutes(-1), Instant(i64::MIN));
    assert_eq!(Instant(0).plus_minutes(i64::MAX), Instant(i64::MAX));
    assert_eq!(Instant(i64::MAX).millis_since(Instant(-1)), i64::MAX);
}

#[test]
fn every_instant_has_a_date_in_every_zone_and_the_farthest_ones_have_a_far_one() {
    let edges = [i64::MIN, i64::MIN + 1, DateTime::<Utc>::MIN_UTC.timestamp_millis(), -62_135_596_800_001, -1, 0, i64::MAX - 1, i64::MAX];
    let last = DateTime::<Utc>::MAX_UTC.timestamp_millis();
    for name in ["Asia/Shanghai", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin", "UTC"] {
        let zone: Zone = name.parse().unwrap();
        for at in edges.into_iter().chain([last - 43_200_000, last - 1, last, last + 1]) {
            let (date, _) = (zone.date_of(Instant(at)), zone.minute_of(Instant(at)));
            let is_near = (Instant(at) < Instant(4_102_444_800_000)) && at > -4_102_444_800_000;
            assert_eq!(date.to_string().len() == 10 && date.to_string().starts_with(['1', '2']), is_near, "{name} {at}: {date}");
            let (first, next) = zone.day(date);
            assert!(first < next, "{name} {at}: {date}");
        }
    }
}

#[test]
fn the_first_and_the_last_date_of_the_calendar_are_days_too() {
    for date in [Date::MIN, Date::MAX] {
        for name in ["Asia/Shanghai", "Pacific/Kiritimati", "Pacific/Pago_Pago"] {
            let (first, next) = name.parse::<Zone>().unwrap().day(date);
            assert!(first <= next, "{name} {date}");
        }
    }
}

#[test]
fn a_local_time_is_said_to_stand_once_never_or_twice_on_the_clocks_of_its_zone() {
    for (zone, text, times, shown) in [
        ("Asia/Shanghai", "2020-03-29T02:30", Times::Once, "02:30"),
        ("Europe/Berlin", "2020-03-29T02:30", Times::Never, "03:00"),
        ("Europe/Berlin", "2020-03-29T03:00", Times::Once, "03:00"),
        ("Europe/Berlin", "2020-10-25T02:30", Times::Twice, "02:30"),
        ("Pacific/Apia", "2011-12-30T12:00", Times::Never, "00:00"),
    ] {
        let zone: Zone = zone.parse().unwrap();
        let read = zone.read(typed::local(text).unwrap());
        assert_eq!((read.times, zone.minute_of(read.instant).to_string().as_str()), (times, shown), "{zone} {text}");
    }
}

#[test]
fn a_minute_of_day_is_written_as_people_write_it() {
    assert_eq!("20:15".parse(), Ok(MinuteOfDay(20 * 60 + 15)));
    assert_eq!(MinuteOfDay(545).to_string(), "09:05");
    for nonsense in ["", "9", "09:60", "x:00"] {
        assert_eq!(nonsense.parse::<MinuteOfDay>(), Err(BadTime::Minute), "{nonsense}");
    }
}
