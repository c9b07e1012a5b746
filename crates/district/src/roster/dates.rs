//! The first and last day: how they are written, and whether they can be meant.
//!
//! A date is believed within half a year of today. Farther away it is believed only where the whole file is: then the file is
//! old, or the computer's clock is wrong, and a warning says so. More than ten years away nothing is believed.

use chrono::Days;
use daylog_domain::{
    roster::{OfRow, RosterRow},
    text::digits,
    time::{Date, typed},
};

use super::{cell, workbook::Epoch};

/// Days between a date and today that need no second look.
const NEAR: i64 = 183;
const FARTHEST: i64 = 3653;
/// Rows that can speak for a file.
const FEWEST: usize = 3;

/// Reads what people and spreadsheets write: `2020-02-26`, `2020/2/26`, `2020年2月26日`, with a weekday or a time behind it. A number
/// of days is read only where the file says from when it counts them.
pub(super) fn read(text: &str, epoch: Option<Epoch>) -> Result<Date, OfRow> {
    let folded = digits::folded(text);
    let text = without_weekday(folded.trim());
    if let Ok(date) = typed::date(text) {
        return Ok(date);
    }
    let is_serial = |text: &str| text.len() == 5 && cell::is_digits(text);
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    if is_serial(whole) {
        return epoch.zip(whole.parse().ok()).and_then(|(epoch, days)| counted(epoch, days)).ok_or(OfRow::DateSerial);
    }
    let seconds = text.split_once('.').filter(|(time, rest)| time.contains(':') && cell::is_digits(rest)).map_or(text, |(time, _)| time);
    typed::local(seconds).map(|local| local.date()).map_err(|_| OfRow::BadDate)
}

/// Five digits are behind the 29th of February 1900, which was none.
fn counted(epoch: Epoch, days: u64) -> Option<Date> {
    let first = match epoch {
        Epoch::Of1900 => Date::from_ymd_opt(1899, 12, 30),
        Epoch::Of1904 => Date::from_ymd_opt(1904, 1, 1),
    };
    first?.checked_add_days(Days::new(days))
}

fn without_weekday(text: &str) -> &str {
    let end = ["星期", "周", "(", "월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일"]
        .iter()
        .filter_map(|word| text.find(word))
        .min();
    match end.and_then(|end| text.split_at_checked(end)) {
        Some((date, weekday)) if weekday.chars().count() <= 5 && !weekday.contains(|c: char| c.is_ascii_digit()) => date.trim_end(),
        _ => text,
    }
}

/// Where a file's dates lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Present {
    today: Date,
    middle: Option<Date>,
}

impl Present {
    pub(super) fn of(today: Date, rows: &[RosterRow]) -> Self {
        let mut days: Vec<_> = rows.iter().map(|row| row.first_day).collect();
        days.sort_unstable();
        Present { today, middle: days.get(days.len() / 2).copied().filter(|_| days.len() >= FEWEST) }
    }

    /// The middle of a file that is far from today as a whole.
    pub(super) fn is_elsewhere(&self) -> Option<Date> {
        self.middle.filter(|middle| is_apart(*middle, self.today, NEAR))
    }

    pub(super) fn believes(&self, date: Date) -> bool {
        let near_middle = self.is_elsewhere().is_some_and(|middle| !is_apart(date, middle, NEAR));
        !is_apart(date, self.today, NEAR) || (near_middle && !is_apart(date, self.today, FARTHEST))
    }

    pub(super) fn far(&self, date: Date) -> OfRow {
        OfRow::DateFar { date, days: NEAR, today: self.today }
    }
}

fn is_apart(one: Date, other: Date, days: i64) -> bool {
    (one - other).num_days().abs() > days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_in_every_way_in_which_it_is_written() {
        for text in [
            "2020-02-06",
            "2020/2/6",
            "2020.2.6",
            "20200206",
            "2020年2月6日",
            "２０２０－０２－０６",
            "2020-02-06 00:00",
            "2020/2/6 0:00:00",
            "2020-02-06T00:00:00",
            "2020-02-06 00:00:00.000",
            "2020年2月6日 星期四",
            "2020年2月6日星期四",
            "2020-02-06(周四)",
            "2020년 2월 6일",
            "2020년 2월 6일 목요일",
        ] {
            assert_eq!(read(text, None).map(|date| date.to_string()), Ok("2020-02-06".to_owned()), "{text}");
        }
        for text in ["20-02-06", "2/6/2020", "06.02.2020", "2月6日", "2020-02-30", "soon", "2020-02", "", "2020-02-06 25:00"] {
            assert_eq!(read(text, None), Err(OfRow::BadDate), "{text}");
        }
        for text in ["43867", "43867.5", "４３８６７"] {
            assert_eq!(read(text, None), Err(OfRow::DateSerial), "{text}");
        }
        for (text, epoch, date) in [("43887", Epoch::Of1900, "2020-02-26"), ("42425.5", Epoch::Of1904, "2020-02-26")] {
            assert_eq!(read(text, Some(epoch)).map(|date| date.to_string()), Ok(date.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_date_is_believed_near_today_or_where_the_whole_file_is() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let today = day("2020-03-01");
        let alone = Present { today, middle: None };
        let old = Present { today, middle: Some(day("2018-05-01")) };
        let ancient = Present { today, middle: Some(day("1920-02-26")) };
        for (present, date, is_believed) in [
            (alone, "2020-02-26", true),
            (alone, "2019-10-01", true),
            (alone, "2021-02-26", false),
            (alone, "2019-02-26", false),
            (alone, "2202-02-26", false),
            (old, "2018-05-10", true),
            (old, "2020-02-26", true),
            (old, "2019-02-26", false),
            (ancient, "1920-02-26", false),
        ] {
            assert_eq!(present.believes(day(date)), is_believed, "{date}");
        }
        assert_eq!((alone.is_elsewhere(), old.is_elsewhere()), (None, Some(day("2018-05-01"))));
    }
}
