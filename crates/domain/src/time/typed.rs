//! Dates and times as people write them: full-width and Arabic digits, 2020/2/27, 2020年2月27日, 20时15分.
//! Nothing is guessed: a year has four digits, minutes have two.

use std::str::FromStr;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Deserializer, de};

use super::{Date, MinuteOfDay};
use crate::text::digits::{folded, is_digits};

/// Text that is no local time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadTime {
    #[error("not a time of the form 20:15")]
    Minute,
    #[error("a day has no 24:00; write 00:00 of the next day")]
    Midnight,
    #[error("not a date of the form 2020-02-27")]
    Date,
    #[error("a date begins with its year in four digits, as in 2020-02-27")]
    Year,
    #[error("not a known time zone")]
    Zone,
    #[error("not a local time of the form 2020-02-27T20:15")]
    Local,
}

/// Reads `2020-02-27`, `2020/2/27`, `2020.2.27`, `20200227`, `2020年2月27日` and `2020년 2월 27일`.
pub fn date(text: &str) -> Result<Date, BadTime> {
    match leading_date(folded(text).trim())? {
        (date, "") => Ok(date),
        _ => Err(BadTime::Date),
    }
}

/// Reads `20:15`, `9:05`, `20时15分`, `20点15分` and `20시 15분`.
pub fn minute(text: &str) -> Result<MinuteOfDay, BadTime> {
    let text = folded(text);
    let (hours, rest) = split_digits(text.trim());
    let minutes = match rest.strip_prefix(':') {
        Some(minutes) => minutes,
        None => {
            let rest = rest.strip_prefix(['时', '時', '点', '點', '시']).ok_or(BadTime::Minute)?.trim_start();
            rest.strip_suffix(['分', '분']).unwrap_or(rest)
        }
    };
    if !(1..=2).contains(&hours.len()) || minutes.len() != 2 || !is_digits(minutes) {
        return Err(BadTime::Minute);
    }
    match (hours.parse(), minutes.parse()) {
        (Ok(hours @ 0u16..=23), Ok(minutes @ 0u16..=59)) => Ok(MinuteOfDay(hours * 60 + minutes)),
        (Ok(24), Ok(0)) => Err(BadTime::Midnight),
        _ => Err(BadTime::Minute),
    }
}

impl FromStr for MinuteOfDay {
    type Err = BadTime;

    fn from_str(text: &str) -> Result<Self, BadTime> {
        minute(text)
    }
}

impl<'de> Deserialize<'de> for MinuteOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// Reads a date and a time with a `T` or a blank between them; seconds may follow.
pub fn local(text: &str) -> Result<NaiveDateTime, BadTime> {
    let text = folded(text);
    let (date, rest) = leading_date(text.trim()).map_err(|bad| if bad == BadTime::Date { BadTime::Local } else { bad })?;
    let time = rest.strip_prefix(['T', 't', ' ']).ok_or(BadTime::Local)?.trim_start();
    let (time, seconds) = match time.rmatch_indices(':').next() {
        Some((place, _)) if time.matches(':').count() == 2 => time.split_at_checked(place).unwrap_or((time, "")),
        _ => (time, ""),
    };
    let seconds = match seconds.strip_prefix(':') {
        None => 0,
        Some(seconds) if seconds.len() == 2 && is_digits(seconds) => seconds.parse().map_err(|_| BadTime::Local)?,
        Some(_) => return Err(BadTime::Local),
    };
    let minute = minute(time).map_err(|bad| if bad == BadTime::Minute { BadTime::Local } else { bad })?;
    let time = NaiveTime::from_hms_opt(u32::from(minute.0) / 60, u32::from(minute.0) % 60, seconds).ok_or(BadTime::Local)?;
    Ok(date.and_time(time))
}

