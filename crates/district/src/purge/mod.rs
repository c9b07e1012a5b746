//! Purging: content goes from segments, projections and what is quarantined; commitments stay, and every proof still verifies.
//!
//! `carry_out` does it, `order` makes orders for a household, `retention` says whose time is over.

mod carry_out;
pub mod order;
pub mod retention;

use daylog_storage::StorageError;

pub use carry_out::{apply_orders, apply_without_vacuum, without_purged, without_purged_bytes};

/// Why a purge did not happen, or not whole. Holds no personal data.
#[derive(Debug, thiserror::Error)]
pub enum PurgeError {
    #[error("the content is gone, but the database's file could not be rewritten yet")]
    NotVacuumed,
    #[error(transparent)]
    Storage(#[from] StorageError),
}
