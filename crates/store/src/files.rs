//! Small files beside the database: written whole or not at all, or written over in place where no byte may be needed.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
};

use crate::{StoreError, platform};

/// Writes beside the file, forces it to disk, and puts it in place. What could not be put in place takes no room.
pub(crate) fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let temporary = path.with_extension("new");
    let written = File::create(&temporary).and_then(|file| fill(file, bytes)).and_then(|()| platform::put_in_place(&temporary, path));
    if written.is_err() {
        // Where the disk was full it would stay full.
        drop(fs::remove_file(&temporary));
    }
    Ok(written?)
}

/// Writes over the beginning of a file. Of a file that is as long already a full disk is asked for nothing, and what fits
/// one sector is there whole or not at all.
pub(crate) fn write_over(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // Closed before anything else happens to it.
    fill(File::options().write(true).create(true).truncate(false).open(path)?, bytes)
}

fn fill(mut file: File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}
