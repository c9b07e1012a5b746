//! Temperature: a reading, or the word that it is normal, or no answer.

use std::{fmt, str::FromStr};

use minicbor::{Decode, Encode};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use ts_rs::TS;

use super::{Alarm, BadContent, Kind, Outcome, Summary};
use crate::plan::CheckKind;

/// Tenths of a degree Celsius; in JSON a string such as `"36.5"`, so that no binary fraction creeps in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, TS)]
#[cbor(transparent)]
#[ts(as = "String")]
pub struct Celsius(#[n(0)] pub u16);

impl Celsius {
    pub const LOWEST: Celsius = Celsius(340);
    pub const HIGHEST: Celsius = Celsius(420);
    /// The default threshold, from 37.3 °C.
    pub const FEVER: Celsius = Celsius(373);
    /// Below this a reading is saved but looked at twice.
    pub const LOW: Celsius = Celsius(355);
    /// A jump beyond this against the resident's last reading is looked at twice.
    pub const JUMP_TENTHS: u16 = 15;

    /// Whether a person should look twice before moving on; it is saved all the same.
    #[must_use]
    pub fn is_odd_after(self, previous: Option<Celsius>) -> bool {
        self < Celsius::LOW || previous.is_some_and(|previous| previous.0.abs_diff(self.0) > Celsius::JUMP_TENTHS)
    }
}

impl fmt::Display for Celsius {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0 / 10, self.0 % 10)
    }
}

impl FromStr for Celsius {
    type Err = BadContent;

    fn from_str(text: &str) -> Result<Self, BadContent> {
        let (whole, tenth) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
        let whole: u16 = whole.parse().map_err(|_| BadContent::ReadingOutOfRange)?;
        let tenth: u16 = if tenth.len() == 1 {
            tenth.parse().map_err(|_| BadContent::ReadingOutOfRange)?
        } else {
            return Err(BadContent::ReadingOutOfRange);
        };
        whole.checked_mul(10).and_then(|tenths| tenths.checked_add(tenth)).map(Celsius).ok_or(BadContent::ReadingOutOfRange)
    }
}

impl Serialize for Celsius {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Celsius {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TS)]
pub struct Temperature {
    #[n(0)]
    pub result: Measured,
    #[n(1)]
    pub method: Method,
    #[n(2)]
    pub site: Option<BodySite>,
}

/// What came of asking. In JSON: `{"reading": "36.5"}`, `"normal"`, `"no_answer"` or `"refused"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TS)]
#[serde(rename_all = "snake_case")]
pub enum Measured {
    #[n(0)]
    Reading(#[n(0)] Celsius),
    /// Asked, and told that it is normal, without a number.
    #[n(1)]
    Normal,
    #[n(2)]
    NoAnswer,
    #[n(3)]
    Refused,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Method {
    #[n(0)]
    SelfReported,
    #[n(1)]
    Photo,
    #[n(2)]
    Measured,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum BodySite {
    #[n(0)]
    Armpit,
    #[n(1)]
    Forehead,
    #[n(2)]
    Ear,
    #[n(3)]
    Mouth,
}

impl Kind for Temperature {
    fn check(&self) -> Option<CheckKind> {
        Some(CheckKind::Temperature)
    }

    fn outcome(&self) -> Outcome {
        match self.result {
            Measured::Reading(_) | Measured::Normal => Outcome::Done,
            Measured::NoAnswer | Measured::Refused => Outcome::Tried,
        }
    }

    fn alarm(&self, fever_from: Celsius) -> Option<Alarm> {
        matches!(self.result, Measured::Reading(reading) if reading >= fever_from).then_some(Alarm::Fever)
    }

    fn needs_resident(&self) -> bool {
        true
    }

    fn validate(&self) -> Result<(), BadContent> {
        match self.result {
            Measured::Reading(reading) if !(Celsius::LOWEST..=Celsius::HIGHEST).contains(&reading) => Err(BadContent::ReadingOutOfRange),
            _ => Ok(()),
        }
    }

    fn summary(&self) -> Summary {
        match self.result {
            Measured::Reading(reading) => Summary::new("temperature.reading").with("celsius", reading),
            Measured::Normal => Summary::new("temperature.normal"),
            Measured::NoAnswer => Summary::new("temperature.no_answer"),
            Measured::Refused => Summary::new("temperature.refused"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_is_one_decimal_between_34_and_42() {
        for (text, accepted) in [
            ("36.5", true),
            ("36", true),
            ("34.0", true),
            ("42.0", true),
            ("33.9", false),
            ("42.1", false),
            ("36.55", false),
            ("36.", false),
            ("-36.5", false),
            ("36,5", false),
            ("99999", false),
            ("", false),
        ] {
            let valid = text.parse::<Celsius>().and_then(|reading| {
                Temperature { result: Measured::Reading(reading), method: Method::SelfReported, site: None }.validate()
            });
            assert_eq!(valid.is_ok(), accepted, "{text}");
        }
    }

    #[test]
    fn a_low_reading_or_a_jump_is_looked_at_twice() {
        for (reading, previous, odd) in
            [(365, None, false), (354, None, true), (355, None, false), (380, Some(365), false), (381, Some(365), true)]
        {
            assert_eq!(Celsius(reading).is_odd_after(previous.map(Celsius)), odd, "{reading} {previous:?}");
        }
    }
}
