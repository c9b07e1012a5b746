//! Onboarding, unlock and the sync chip.

use daylog_domain::{ids::CadreId, time::Instant};
use serde::Serialize;
use ts_rs::TS;

use super::{clock::ClockDoubt, lost::LostView};
use crate::{ProblemCode, preferences::Preferences};

/// Where the program stands when it starts; answered without the database.
#[derive(Debug, Clone, Serialize, TS)]
pub struct StartView {
    pub stage: Stage,
    /// The fewest digits that a new PIN must have: 6 with a keyring, 8 without.
    pub pin_digits: u8,
    /// Milliseconds until the next PIN is looked at; 0 when one may be tried now.
    pub wait_ms: u64,
    pub preferences: Preferences,
    pub version: String,
    /// The example district of a development build, whose clock is its own.
    pub example: bool,
    /// What is left of a record that was lost.
    pub lost: Option<LostView>,
    /// Where a record is not enrolled yet: own entries that one before it left encrypted and that the district has not said it holds.
    pub encrypted: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// No profile yet: language, PIN, code.
    Fresh,
    /// A PIN was chosen, the district has not answered yet: unlock, then the code again.
    NotEnrolled,
    Locked,
    Open,
    /// There was a record, and it is lost or damaged.
    Lost,
}

/// Who is signed in, after enrolment or unlock.
#[derive(Debug, Clone, Serialize, TS)]
pub struct MeView {
    pub cadre: CadreId,
    pub name: String,
    pub office: String,
    pub district: String,
    /// How many households and people on this device are in quarantine today.
    pub households: u32,
    pub people: u32,
}

/// The sync chip: read from the log itself, never from a flag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SyncView {
    pub state: SyncState,
    /// Entries that the server has not receipted.
    pub pending: u32,
    /// Entries that the server refused; they are kept and shown in the outbox.
    pub refused: u32,
    /// The last time the server answered.
    pub last: Option<Instant>,
    /// The same as local text, such as `09:41`, or with the date when it was not today.
    pub last_text: Option<String>,
    /// What went wrong at the last attempt.
    pub problem: Option<ProblemCode>,
    /// A clock that cannot be right: this device's or the server's.
    pub clock: Option<ClockDoubt>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// Everything receipted.
    Synced,
    /// Something waits; a connection is expected.
    Waiting,
    Running,
    /// No connection: neutral, not an error.
    Offline,
    /// The server answered and something needs a person.
    Failed,
}