/// The date at the beginning of folded text, and what follows it.
fn leading_date(text: &str) -> Result<(Date, &str), BadTime> {
    let (year, rest) = split_digits(text);
    if year.len() == 8 {
        let compact = NaiveDate::parse_from_str(year, "%Y%m%d").map_err(|_| BadTime::Date)?;
        return Ok((compact, rest));
    }
    let between = rest.chars().next().filter(|c| "-/.年년".contains(*c) && !year.is_empty()).ok_or(BadTime::Date)?;
    let then = match between {
        '年' => '月',
        '년' => '월',
        same => same,
    };
    let (month, rest) = split_digits(rest.strip_prefix(between).unwrap_or(rest).trim_start());
    let (day, rest) = split_digits(rest.strip_prefix(then).ok_or(BadTime::Date)?.trim_start());
    // 20.15 is no date at all, and more likely a time.
    if year.len() != 4 {
        return Err(BadTime::Year);
    }
    let rest = if between == then { rest } else { rest.strip_prefix(['日', '号', '號', '일']).unwrap_or(rest) };
    let number = |digits: &str| if digits.len() <= 2 { digits.parse().ok() } else { None };
    let date =
        year.parse().ok().zip(number(month)).zip(number(day)).and_then(|((year, month), day)| NaiveDate::from_ymd_opt(year, month, day));
    date.map(|date| (date, rest)).ok_or(BadTime::Date)
}

fn split_digits(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_as_people_write_it_and_its_year_has_four_digits() {
        for text in [
            "2020-02-27",
            "2020-2-27",
            " 2020/2/27 ",
            "2020.2.27",
            "20200227",
            "２０２０－０２－２７",
            "2020年2月27日",
            "2020年02月27号",
            "2020년 2월 27일",
            "٢٠٢٠-٠٢-٢٧",
        ] {
            assert_eq!(date(text).map(|date| date.to_string()).as_deref(), Ok("2020-02-27"), "{text}");
        }
        for text in ["20-02-27", "0-2-27", "020-02-27", "02020-02-27", "27/02/2020", "2/27/2020", "20年2月27日"] {
            assert_eq!(date(text), Err(BadTime::Year), "{text}");
        }
        for text in [
            "",
            "today",
            "-2020-02-27",
            "+2020-02-27",
            "2020-02-30",
            "2020-13-01",
            "2020-02",
            "20.15",
            "2020-02/27",
            "200227",
            "2020-02-27T10:50",
            "2020-002-27",
        ] {
            assert_eq!(date(text), Err(BadTime::Date), "{text}");
        }
    }

    #[test]
    fn a_time_of_day_has_two_digits_of_minutes() {
        for (text, minutes) in
            [("20:15", 1215), ("9:05", 545), ("２０：１５", 1215), ("20时15分", 1215), ("9点05", 545), ("20시 15분", 1215), ("00:00", 0)]
        {
            assert_eq!(minute(text), Ok(MinuteOfDay(minutes)), "{text}");
        }
        for text in ["", "9", "9:5", "9:", "25:00", "09:60", "009:05", "x:00", "20.15", "20:15:00", "-1:00", "9:050"] {
            assert_eq!(minute(text), Err(BadTime::Minute), "{text}");
        }
        assert_eq!(minute("24:00"), Err(BadTime::Midnight));
    }

    #[test]
    fn a_local_time_is_a_date_and_a_time() {
        for text in
            ["2020-02-27T20:15", "2020/2/27 20:15", "2020-02-27T20:15:00", "２０２０－０２－２７　２０：１５", "2020年2月27日 20时15分"]
        {
            assert_eq!(local(text).map(|local| local.to_string()).as_deref(), Ok("2020-02-27 20:15:00"), "{text}");
        }
        for (text, bad) in [
            ("20-02-27T20:15", BadTime::Year),
            ("2020-02-27T24:00", BadTime::Midnight),
            ("2020-02-27T9:5", BadTime::Local),
            ("2020-02-27T20:15:1", BadTime::Local),
            ("2020-02-27T20:15:60", BadTime::Local),
            ("2020-02-27T20:15Z", BadTime::Local),
            ("2020-02-27", BadTime::Local),
            ("20:15", BadTime::Local),
        ] {
            assert_eq!(local(text), Err(bad), "{text}");
        }
    }
}
