//! Unsent work: what waits, the rescue file, and what is carried for others.

use serde::Serialize;
use ts_rs::TS;

/// What signing out would leave behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct UnsentView {
    /// Own entries that the district has not received, with those of a record that was lost.
    pub entries: u32,
    /// Encrypted entries of others that wait here.
    pub carried: u32,
    /// Encrypted entries of others that the district did not take, and that are kept here.
    pub refused: u32,
    /// Damaged records that were quarantined, and carried files that cannot be read. They stay on this device, so they keep
    /// nobody from signing out.
    pub damaged: u32,
}

impl UnsentView {
    /// Whether signing out would leave nothing behind.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.entries == 0 && self.carried == 0 && self.refused == 0
    }
}

/// A rescue that was written and read back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RescueView {
    /// Its files. Each is within what readers accept, so there may be several: all of them are needed.
    pub paths: Vec<String>,
    pub pieces: u32,
    /// How many of this device's entries in it the district has not received.
    pub entries: u32,
}

/// After signing out.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SignedOutView {
    pub start: super::account::StartView,
    pub rescue: Option<RescueView>,
    /// The folder in which damaged records were kept, with the key that opens them, and carried files that cannot be read.
    pub damaged: Option<String>,
}

/// A colleague's rescue file that was taken along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct CarriedView {
    pub pieces: u32,
    /// Pieces that wait here in all.
    pub waiting: u32,
}
