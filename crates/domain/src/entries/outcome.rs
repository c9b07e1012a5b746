//! What an entry amounts to: for coverage, and for who must look at it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
