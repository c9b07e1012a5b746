//! Instants, the district's zone, and the one way from a local time to an instant. Holds no clock.
//! How dates and times are typed is in `typed`.

pub mod typed;

use std::{fmt, str::FromStr};

use chrono::{DateTime, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike, Utc};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use ts_rs::TS;

/// A civil date in the district's zone.
pub type Date = NaiveDate;

/// Milliseconds since the Unix epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Encode, Decode, TS)]
#[serde(transparent)]
#[cbor(transparent)]
#[ts(as = "f64")]
pub struct Instant(#[n(0)] pub i64);

impl Instant {
    #[must_use]
    pub fn plus_minutes(self, minutes: i64) -> Self {
        Instant(self.0.saturating_add(minutes.saturating_mul(60_000)))
    }

    #[must_use]
    pub fn plus_millis(self, millis: i64) -> Self {
        Instant(self.0.saturating_add(millis))
    }

    /// How far `self` lies after `earlier`, in milliseconds; negative when it lies before.
    #[must_use]
    pub fn millis_since(self, earlier: Instant) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// Minutes since local midnight, 0..=1439.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, TS)]
#[cbor(transparent)]
#[ts(as = "String")]
pub struct MinuteOfDay(#[n(0)] pub u16);

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

impl fmt::Display for MinuteOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for MinuteOfDay {
    type Err = BadTime;

    fn from_str(text: &str) -> Result<Self, BadTime> {
        typed::minute(text)
    }
}

impl Serialize for MinuteOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MinuteOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// An IANA zone, such as `Asia/Shanghai`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, TS)]
#[ts(as = "String")]
pub struct Zone(pub chrono_tz::Tz);

impl Zone {
    pub const SHANGHAI: Zone = Zone(chrono_tz::Asia::Shanghai);

    #[must_use]
    pub fn date_of(self, instant: Instant) -> Date {
        self.local(instant).date()
    }

    #[must_use]
    pub fn minute_of(self, instant: Instant) -> MinuteOfDay {
        let time = self.local(instant).time();
        MinuteOfDay(u16::try_from(time.hour() * 60 + time.minute()).unwrap_or(0))
    }

    /// The wall-clock reading in this zone. Instants outside chrono's range read as the epoch.
    #[must_use]
    pub fn local(self, instant: Instant) -> NaiveDateTime {
        let utc = DateTime::<Utc>::from_timestamp_millis(instant.0).unwrap_or(DateTime::UNIX_EPOCH);
        utc.with_timezone(&self.0).naive_local()
    }

    /// The instant of a local time. A time that the zone skips gives the next valid instant;
    /// one that it has twice gives the first.
    #[must_use]
    pub fn instant(self, local: NaiveDateTime) -> Instant {
        let mut candidate = local;
        // No zone of the IANA database ever skipped more than a day and a bit (Samoa, 2011).
        for _ in 0..=26 * 60 {
            match self.0.from_local_datetime(&candidate) {
                LocalResult::Single(found) | LocalResult::Ambiguous(found, _) => return Instant(found.timestamp_millis()),
                LocalResult::None => candidate = candidate.checked_add_signed(TimeDelta::minutes(1)).unwrap_or(local),
            }
        }
        Instant(local.and_utc().timestamp_millis())
    }

    #[must_use]
    pub fn at(self, date: Date, minute: MinuteOfDay) -> Instant {
        let time = NaiveTime::from_num_seconds_from_midnight_opt(u32::from(minute.0.min(1439)) * 60, 0).unwrap_or_default();
        self.instant(date.and_time(time))
    }

    /// The first instant of `date` and the first of the day after it.
    #[must_use]
    pub fn day(self, date: Date) -> (Instant, Instant) {
        let next = date.checked_add_days(Days::new(1)).unwrap_or(date);
        (self.at(date, MinuteOfDay(0)), self.at(next, MinuteOfDay(0)))
    }

    /// Reads `2020-02-27T20:15` (seconds allowed, a blank instead of the T as well) as a local time of this zone.
    pub fn parse(self, text: &str) -> Result<Instant, BadTime> {
        typed::local(text).map(|local| self.instant(local))
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

impl FromStr for Zone {
    type Err = BadTime;

    fn from_str(text: &str) -> Result<Self, BadTime> {
        text.parse().map(Zone).map_err(|_| BadTime::Zone)
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
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
        for nonsense in ["", "20:15", "2020-02-27", "2020-02-30T20:15", "2020-02-27T25:00", "2020-02-27T20:15Z"] {
            assert_eq!(Zone::SHANGHAI.parse(nonsense), Err(BadTime::Local), "{nonsense}");
        }
        assert_eq!("Asia/Yanji".parse::<Zone>(), Err(BadTime::Zone));
    }

    #[test]
    fn instants_at_the_end_of_time_saturate() {
        assert_eq!(Instant(i64::MAX).plus_minutes(1), Instant(i64::MAX));
        assert_eq!(Instant(i64::MIN).plus_minutes(-1), Instant(i64::MIN));
        assert_eq!(Instant(0).plus_minutes(i64::MAX), Instant(i64::MAX));
        assert_eq!(Instant(i64::MAX).millis_since(Instant(-1)), i64::MAX);
        assert_eq!(Zone::SHANGHAI.date_of(Instant(i64::MAX)), Zone::SHANGHAI.date_of(Instant(0)));
    }

    #[test]
    fn a_minute_of_day_is_written_as_people_write_it() {
        assert_eq!("20:15".parse(), Ok(MinuteOfDay(20 * 60 + 15)));
        assert_eq!(MinuteOfDay(545).to_string(), "09:05");
        for nonsense in ["", "9", "09:60", "x:00"] {
            assert_eq!(nonsense.parse::<MinuteOfDay>(), Err(BadTime::Minute), "{nonsense}");
        }
    }
}
