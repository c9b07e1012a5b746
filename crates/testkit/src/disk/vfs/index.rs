//! `sqlite3_io_methods` of a write-ahead log's index: memory and locks that the connections of this process share.

use std::{
    cell::UnsafeCell,
    ffi::{c_int, c_void},
    ptr,
    sync::{
        Arc,
        atomic::{Ordering, fence},
    },
};

use rusqlite::ffi;

use super::{
    handle::{Handle, handle, size},
    memory::Region,
};
use crate::disk::{locks::Hold, state::lock};

pub(super) unsafe extern "C" fn index_map(
    file: *mut ffi::sqlite3_file,
    region: c_int,
    bytes: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    let handle = unsafe { handle(file) };
    if handle.index.is_none() {
        let mut state = lock(&handle.state);
        let Ok(slot) = state.check(handle.life).and_then(|()| state.slot(handle.file)) else { return ffi::SQLITE_IOERR_SHMMAP };
        let index = slot.index.upgrade().unwrap_or_default();
        slot.index = Arc::downgrade(&index);
        handle.index = Some(index);
    }
    let Some(index) = &handle.index else { return ffi::SQLITE_IOERR_SHMMAP };
    let mut regions = lock(&index.regions);
    let (region, words) = (size(i64::from(region)), size(i64::from(bytes)) / size_of::<u64>());
    while extend != 0 && regions.len() <= region {
        regions.push(Region((0..words).map(|_| UnsafeCell::new(0)).collect()));
    }
    let memory = regions.get(region).and_then(|region| region.0.first()).map_or(ptr::null_mut(), UnsafeCell::get);
    unsafe { *out = memory.cast() };
    ffi::SQLITE_OK
}

pub(super) unsafe extern "C" fn index_lock(file: *mut ffi::sqlite3_file, first: c_int, count: c_int, flags: c_int) -> c_int {
    let handle = unsafe { handle(file) };
    let Some(index) = &handle.index else { return ffi::SQLITE_IOERR_SHMLOCK };
    let mut locks = lock(&index.locks);
    let (first, count) = (size(i64::from(first)), size(i64::from(count)));
    if flags & ffi::SQLITE_SHM_UNLOCK != 0 {
        locks.unlock(handle.who, first, count);
        return ffi::SQLITE_OK;
    }
    if lock(&handle.state).check(handle.life).is_err() {
        return ffi::SQLITE_IOERR_SHMLOCK;
    }
    let wanted = if flags & ffi::SQLITE_SHM_EXCLUSIVE != 0 { Hold::Exclusive } else { Hold::Shared };
    locks.lock(handle.who, first, count, wanted).map_or(ffi::SQLITE_BUSY, |()| ffi::SQLITE_OK)
}

pub(super) unsafe extern "C" fn index_barrier(_: *mut ffi::sqlite3_file) {
    fence(Ordering::SeqCst);
}

pub(super) unsafe extern "C" fn index_unmap(file: *mut ffi::sqlite3_file, _delete: c_int) -> c_int {
    release(unsafe { handle(file) });
    ffi::SQLITE_OK
}

/// Lets the index go; with its last connection it is gone, and the next one reads the log again.
pub(super) fn release(handle: &mut Handle) {
    if let Some(index) = handle.index.take() {
        lock(&index.locks).unlock(handle.who, 0, 8);
    }
}
