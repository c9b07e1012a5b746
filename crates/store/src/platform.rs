//! What differs between systems about files and folders: putting a file in place for good, and who may look into a folder.
//! Knows nothing of what is in them.

use std::{fs, io, path::Path};

/// Gives a file the place of another, or a new one, so that it is there after a power cut too.
pub fn put_in_place(from: &Path, to: &Path) -> io::Result<()> {
    system::rename(from, to)?;
    system::sync_name(to)
}

/// Renames, where another program may hold one of the files for a moment.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    system::rename(from, to)
}

/// Forces to disk which files a folder has, where a system can do that.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    system::sync_folder(folder)
}

/// Makes a folder its owner's only. On Windows the folder of a person's programs is that already.
pub fn keep_private(folder: &Path) -> io::Result<()> {
    system::keep_private(folder)
}

/// The name under which SQLite finds files that nobody locks: there, a medium that cannot be written can be read.
pub(crate) const UNLOCKED_FILES: &std::ffi::CStr = system::UNLOCKED_FILES;

#[cfg(unix)]
mod system {
    use std::{fs::File, os::unix::fs::PermissionsExt as _};

    use super::{Path, fs, io};

    pub(super) const UNLOCKED_FILES: &std::ffi::CStr = c"unix-none";

    pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    /// A path of one name lies in the present folder.
    pub(super) fn sync_name(file: &Path) -> io::Result<()> {
        sync_folder(file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")))
    }

    pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
        match File::open(folder)?.sync_all() {
            // File systems of sticks, networks and shared storage may know it for files only.
            Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
            synced => synced,
        }
    }

    pub(super) fn keep_private(folder: &Path) -> io::Result<()> {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
    }
}

#[cfg(not(unix))]
mod system {
    use std::{thread::sleep, time::Duration};

    use super::{Path, fs, io};

    pub(super) const UNLOCKED_FILES: &std::ffi::CStr = c"win32-none";

    /// Scanners and indexers hold a new file for some milliseconds; after a second it is somebody else.
    const WAITS_MS: [u64; 7] = [5, 10, 20, 50, 100, 300, 500];

    pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
        for wait in WAITS_MS {
            match fs::rename(from, to) {
                Err(error) if is_held(&error) => sleep(Duration::from_millis(wait)),
                renamed => return renamed,
            }
        }
        fs::rename(from, to)
    }

    /// Access denied, sharing violation, lock violation.
    fn is_held(error: &io::Error) -> bool {
        matches!(error.raw_os_error(), Some(5 | 32 | 33))
    }

    /// A folder cannot be flushed here. The file can, and with it what the file system noted of its name.
    pub(super) fn sync_name(file: &Path) -> io::Result<()> {
        fs::File::options().write(true).open(file)?.sync_all()
    }

    pub(super) fn sync_folder(_: &Path) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn keep_private(_: &Path) -> io::Result<()> {
        Ok(())
    }
}
