//! Purging: content goes from segments, projections and what is quarantined; commitments stay, and every proof still verifies.
//!
//! `carry_out` does it, `order` makes orders for a household, `file` keeps them beside the database, `retention` says whose
//! time is over.

mod carry_out;
pub mod file;
pub mod order;
pub mod retention;

use std::{io, path::PathBuf};

use daylog_storage::StorageError;

pub use carry_out::{apply_orders, without_purged, without_purged_bytes};

/// Why a purge did not happen, or not whole. Holds no personal data.
#[derive(Debug, thiserror::Error)]
pub enum PurgeProblem {
    #[error("{} cannot be read or written", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("line {line} of {} is no order that this district signed", path.display())]
    Order { path: PathBuf, line: usize },
    #[error("the content is gone, but the database's file could not be rewritten yet")]
    NotVacuumed,
    #[error(transparent)]
    Storage(#[from] StorageError),
}
