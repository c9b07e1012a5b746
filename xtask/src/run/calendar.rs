//! The example city's calendar: the printed roster of spring 2020, moved so that today is day 5 of the first household.

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveDateTime, TimeZone, Utc};

use crate::failure::Failure;

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

/// The roster with all its dates moved by the same number of days. Its first row's first day becomes four days before `today`.
pub fn moved_roster(roster: &str, today: NaiveDate) -> Result<String, Failure> {
    let mut lines = roster.lines();
    let heading = lines.next().unwrap_or_default();
    let columns: Vec<usize> =
        ["first_day", "last_day"].iter().filter_map(|name| heading.split(',').position(|column| column == *name)).collect();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    let date_at = |row: &[&str], column: usize| row.get(column).and_then(|text| text.parse::<NaiveDate>().ok());

    let printed = rows.first().zip(columns.first()).and_then(|(row, column)| date_at(row, *column));
    let printed = printed.ok_or_else(|| Failure::found("the roster has no first row with a first_day"))?;
    let days_on = (today - Days::new(DAY_TODAY - 1)).signed_duration_since(printed);

    let mut moved = format!("{heading}\n");
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .enumerate()
            .map(|(column, cell)| match cell.parse::<NaiveDate>() {
                Ok(date) if columns.contains(&column) => (date + days_on).to_string(),
                _ => (*cell).to_owned(),
            })
            .collect();
        moved.push_str(&cells.join(","));
        moved.push('\n');
    }
    Ok(moved)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_roster_moves_as_a_whole_so_that_today_is_day_five() {
        let roster = "household,first_day,last_day,note\nYJ-001,2020-02-26,2020-03-10,2020-01-01\nCX-001,2020-02-28,2020-03-12,\n";
        let today = NaiveDate::from_ymd_opt(2024, 3, 2).unwrap();
        let moved = moved_roster(roster, today).unwrap();
        assert_eq!(moved, "household,first_day,last_day,note\nYJ-001,2024-02-27,2024-03-11,2020-01-01\nCX-001,2024-02-29,2024-03-13,\n");
    }

    #[test]
    fn a_roster_without_dates_is_refused() {
        assert!(moved_roster("household,first_day,last_day\n", NaiveDate::MIN).is_err());
    }

    #[test]
    fn the_districts_day_is_not_the_machines() {
        let evening = NaiveDate::from_ymd_opt(2020, 2, 29).unwrap().and_hms_opt(17, 0, 0).unwrap();
        assert_eq!(in_district(evening).to_string(), "2020-03-01 01:00:00 +08:00");
        assert_eq!(daylog_now(NaiveDate::from_ymd_opt(2020, 3, 1).unwrap(), 10 * 60 + 5), "2020-03-01T10:05:00+08:00");
    }
}
