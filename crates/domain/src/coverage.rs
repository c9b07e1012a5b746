//! Coverage: what became of each check.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where a check stands. The last four are coverage proper; the first three say that its window is not yet closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// Its window has not opened.
    Later,
    /// Its window is open and its time has not passed.
    Due,
    /// Its time has passed, its window is still open.
    Overdue,
    Done,
    /// No answer, refused, not reached.
    Tried,
    /// Closed, nothing logged, and every device that could hold an entry has reported.
    Missed,
    /// Closed, nothing logged here, but some device has not reported since.
    Unknown,
}
