//! An open file as SQLite holds it, with the disk and the life of it that it belongs to.

use std::{
    ffi::c_int,
    sync::{Arc, Mutex},
};

use rusqlite::ffi;

use super::memory::IndexMemory;
use crate::disk::state::{Failure, State};

pub(crate) type Shared = Arc<Mutex<State>>;

/// What SQLite allocates for an open file; it sees only the first member.
#[repr(C)]
pub(super) struct OpenFile {
    pub(super) methods: *const ffi::sqlite3_io_methods,
    pub(super) handle: *mut Handle,
}

pub(super) struct Handle {
    pub(super) state: Shared,
    pub(super) file: u64,
    pub(super) who: u64,
    pub(super) life: u64,
    /// The name to delete when it is closed.
    pub(super) passing: Option<String>,
    pub(super) index: Option<Arc<IndexMemory>>,
}

pub(super) fn code(result: Result<(), Failure>, otherwise: c_int) -> c_int {
    match result {
        Ok(()) => ffi::SQLITE_OK,
        Err(Failure::Full) => ffi::SQLITE_FULL,
        Err(Failure::Down | Failure::Unreadable | Failure::Missing) => otherwise,
    }
}

pub(super) unsafe fn handle<'a>(file: *mut ffi::sqlite3_file) -> &'a mut Handle {
    unsafe { &mut *(*file.cast::<OpenFile>()).handle }
}

pub(super) fn size(number: i64) -> usize {
    usize::try_from(number).unwrap_or(0)
}
