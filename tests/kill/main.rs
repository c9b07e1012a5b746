//! Devices and the server killed with SIGKILL at random instants while they log, send and acknowledge, and the server's
//! commands while they write backups, restore one or make a district.
//!
//! What must hold: every entry whose saving was said is kept, every entry whose receipt was said is at the district,
//! nothing stands there twice, and both sides go on by themselves. `DAYLOG_SEED` repeats a run's instants.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stderr)]

mod backup;
mod command;
mod device;
mod init;
mod restore;
mod server;
mod servers;

use daylog_tests::harness::is_long;

/// Kills per test.
fn cycles() -> u64 {
    if is_long() { 200 } else { 50 }
}
