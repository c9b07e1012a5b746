//! The checkpoint beside the backups: what the district had signed for when the latest of them was made, so that the folder, or a
//! restore of that backup, can be held against it. Verifies nothing itself.

use std::{fs, path::Path};

use super::{BackupProblem, make};
use crate::{
    folder::Folder,
    ingest::standing,
    private::write_private,
    storage::sqlite::{
        Database,
        encrypt::{beside, sync_folder},
    },
};

/// Behind the prefix of the district's backups; several districts may share a folder.
const NAME: &str = "checkpoint";

/// The note of this moment. Signed before the snapshot is taken, so that what is in the backup begins with it.
pub(super) fn sign(folder: &Folder, database: &Database) -> Result<Vec<u8>, BackupProblem> {
    Ok(database.read(standing::checkpoint)?.sign(&folder.keys()?.signing))
}

/// Puts a note in the place of the one before, whole.
pub(super) fn put(folder: &Folder, to: &Path, note: &[u8]) -> Result<(), BackupProblem> {
    let path = to.join(format!("{}{NAME}", make::prefix(folder)?));
    let part = beside(&path, make::PART);
    let put = write_private(&part, note).and_then(|()| fs::rename(&part, &path)).and_then(|()| sync_folder(&path));
    put.map_err(BackupProblem::file(&path))
}
