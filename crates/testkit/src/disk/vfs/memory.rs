//! The memory of a write-ahead log's index, shared by the connections of this process. It never reaches a disk.

use std::{cell::UnsafeCell, sync::Mutex};

use crate::disk::locks::IndexLocks;

/// The index of one write-ahead log, shared by the connections of this process.
#[derive(Default)]
pub struct IndexMemory {
    pub(super) regions: Mutex<Vec<Region>>,
    pub(super) locks: Mutex<IndexLocks>,
}

/// Memory that SQLite's connections read and write under the index's own locks.
pub(super) struct Region(pub(super) Box<[UnsafeCell<u64>]>);
unsafe impl Send for Region {}
