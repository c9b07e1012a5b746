//! Seal: the paper seal on the door, as found or as changed.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Alarm, BadContent, Kind, Outcome, Summary, check_filled, check_length, temperature::Celsius};
use crate::{
    plan::CheckKind,
    text::{
        clean_line, clean_lines,
        limits::{REASON, SERIAL},
    },
};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TS)]
pub struct Seal {
    #[n(0)]
    pub state: SealState,
    /// The serial printed on the paper, where it was read.
    #[n(1)]
    pub serial: Option<String>,
    /// Why it was opened, broken or is missing.
    #[n(2)]
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum SealState {
    #[n(0)]
    Applied,
    #[n(1)]
    Intact,
    /// Opened with a reason and resealed.
    #[n(2)]
    Opened,
    #[n(3)]
    Broken,
    #[n(4)]
    Missing,
    #[n(5)]
    Removed,
    #[n(6)]
    NotReached,
}

impl SealState {
    pub const ALL: [SealState; 7] = [
        SealState::Applied,
        SealState::Intact,
        SealState::Opened,
        SealState::Broken,
        SealState::Missing,
        SealState::Removed,
        SealState::NotReached,
    ];

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        SealState::ALL.into_iter().find(|state| state.name() == name)
    }

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            SealState::Applied => "applied",
            SealState::Intact => "intact",
            SealState::Opened => "opened",
            SealState::Broken => "broken",
            SealState::Missing => "missing",
            SealState::Removed => "removed",
            SealState::NotReached => "not_reached",
        }
    }
}

impl Kind for Seal {
    fn check(&self) -> Option<CheckKind> {
        Some(CheckKind::Seal)
    }

    fn outcome(&self) -> Outcome {
        if self.state == SealState::NotReached { Outcome::Tried } else { Outcome::Done }
    }

    fn alarm(&self, _: Celsius) -> Option<Alarm> {
        matches!(self.state, SealState::Broken | SealState::Missing).then_some(Alarm::SealBroken)
    }

    fn validate(&self) -> Result<(), BadContent> {
        check_length(SERIAL, self.serial.as_deref().unwrap_or_default())?;
        match (self.state, self.reason.as_deref()) {
            (SealState::Opened, None) => Err(BadContent::Empty { field: "reason" }),
            (_, Some(reason)) => check_filled(REASON, reason),
            _ => Ok(()),
        }
    }

    fn clean(&mut self) {
        self.serial = self.serial.as_deref().map(clean_line).filter(|serial| !serial.is_empty());
        self.reason = self.reason.as_deref().map(clean_lines);
    }

    fn summary(&self) -> Summary {
        let summary = Summary::new(format!("seal.{}", self.state.name()));
        match &self.reason {
            Some(reason) => summary.with("reason", reason),
            None => summary,
        }
    }
}
