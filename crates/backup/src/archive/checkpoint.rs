//! The checkpoint beside the backups: what the district had signed for when the latest of them was made, so that the folder, or a
//! restore of that backup, can be held against it. Verifies nothing itself.

use std::{
    fs,
    path::{Path, PathBuf},
};

use daylog_district::{ingest::checkpoints, random};
use daylog_domain::time::Instant;
use daylog_storage::{
    Database,
    files::{beside, sync_folder, write_private},
};
use daylog_wire::checkpoint::Checkpoint;

use super::{BackupProblem, make};
use crate::folder::Folder;

/// Behind the prefix of the district's backups; several districts may share a folder.
const NAME: &str = "checkpoint";

/// What lies there from an earlier backup may be the only proof that the database came back older since: then a new epoch
/// begins, as it does when a device shows such a proof, and devices offer everything again. Only then may the note be replaced.
pub(super) fn heed(folder: &Folder, database: &Database, to: &Path, now: Instant) -> Result<(), BackupProblem> {
    let Ok(note) = fs::read(position(folder, to)?) else { return Ok(()) };
    // A damaged one, or another district's, proves nothing.
    let Ok(shown) = Checkpoint::open(&note, &folder.keys()?.public()) else { return Ok(()) };
    let epoch = random::bytes()?;
    Ok(database.write(|db| checkpoints::end_epoch_if_rolled_back(db, &shown, epoch, now))?)
}

fn position(folder: &Folder, to: &Path) -> Result<PathBuf, BackupProblem> {
    Ok(to.join(format!("{}{NAME}", make::prefix(folder)?)))
}

/// The note of this moment. Signed before the snapshot is taken, so that what is in the backup begins with it.
pub(super) fn sign(folder: &Folder, database: &Database) -> Result<Vec<u8>, BackupProblem> {
    Ok(database.read(checkpoints::checkpoint)?.sign(&folder.keys()?.signing))
}

/// Puts a note in the position of the one before, whole.
pub(super) fn put(folder: &Folder, to: &Path, note: &[u8]) -> Result<(), BackupProblem> {
    let path = position(folder, to)?;
    let part = beside(&path, make::PART);
    let put = write_private(&part, note).and_then(|()| fs::rename(&part, &path)).and_then(|()| sync_folder(&path));
    put.map_err(BackupProblem::file(&path))
}
