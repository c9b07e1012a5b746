//! Cross-crate tests live beside this file; here is what they share: a district, devices and a bad connection between them.

// Everything here is test code, where a failed unwrap is a failed test with a line number.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stderr)]

pub mod harness;
pub mod load;
pub mod parsers;
pub mod parts;
/// Only a development build can be given its randomness.
#[cfg(debug_assertions)]
pub mod simulation;
pub mod versions;
