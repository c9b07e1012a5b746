//! Files and folders that only their owner can read. A new file gets its name when it is whole and on disk, so that a kill or
//! a power cut leaves none that is half written. What they hold is not known here.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::Path,
};

use rustix::{
    fs::{CWD, RenameFlags, renameat_with},
    io::Errno,
};

use crate::storage::sqlite::encrypt::{beside, sync_folder};

/// A new file for its owner only, never over another one.
pub(crate) fn open_new_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Writes a file for its owner only, never over another one, forced to disk. One writer at a time for each name.
pub(crate) fn write_new_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if path.exists() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    // Over what a killed run left there.
    let part = beside(path, ".part");
    let written = write_private(&part, bytes).and_then(|()| place_new(&part, path));
    if written.is_err() {
        let _removed = fs::remove_file(&part);
    }
    written?;
    // Said not to be written, it must not be there.
    sync_folder(path).inspect_err(|_| drop(fs::remove_file(path)))
}

/// Gives a finished file a name that nothing has yet.
fn place_new(part: &Path, path: &Path) -> io::Result<()> {
    match renameat_with(CWD, part, CWD, path, RenameFlags::NOREPLACE) {
        // Some file systems, such as those of sticks and network shares, cannot do both in one step.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) if !path.exists() => fs::rename(part, path),
        placed => Ok(placed?),
    }
}

/// Makes a folder that only its owner can enter.
pub(crate) fn make_private(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
