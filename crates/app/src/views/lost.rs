//! What lies beside a record that cannot be opened any more.

use serde::Serialize;
use ts_rs::TS;

use crate::problem::Lost;

/// A record that was there and cannot be opened any more, and what still lies beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct LostView {
    pub lost: Lost,
    /// Own entries that lie encrypted beside it and that the district has not said it holds.
    pub encrypted: u32,
    /// Encrypted entries of others that wait here.
    pub carried: u32,
    /// Whether both are taken to the district by themselves.
    pub delivers: bool,
}
