//! The power goes at every write of the real store and the real district, above SQLCipher, on a disk that tears and
//! reorders what was not synced. What was acknowledged is there afterwards, nothing is half done, and work goes on.
//! `DAYLOG_FAULT=SavedBeforeDisk` and `DAYLOG_FAULT=AcknowledgedBeforeDisk` take the syncs away and turn these tests red.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stderr)]

mod cuts;
mod device;
mod district;
mod room;
mod upgrade;
