//! A clock that cannot be right, and what the time is taken for meanwhile.

use serde::Serialize;
use ts_rs::TS;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ClockDoubt {
    pub whose: DoubtedClock,
    /// It shows an earlier time than it can be; otherwise a later one.
    pub is_behind: bool,
    /// What the doubted clock shows, as local text with the date.
    pub shows_text: String,
    /// What the time is taken for, as local text with the date.
    pub taken_text: String,
    /// That is the earliest that it can be: the true time, and the day, may be later ones.
    pub is_uncertain: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DoubtedClock {
    /// This device's own clock. Whoever sets it right, or a contact with the server, ends the doubt.
    Device,
    /// The server's clock: the district's administrator sets it right.
    Server,
}
