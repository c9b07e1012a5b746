//! One line of the diary: whom it is about, when it happened as the cadre claims, the clock facts, and its content.
//!
//! A new kind is one file beside this one and one line in `kinds!`. Codes are stored for ever and never reused.

pub mod ahead;
pub mod amend;
pub mod contact;
pub mod errand;
pub mod history;
pub mod late;
pub mod note;
pub mod origin;
pub mod progress;
pub mod seal;
pub mod temperature;
mod texts;

pub use history::is_late;
pub use late::LateReason;
use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};
pub use origin::Origin;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
pub(crate) use texts::{check_filled, check_length};
use ts_rs::TS;

use crate::{
    clocks::Clocks,
    ids::{EntryId, HouseholdId, ResidentId},
    plan::CheckKind,
    text::limits::NOTE,
    time::{Instant, Zone},
};

/// The time that the cadre claims, with the zone in which it was entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claimed {
    pub instant: Instant,
    pub zone: Zone,
}

/// One line of the diary as it is saved, signed and sent. Never changed afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Entry {
    #[n(0)]
    pub household: HouseholdId,
    #[n(1)]
    pub resident: Option<ResidentId>,
    #[n(2)]
    pub at: Claimed,
    #[n(3)]
    pub clocks: Clocks,
    #[n(4)]
    pub content: Content,
    #[n(5)]
    pub note: Option<String>,
    /// Why it was logged long after the time it claims; a reason of a later version reads as none.
    #[n(6)]
    #[cbor(decode_with = "late::known_reason")]
    pub late: Option<LateReason>,
    /// Where it stood first, when it had to move to another log.
    #[n(7)]
    pub origin: Option<Origin>,
}

/// What an entry amounts to for coverage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Done,
    /// No answer, refused, not reached: work done, but the check is not.
    Tried,
}

/// How urgently somebody must look at an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Alarm {
    Fever,
    SealBroken,
}

/// A line for people, as a key of the catalogues under `summary.` and its values. Holds no sentence itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Summary {
    pub key: String,
    pub values: BTreeMap<String, String>,
}

impl Summary {
    #[must_use]
    pub fn new(key: impl Into<String>) -> Self {
        Summary { key: key.into(), values: BTreeMap::new() }
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.values.insert(name.to_owned(), value.to_string());
        self
    }
}

