//! What sessions promise, on every database that can hold a district.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod databases;
mod deadlines;
mod encrypted_line;
mod failures;
mod filled;
mod one_history;
mod schemas;
mod sessions;
mod statements;
mod wakes;
