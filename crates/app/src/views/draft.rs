//! What was typed and not saved, and how a time that is being chosen reads.

use daylog_domain::time::{Date, MinuteOfDay, Times};
use serde::Serialize;
use ts_rs::TS;

/// What was typed and not saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct KeptField {
    pub text: String,
    /// When it was last typed on, as local text; none where no clock can prove it.
    pub at_text: Option<String>,
    /// How long ago that was; none where no clock can prove it.
    pub age_seconds: Option<u32>,
}

/// A time that a sheet is about to claim, as the core would store it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ClaimView {
    pub date: Date,
    pub minute: MinuteOfDay,
    /// Whether clocks show the time that was asked for once, never or twice: never gives the next that they show, twice the first.
    pub times: Times,
    /// It would be marked as a late entry.
    pub is_late: bool,
    /// It lies ahead of the device's "now" by more than a minute.
    pub is_ahead: bool,
}
