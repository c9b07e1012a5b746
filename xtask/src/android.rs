//! Type-checks the device's Rust for Android, without an SDK.

use std::path::Path;

use crate::failure::Failure;

pub fn check(_root: &Path) -> Result<(), Failure> {
    Err(Failure::machine("the Android check is not written yet"))
}
