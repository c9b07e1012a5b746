//! Temperature: a reading, or the word that it is normal, or no answer.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Alarm, BadContent, Kind, Outcome, Summary, Targets};
pub use crate::celsius::{BadReading, Celsius};
use crate::plan::CheckKind;

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
        matches!(self.result, Measured::Reading(reading) if reading.is_fever(fever_from)).then_some(Alarm::Fever)
    }

    fn targets(&self) -> Targets {
        Targets::Resident
    }

    fn validate(&self) -> Result<(), BadContent> {
        match self.result {
            Measured::Reading(reading) => Ok(reading.check()?),
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
