//! All of a district out of one database into another: `tables` says what that is, `fill` copies it in pieces and goes on where
//! an earlier try stopped, `digest` compares; `snapshot` makes a file of one.
//!
//! Who may move a district, and what has to hold before and afterwards, is not known here.

mod digest;
mod fill;
mod rows;
mod snapshot;
mod tables;

pub use digest::{digests, state};
pub use fill::{Filled, Progress, fill};
pub use snapshot::{row_by_row, take};
pub use tables::is_empty;
