//! The example city's calendar: the printed roster of spring 2020, moved so that today is day 5 of the first household.

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveDateTime, TimeZone, Utc};

/// The district keeps Beijing time all year.
const OFFSET_SECONDS: i32 = 8 * 3600;
/// Which day of the first household's quarantine today is.
pub const DAY_TODAY: u64 = 5;

/// The present time in the district.
#[expect(clippy::disallowed_methods, reason = "this tool stands outside the product; its clock is the machine's")]
pub fn now() -> DateTime<FixedOffset> {
    in_district(Utc::now().naive_utc())
}

fn in_district(utc: NaiveDateTime) -> DateTime<FixedOffset> {
    let offset = FixedOffset::east_opt(OFFSET_SECONDS).unwrap_or_else(|| chrono::Offset::fix(&Utc));
    offset.from_utc_datetime(&utc)
}

/// The text of `DAYLOG_NOW` for a local time in the district.
pub fn daylog_now(date: NaiveDate, minute: u32) -> String {
    format!("{date}T{:02}:{:02}:00+08:00", minute / 60, minute % 60)
}

/// How many days the printed roster is moved on, so that today is day 5 of a quarantine that began on `printed_first`.
pub fn shift_days(printed_first: NaiveDate, today: NaiveDate) -> i64 {
    (today - Days::new(DAY_TODAY - 1)).signed_duration_since(printed_first).num_days()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_roster_moves_so_that_today_is_day_five() {
        assert_eq!(shift_days(date("2020-02-26"), date("2020-03-01")), 0);
        assert_eq!(shift_days(date("2020-02-26"), date("2024-03-02")), 1462);
        assert_eq!(shift_days(date("2020-02-26"), date("2020-02-29")), -1);
    }

    #[test]
    fn the_districts_day_is_not_the_machines() {
        let evening = date("2020-02-29").and_hms_opt(17, 0, 0).unwrap();
        assert_eq!(in_district(evening).to_string(), "2020-03-01 01:00:00 +08:00");
        assert_eq!(daylog_now(date("2020-03-01"), 10 * 60 + 5), "2020-03-01T10:05:00+08:00");
    }
}
