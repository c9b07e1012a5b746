//! Instants, dates, and times of a day. Holds no clock.
//! How dates and times are typed is in `typed`, and what is what time where in `zone`.

pub mod typed;
mod zone;

use std::fmt;

use chrono::NaiveDate;
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize, Serializer};
use ts_rs::TS;
pub use typed::BadTime;
pub use zone::{LocalReading, Times, Zone};

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

impl fmt::Display for MinuteOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl Serialize for MinuteOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests;
