//! Stored entries as they stand now: each with its amendments folded in. Read in sets: a constant number of statements, and a few
//! more for each 256 entries of which something lies elsewhere.

mod entry;
mod read;
mod rows;
mod seals;

pub use self::{
    entry::ResolvedEntry,
    read::{between, of_household, resolve},
    rows::{Rows, canonical},
    seals::{last_seals, stands as seal_stands},
};
