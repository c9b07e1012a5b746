//! How the program looks and when it locks, as the profile keeps it and screens show it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Kept outside the encrypted database: nothing personal is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Preferences {
    /// `zh-CN`, `ko` or `en`; empty follows the system.
    pub language: String,
    /// `light`, `dark` or empty for the system's.
    pub theme: String,
    /// Root size in CSS pixels: 18, 21, 24 or 30.
    pub text_size: u8,
    /// Minutes without a touch until it locks.
    pub lock_after_minutes: u16,
}

impl Default for Preferences {
    fn default() -> Self {
        Preferences { language: String::new(), theme: String::new(), text_size: 18, lock_after_minutes: 5 }
    }
}
