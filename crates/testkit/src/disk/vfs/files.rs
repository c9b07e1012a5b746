//! `sqlite3_io_methods`: one open file, passed on to `State`.

use std::{
    ffi::{c_int, c_void},
    ptr,
};

use rusqlite::ffi;

use super::{
    handle::{Handle, OpenFile, code, handle, size},
    index::{index_barrier, index_lock, index_map, index_unmap, release},
};
use crate::disk::state::{Failure, State, lock};

pub(super) static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock_file),
    xUnlock: Some(unlock_file),
    xCheckReservedLock: Some(check_reserved),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(characteristics),
    xShmMap: Some(index_map),
    xShmLock: Some(index_lock),
    xShmBarrier: Some(index_barrier),
    xShmUnmap: Some(index_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// Runs an operation on a living file.
unsafe fn on_file(file: *mut ffi::sqlite3_file, otherwise: c_int, work: impl FnOnce(&mut State, &Handle) -> Result<(), Failure>) -> c_int {
    let handle = unsafe { handle(file) };
    let mut state = lock(&handle.state);
    code(state.check(handle.life).and_then(|()| work(&mut state, handle)), otherwise)
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let open_file = unsafe { &mut *file.cast::<OpenFile>() };
    let mut handle = unsafe { Box::from_raw(open_file.handle) };
    open_file.methods = ptr::null();
    release(&mut handle);
    let mut state = lock(&handle.state);
    if state.life() == handle.life {
        state.close(handle.file, handle.who);
        if let Some(name) = &handle.passing {
            let _down_or_gone = state.delete(name, false);
        }
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn read(file: *mut ffi::sqlite3_file, into: *mut c_void, count: c_int, at: ffi::sqlite3_int64) -> c_int {
    let into = unsafe { std::slice::from_raw_parts_mut(into.cast::<u8>(), size(i64::from(count))) };
    let mut found = 0;
    let result = unsafe {
        on_file(file, ffi::SQLITE_IOERR_READ, |state, handle| {
            found = state.read(handle.file, size(at), into)?;
            Ok(())
        })
    };
    if result == ffi::SQLITE_OK && found < size(i64::from(count)) { ffi::SQLITE_IOERR_SHORT_READ } else { result }
}

unsafe extern "C" fn write(file: *mut ffi::sqlite3_file, from: *const c_void, count: c_int, at: ffi::sqlite3_int64) -> c_int {
    let from = unsafe { std::slice::from_raw_parts(from.cast::<u8>(), size(i64::from(count))) };
    unsafe { on_file(file, ffi::SQLITE_IOERR_WRITE, |state, handle| state.write(handle.file, size(at), from)) }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, to: ffi::sqlite3_int64) -> c_int {
    unsafe { on_file(file, ffi::SQLITE_IOERR_TRUNCATE, |state, handle| state.resize(handle.file, size(to))) }
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _flags: c_int) -> c_int {
    unsafe { on_file(file, ffi::SQLITE_IOERR_FSYNC, |state, handle| state.sync(handle.file)) }
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, out: *mut ffi::sqlite3_int64) -> c_int {
    unsafe {
        on_file(file, ffi::SQLITE_IOERR_FSTAT, |state, handle| {
            *out = i64::try_from(state.slot(handle.file)?.file.bytes().len()).unwrap_or(i64::MAX);
            Ok(())
        })
    }
}

unsafe extern "C" fn lock_file(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    let mut is_busy = false;
    let result = unsafe {
        on_file(file, ffi::SQLITE_IOERR_LOCK, |state, handle| {
            is_busy = state.slot(handle.file)?.locks.lock(handle.who, level).is_err();
            Ok(())
        })
    };
    if is_busy { ffi::SQLITE_BUSY } else { result }
}

unsafe extern "C" fn unlock_file(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    unsafe {
        on_file(file, ffi::SQLITE_OK, |state, handle| {
            state.slot(handle.file)?.locks.unlock(handle.who, level);
            Ok(())
        })
    }
}

unsafe extern "C" fn check_reserved(file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    unsafe {
        on_file(file, ffi::SQLITE_IOERR_CHECKRESERVEDLOCK, |state, handle| {
            *out = c_int::from(state.slot(handle.file)?.locks.is_reserved());
            Ok(())
        })
    }
}

unsafe extern "C" fn file_control(_: *mut ffi::sqlite3_file, _: c_int, _: *mut c_void) -> c_int {
    ffi::SQLITE_NOTFOUND
}

/// What SQLite assumes on the phones and servers that it runs on.
unsafe extern "C" fn sector_size(_: *mut ffi::sqlite3_file) -> c_int {
    4096
}

unsafe extern "C" fn characteristics(_: *mut ffi::sqlite3_file) -> c_int {
    ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
}
