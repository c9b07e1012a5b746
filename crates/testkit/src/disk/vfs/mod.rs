//! SQLite's interface to a file system (`sqlite3_vfs`, `sqlite3_io_methods`), passing on to `State`. Paths outside every
//! `Disk` go to the file system that was SQLite's default before. Decides nothing about what survives.
#![allow(unsafe_code, reason = "a file system for SQLite is a table of C functions over raw pointers")]

mod files;
mod handle;
mod index;
mod memory;

use std::{
    collections::BTreeMap,
    ffi::{CStr, c_char, c_int},
    path::Path,
    ptr,
    sync::{
        Arc, Mutex, OnceLock, Weak,
        atomic::{AtomicU64, Ordering},
    },
};

use rusqlite::ffi;

use super::state::{Failure, State, lock};
use files::METHODS;
use handle::{Handle, OpenFile, Shared, code};
pub use memory::IndexMemory;

/// Disks by the path of their folder.
static DISKS: Mutex<BTreeMap<String, Weak<Mutex<State>>>> = Mutex::new(BTreeMap::new());
/// The file system that was the default before.
static BASE: OnceLock<Base> = OnceLock::new();
static HANDLES: AtomicU64 = AtomicU64::new(1);

struct Base(*mut ffi::sqlite3_vfs);
// SQLite's own file systems may be used from any thread.
unsafe impl Send for Base {}
unsafe impl Sync for Base {}

pub(super) fn attach(folder: &Path, state: &Shared) {
    BASE.get_or_init(|| {
        // SQLCipher reports every failed page on standard error; here failing is the point.
        let _noisy = rusqlite::Connection::open_in_memory().and_then(|quiet| quiet.execute_batch("pragma cipher_log_level = none"));
        register()
    });
    lock(&DISKS).insert(folder.display().to_string(), Arc::downgrade(state));
}

pub(super) fn detach(folder: &Path) {
    lock(&DISKS).remove(&folder.display().to_string());
}

/// Leaves an empty file on the real disk, for programs that ask whether a database is there.
pub(super) fn mark(path: &Path) {
    let _made_or_there = std::fs::OpenOptions::new().append(true).create(true).open(path);
}

fn register() -> Base {
    unsafe {
        ffi::sqlite3_initialize();
        let base = ffi::sqlite3_vfs_find(ptr::null());
        let own_size = c_int::try_from(size_of::<OpenFile>()).unwrap_or(c_int::MAX);
        let vfs = Box::new(ffi::sqlite3_vfs {
            iVersion: 2,
            szOsFile: own_size.max((*base).szOsFile),
            pNext: ptr::null_mut(),
            zName: c"daylog-disk".as_ptr(),
            pAppData: ptr::null_mut(),
            xOpen: Some(open),
            xDelete: Some(delete),
            xAccess: Some(access),
            xFullPathname: Some(full_pathname),
            xRandomness: Some(randomness),
            xSleep: Some(sleep),
            xCurrentTime: None,
            xCurrentTimeInt64: Some(current_time),
            ..*base
        });
        ffi::sqlite3_vfs_register(Box::into_raw(vfs), 1);
        Base(base)
    }
}

fn base() -> *mut ffi::sqlite3_vfs {
    BASE.get().map_or(ptr::null_mut(), |base| base.0)
}

/// The disk that a path lies on, and the file's name there.
fn position(path: &str) -> Option<(Shared, &str)> {
    let (folder, name) = path.rsplit_once('/')?;
    Some((lock(&DISKS).get(folder)?.upgrade()?, name))
}

