//! Unsent work: what waits, the rescue file, and what is carried for others.

use serde::Serialize;
use ts_rs::TS;

/// What signing out would leave behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct UnsentView {
    /// Own entries that the district has not received.
    pub entries: u32,
    /// Sealed pieces of others, or of a record that was lost, that wait here.
    pub carried: u32,
}

/// A rescue file that was written and read back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RescueView {
    pub path: String,
    pub pieces: u32,
    /// How many of this device's entries in it the district has not received.
    pub entries: u32,
}

/// After signing out.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SignedOutView {
    pub start: super::account::StartView,
    pub rescue: Option<RescueView>,
}

/// A colleague's rescue file that was taken along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct CarriedView {
    pub pieces: u32,
    /// Pieces that wait here in all.
    pub waiting: u32,
}