/// Why a content cannot be saved. The record that it was to be part of is untouched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadContent {
    #[error("not a number such as 36.5")]
    NotANumber,
    #[error("a reading has one decimal")]
    ReadingTooFine,
    #[error("a reading lies between 34.0 and 42.0 °C")]
    ReadingOutOfRange,
    #[error("without its point; {meant} may be meant")]
    ReadingPointMissing { meant: temperature::Celsius },
    #[error("degrees Fahrenheit; a reading is in Celsius")]
    ReadingFahrenheit,
    #[error("{field} must not be empty")]
    Empty { field: &'static str },
    #[error("{field} is longer than {limit} characters")]
    TooLong { field: &'static str, limit: usize },
    #[error("this kind of entry names one resident")]
    ResidentNeeded,
    #[error("a step after the first names the errand that it belongs to")]
    ErrandNeeded,
}

/// What every kind of entry answers for itself.
pub trait Kind {
    /// The check that such an entry can satisfy.
    fn check(&self) -> Option<CheckKind> {
        None
    }

    fn outcome(&self) -> Outcome {
        Outcome::Done
    }

    /// What somebody must be told at once; `fever_from` is the district's.
    fn alarm(&self, _fever_from: temperature::Celsius) -> Option<Alarm> {
        None
    }

    fn needs_resident(&self) -> bool {
        false
    }

    fn validate(&self) -> Result<(), BadContent>;

    /// Brings every text that somebody typed to its one form, before it is saved.
    fn clean(&mut self) {}

    fn summary(&self) -> Summary;

    /// The entries that this content names, to be rewritten when they move to another log.
    fn names(&mut self) -> Vec<&mut EntryId> {
        Vec::new()
    }
}

macro_rules! kinds {
    ($($code:literal $name:literal $variant:ident($content:ty),)*) => {
        /// What an entry says. In JSON: `{"kind": "temperature", …}`.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
        #[serde(tag = "kind", rename_all = "snake_case")]
        pub enum Content {
            $($variant($content),)*
            /// Of a kind that a later version wrote: kept and forwarded, shown as "update to read".
            #[serde(skip_deserializing)]
            #[ts(skip)]
            Unknown(UnknownContent),
        }

        impl Content {
            /// The kind's number in stored and sent bytes.
            #[must_use]
            pub fn code(&self) -> u16 {
                match self { $(Content::$variant(_) => $code,)* Content::Unknown(unknown) => unknown.code }
            }

            /// The name of the kind with this number.
            #[must_use]
            pub fn name_of(code: u16) -> &'static str {
                match code { $($code => $name,)* _ => "unknown" }
            }

            /// The kind's name in JSON, catalogues and commands.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self { $(Content::$variant(_) => $name,)* Content::Unknown(_) => "unknown" }
            }

            fn encoded(&self) -> Result<Vec<u8>, encode::Error<std::convert::Infallible>> {
                match self {
                    $(Content::$variant(content) => minicbor::to_vec(content),)*
                    Content::Unknown(unknown) => Ok(unknown.bytes.clone()),
                }
            }

            fn decoded(code: u16, bytes: &[u8]) -> Self {
                // A later version may give a known kind a value that this one does not know: kept like a kind unknown as a whole.
                match code {
                    $($code => minicbor::decode(bytes).ok().map(Content::$variant),)*
                    _ => None,
                }
                .unwrap_or_else(|| Content::Unknown(UnknownContent { code, bytes: bytes.to_vec() }))
            }
        }

        impl Kind for Content {
            fn check(&self) -> Option<CheckKind> {
                match self { $(Content::$variant(content) => content.check(),)* Content::Unknown(_) => None }
            }
            fn outcome(&self) -> Outcome {
                match self { $(Content::$variant(content) => content.outcome(),)* Content::Unknown(_) => Outcome::Done }
            }
            fn alarm(&self, fever_from: temperature::Celsius) -> Option<Alarm> {
                match self { $(Content::$variant(content) => content.alarm(fever_from),)* Content::Unknown(_) => None }
            }
            fn needs_resident(&self) -> bool {
                match self { $(Content::$variant(content) => content.needs_resident(),)* Content::Unknown(_) => false }
            }
            fn validate(&self) -> Result<(), BadContent> {
                match self { $(Content::$variant(content) => content.validate(),)* Content::Unknown(_) => Ok(()) }
            }
            fn clean(&mut self) {
                match self { $(Content::$variant(content) => content.clean(),)* Content::Unknown(_) => {} }
            }
            fn summary(&self) -> Summary {
                match self { $(Content::$variant(content) => content.summary(),)* Content::Unknown(unknown) => Summary::new("unknown").with("code", unknown.code) }
            }
            fn names(&mut self) -> Vec<&mut EntryId> {
                match self { $(Content::$variant(content) => content.names(),)* Content::Unknown(_) => Vec::new() }
            }
        }
    };
}

kinds! {
    1 "contact" Contact(contact::Contact),
    2 "temperature" Temperature(temperature::Temperature),
    3 "seal" Seal(seal::Seal),
    4 "errand" Errand(errand::Errand),
    5 "note" Note(note::Note),
    100 "correct" Correct(amend::Correct),
    101 "withdraw" Withdraw(amend::Withdraw),
}

/// The kinds that act on another entry.
pub(crate) const AMENDMENT_CODES: std::ops::RangeInclusive<u16> = 100..=101;

/// The bytes of a kind that this version does not know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnknownContent {
    pub code: u16,
    /// Nothing that a page could show, and long as numbers in JSON.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

impl<C> Encode<C> for Content {
    fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
        let bytes = self.encoded().map_err(|_| encode::Error::message("content"))?;
        e.array(2)?.u16(self.code())?.bytes(&bytes)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Content {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        if d.array()? != Some(2) {
            return Err(decode::Error::message("content is a pair of kind and bytes"));
        }
        let code = d.u16()?;
        Ok(Content::decoded(code, d.bytes()?))
    }
}

impl<C> Encode<C> for Claimed {
    fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
        e.array(2)?.i64(self.instant.0)?.str(self.zone.0.name())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Claimed {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        if d.array()? != Some(2) {
            return Err(decode::Error::message("a claimed time is a pair of instant and zone"));
        }
        Ok(Claimed { instant: Instant(d.i64()?), zone: d.str()?.parse().map_err(decode::Error::custom)? })
    }
}

impl Entry {
    /// Checks that it can be saved. What has once been saved is never checked again: nothing readable is refused.
    pub fn validate(&self) -> Result<(), BadContent> {
        if self.content.needs_resident() && self.resident.is_none() {
            return Err(BadContent::ResidentNeeded);
        }
        check_length(NOTE, self.note.as_deref().unwrap_or_default())?;
        self.content.validate()
    }
}
