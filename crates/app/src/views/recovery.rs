//! What a device shows when its PIN is forgotten.

use serde::Serialize;
use ts_rs::TS;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RecoveryView {
    /// To copy to the district, whole.
    pub text: String,
    /// To read aloud, so that both know that it is this device's request.
    pub check: String,
    /// The fewest digits of the new PIN.
    pub pin_digits: u8,
}
