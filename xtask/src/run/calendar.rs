//! The example city's calendar and clock: the printed roster of spring 2020, moved so that the first morning that is played is
//! today and day 5 of the first household. Each later start plays the next morning, at the same minute.

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};

/// The district keeps Beijing time all year.
const OFFSET_SECONDS: i32 = 8 * 3600;
/// Which day of the first household's quarantine the first morning that is played is.
pub const FIRST_MORNING: u64 = 5;
/// The last one: two days later the first household is free, and the example starts over.
pub const LAST_MORNING: u64 = 12;
/// When every morning that is played begins: the contacts of 9:00 are still open, the readings of 10:50 are open already.
pub const OPENS_AT: u32 = 10 * 60 + 21;

/// The example's own clock: it shows 10:21 when its first program starts, and runs on from there for all of them.
#[derive(Debug, Clone, Copy)]
pub struct ExampleClock {
    date: NaiveDate,
    started: std::time::Instant,
}

impl ExampleClock {
    pub fn starting_on(date: NaiveDate) -> Self {
        ExampleClock { date, started: std::time::Instant::now() }
    }

    /// The text of `DAYLOG_NOW` for a program that starts now.
    pub fn daylog_now(&self) -> String {
        let opened = self.date.and_time(chrono::NaiveTime::MIN) + TimeDelta::minutes(i64::from(OPENS_AT));
        let now = opened + TimeDelta::from_std(self.started.elapsed()).unwrap_or_default();
        now.format("%Y-%m-%dT%H:%M:%S+08:00").to_string()
    }
}

/// The date of one of the first household's days.
pub fn date_of(first_day: NaiveDate, day: u64) -> NaiveDate {
    first_day + Days::new(day.saturating_sub(1))
}

/// The first household's first day, where `today` is the first morning that is played.
pub fn first_day_before(today: NaiveDate) -> NaiveDate {
    today - Days::new(FIRST_MORNING - 1)
}

/// The date in the district.
#[expect(clippy::disallowed_methods, reason = "this tool stands outside the product; its clock is the machine's")]
pub fn today() -> NaiveDate {
    in_district(Utc::now().naive_utc()).date_naive()
}

fn in_district(utc: NaiveDateTime) -> DateTime<FixedOffset> {
    let offset = FixedOffset::east_opt(OFFSET_SECONDS).unwrap_or_else(|| chrono::Offset::fix(&Utc));
    offset.from_utc_datetime(&utc)
}

/// The text of `DAYLOG_NOW` for a local time in the district.
pub fn daylog_now(date: NaiveDate, minute: u32) -> String {
    format!("{date}T{:02}:{:02}:00+08:00", minute / 60, minute % 60)
}

/// How many days the printed roster is moved on, so that a quarantine that began on `printed_first` begins on `first_day`.
pub fn shift_days(printed_first: NaiveDate, first_day: NaiveDate) -> i64 {
    first_day.signed_duration_since(printed_first).num_days()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_count_from_one() {
        assert_eq!(date_of(date("2020-02-26"), 1), date("2020-02-26"));
        assert_eq!(date_of(date("2020-02-26"), FIRST_MORNING), date("2020-03-01"));
        assert_eq!(shift_days(date("2020-02-26"), date("2024-02-27")), 1462);
        assert_eq!(shift_days(date("2020-02-26"), date("2020-02-25")), -1);
    }

    #[test]
    fn the_examples_clock_shows_the_same_minute_whatever_the_hour() {
        let shown = ExampleClock::starting_on(date("2020-03-01")).daylog_now();
        assert!(shown.starts_with("2020-03-01T10:21:0") && shown.ends_with("+08:00"), "{shown}");
    }

    #[test]
    fn the_districts_day_is_not_the_machines() {
        let evening = date("2020-02-29").and_hms_opt(17, 0, 0).unwrap();
        assert_eq!(in_district(evening).to_string(), "2020-03-01 01:00:00 +08:00");
        assert_eq!(daylog_now(date("2020-03-01"), 10 * 60 + 5), "2020-03-01T10:05:00+08:00");
    }
}