unsafe fn text<'a>(path: *const c_char) -> Option<&'a str> {
    if path.is_null() { None } else { unsafe { CStr::from_ptr(path) }.to_str().ok() }
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    path: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let open_file = file.cast::<OpenFile>();
    let named = unsafe {
        (*open_file).methods = ptr::null();
        text(path)
    };
    let Some((state, name)) = named.and_then(position) else {
        return unsafe { (*base()).xOpen.map_or(ffi::SQLITE_CANTOPEN, |open| open(base(), path, file, flags, out)) };
    };
    let (opened, life) = {
        let mut state = lock(&state);
        let is_new = !state.exists(name).unwrap_or(true);
        let opened = state.open(Some(name), flags & ffi::SQLITE_OPEN_CREATE != 0);
        if let (Ok(_), true, Some(path)) = (opened, is_new && flags & ffi::SQLITE_OPEN_MAIN_DB != 0, named) {
            mark(Path::new(path));
        }
        (opened, state.life())
    };
    let Ok(id) = opened else { return ffi::SQLITE_CANTOPEN };
    let passing = (flags & ffi::SQLITE_OPEN_DELETEONCLOSE != 0).then(|| name.to_owned());
    let handle = Handle { state, file: id, who: HANDLES.fetch_add(1, Ordering::Relaxed), life, passing, index: None };
    unsafe {
        (*open_file).handle = Box::into_raw(Box::new(handle));
        (*open_file).methods = &raw const METHODS;
        if !out.is_null() {
            *out = flags;
        }
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(_: *mut ffi::sqlite3_vfs, path: *const c_char, sync_folder: c_int) -> c_int {
    let Some((state, name)) = unsafe { text(path) }.and_then(position) else {
        return unsafe { (*base()).xDelete.map_or(ffi::SQLITE_IOERR_DELETE, |delete| delete(base(), path, sync_folder)) };
    };
    match lock(&state).delete(name, sync_folder != 0) {
        Err(Failure::Missing) => ffi::SQLITE_IOERR_DELETE_NOENT,
        result => code(result, ffi::SQLITE_IOERR_DELETE),
    }
}

unsafe extern "C" fn access(_: *mut ffi::sqlite3_vfs, path: *const c_char, flags: c_int, found: *mut c_int) -> c_int {
    let Some((state, name)) = unsafe { text(path) }.and_then(position) else {
        return unsafe { (*base()).xAccess.map_or(ffi::SQLITE_IOERR_ACCESS, |access| access(base(), path, flags, found)) };
    };
    match lock(&state).exists(name) {
        Ok(exists) => {
            unsafe { *found = c_int::from(exists) };
            ffi::SQLITE_OK
        }
        Err(_) => ffi::SQLITE_IOERR_ACCESS,
    }
}

/// Paths on a disk are absolute and name no links; only others need the real file system.
unsafe extern "C" fn full_pathname(_: *mut ffi::sqlite3_vfs, path: *const c_char, room: c_int, out: *mut c_char) -> c_int {
    let Some(text) = unsafe { text(path) }.filter(|text| position(text).is_some()) else {
        return unsafe { (*base()).xFullPathname.map_or(ffi::SQLITE_CANTOPEN, |full| full(base(), path, room, out)) };
    };
    if usize::try_from(room).is_ok_and(|room| text.len() < room) {
        unsafe {
            ptr::copy_nonoverlapping(path, out, text.len() + 1);
        }
        ffi::SQLITE_OK
    } else {
        ffi::SQLITE_CANTOPEN
    }
}

/// The same bytes in every run. They only tell write-ahead logs apart.
unsafe extern "C" fn randomness(_: *mut ffi::sqlite3_vfs, count: c_int, out: *mut c_char) -> c_int {
    let count = usize::try_from(count).unwrap_or(0);
    unsafe { ptr::write_bytes(out, 0x5a, count) };
    c_int::try_from(count).unwrap_or(0)
}

/// Nobody waits in a world of one thread; a lock that is held now is held after any sleep.
unsafe extern "C" fn sleep(_: *mut ffi::sqlite3_vfs, micros: c_int) -> c_int {
    micros
}

/// 27 February 2020, 09:00 in Yanji, in milliseconds of the Julian day.
unsafe extern "C" fn current_time(_: *mut ffi::sqlite3_vfs, out: *mut i64) -> c_int {
    unsafe { *out = 210_866_760_000_000 + 1_582_765_200_000 };
    ffi::SQLITE_OK
}
