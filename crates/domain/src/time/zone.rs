//! Zones, and the one way from a local time to an instant.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Days, LocalResult, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use ts_rs::TS;

use super::{
    Date, Instant, MinuteOfDay,
    typed::{self, BadTime},
};

/// What clocks of a zone show of a local time: the usual, one that a change skipped, one that came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Times {
    Once,
    Never,
    Twice,
}

/// A local time as its zone reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalReading {
    pub instant: Instant,
    pub times: Times,
}

/// The first and the last instant that are named by a date: a little within what the calendar's arithmetic can bear, so that
/// no zone's offset and no neighbouring day leads out of it. About the years -262,000 and 261,800.
const FIRST_MILLIS: i64 = -8_330_000_000_000_000;
const LAST_MILLIS: i64 = 8_200_000_000_000_000;

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

    /// The wall-clock reading in this zone. An entry may claim any instant: one beyond what a calendar can name reads as
    /// the calendar's nearest end, which nobody takes for a day of theirs.
    #[must_use]
    pub fn local(self, instant: Instant) -> NaiveDateTime {
        let utc = DateTime::<Utc>::from_timestamp_millis(instant.0.clamp(FIRST_MILLIS, LAST_MILLIS)).unwrap_or(DateTime::UNIX_EPOCH);
        utc.with_timezone(&self.0).naive_local()
    }

    /// The instant of a local time. A time that the zone skips gives the next valid instant;
    /// one that it has twice gives the first.
    #[must_use]
    pub fn instant(self, local: NaiveDateTime) -> Instant {
        self.read(local).instant
    }

    /// The same, with whether clocks in this zone show that time once, never or twice.
    #[must_use]
    pub fn read(self, local: NaiveDateTime) -> LocalReading {
        let mut candidate = local;
        let mut times = Times::Once;
        // No zone of the IANA database ever skipped more than a day and a bit (Samoa, 2011).
        for _ in 0..=26 * 60 {
            match self.0.from_local_datetime(&candidate) {
                LocalResult::Single(found) => return LocalReading { instant: Instant(found.timestamp_millis()), times },
                LocalResult::Ambiguous(found, _) => {
                    let times = if times == Times::Once { Times::Twice } else { times };
                    return LocalReading { instant: Instant(found.timestamp_millis()), times };
                }
                LocalResult::None => {
                    times = Times::Never;
                    candidate = candidate.checked_add_signed(TimeDelta::minutes(1)).unwrap_or(local);
                }
            }
        }
        LocalReading { instant: Instant(local.and_utc().timestamp_millis()), times: Times::Once }
    }

    #[must_use]
    pub fn at(self, date: Date, minute: MinuteOfDay) -> Instant {
        let time = NaiveTime::from_num_seconds_from_midnight_opt(u32::from(minute.0.min(1439)) * 60, 0).unwrap_or_default();
        self.instant(date.and_time(time))
    }

    /// The first instant of `date` and the first of the day after it. The two farthest dates that `date_of` gives hold all that
    /// lies beyond them, and the dates beyond them hold nothing.
    #[must_use]
    pub fn day(self, date: Date) -> (Instant, Instant) {
        let (start, end) = (Instant(i64::MIN), Instant(i64::MAX));
        let (earliest, latest) = (self.date_of(start), self.date_of(end));
        let next = date.checked_add_days(Days::new(1)).unwrap_or(date);
        if date < earliest || date > latest {
            return if date < earliest { (start, start) } else { (end, end) };
        }
        let first = if date == earliest { start } else { self.at(date, MinuteOfDay(0)) };
        (first, if date == latest { end } else { self.at(next, MinuteOfDay(0)) })
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
