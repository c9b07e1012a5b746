//! Old files and old messages with the present program: every kept version opens, syncs, and means what it meant.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stderr)]

mod meaning;
