//! Files and folders that only their owner can read, and what proves that a folder can be written. A new file gets its name
//! when it is whole and on disk, so that a kill or a power cut leaves none that is half written. What they hold is not known here.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
};

use rustix::{
    fs::{CWD, RenameFlags, renameat_with},
    io::Errno,
};

/// Written as a proof. A whole request and its companions still fit where this does.
const PROOF_BYTES: usize = 512 * 1024;
const PROOF: &str = "room.proof";

/// A new file for its owner only, never over another one.
pub fn open_new_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Writes a file for its owner only, never over another one, forced to disk. One writer at a time for each name.
pub fn write_new_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
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
pub fn make_private(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// The path with something added to its file name.
pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Makes a rename in this path's folder last, as far as the file system can be told to.
pub fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match File::open(folder)?.sync_all() {
        // Some of networks and sticks know it for files only.
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
        synced => synced,
    }
}

/// Writes a small file into a folder and takes it away again; the error says why that was refused.
pub fn prove(folder: &Path) -> io::Result<()> {
    let proof = folder.join(PROOF);
    // Not zeros: some disks keep those for nothing.
    let bytes: Vec<u8> = (0..PROOF_BYTES).map(|at| u8::try_from((at * 167 + at / 251) % 256).unwrap_or(1)).collect();
    let written = write_private(&proof, &bytes);
    // Another one who asks at the same time may have taken it away.
    let removed = fs::remove_file(&proof).or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) });
    written.and(removed)
}

/// Whether a folder takes nothing because no room is left, by its disk, a quota or a limit.
#[must_use]
pub fn has_none(folder: &Path) -> bool {
    prove(folder).is_err_and(|error| is_none_left(&error))
}

/// Whether an error means that the disk, a quota or a limit has no room left.
#[must_use]
pub fn is_none_left(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_of_a_full_disk_is_one() {
        // ENOSPC, EDQUOT, EFBIG; and EIO, EROFS and EACCES, which are none.
        for (number, is_none) in [(28, true), (122, true), (27, true), (5, false), (30, false), (13, false)] {
            assert_eq!(is_none_left(&io::Error::from_raw_os_error(number)), is_none, "{number}");
        }
    }

    #[test]
    fn a_folder_is_proved_to_take_files_and_nothing_is_left_in_it() {
        let folder = tempfile::tempdir().unwrap();
        assert!(prove(folder.path()).is_ok() && fs::read_dir(folder.path()).unwrap().count() == 0, "it leaves nothing behind");
        assert!(prove(&folder.path().join("absent")).is_err());
        assert!(!has_none(folder.path()) && !has_none(&folder.path().join("absent")), "nothing of either is for want of room");
    }
}
