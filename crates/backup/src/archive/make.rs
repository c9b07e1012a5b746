//! Writing a backup: a snapshot of the running database, encrypted into a new file beside its place, and then put there.

use std::{
    fs::{self, File, TryLockError},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use chrono::DateTime;
use daylog_district::random;
use daylog_domain::{text::hex::hex, time::Instant};
use daylog_storage::{
    Database, DatabaseKey,
    drivers::sqlite::{copy, snapshot::Held},
    files::{beside, open_new_private, sync_folder, write_private},
    transfer,
};

use super::{
    BackupProblem, files,
    header::{self, ContentKey},
    manifest::Manifest,
    stream::Encryptor,
};
use crate::folder::Folder;

/// A backup that was written. It counts when it was read back.
pub struct Made {
    pub path: PathBuf,
    pub made_at: Instant,
    /// What the database held at the moment of the snapshot.
    pub held: Held,
    pub segment: i64,
    /// Over the whole file.
    pub digest: [u8; 32],
    pub bytes: u64,
    pub(super) key: ContentKey,
}

impl Made {
    #[must_use]
    pub fn name(&self) -> String {
        self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }
}

/// The ending of a whole backup, and of one that is being written.
pub(super) const ENDING: &str = ".backup";
pub(super) const PART: &str = ".part";

/// How the names of this district's backups begin; several districts may share a folder.
pub(super) fn prefix(folder: &Folder) -> Result<String, BackupProblem> {
    let fingerprint = daylog_wire::enrol::Fingerprint::short(&folder.authority_der()?);
    Ok(format!("daylog-{}-", fingerprint.to_lowercase()))
}

/// Held while a backup is made: one at a time for each district.
pub(super) fn lock(folder: &Folder) -> Result<File, BackupProblem> {
    let path = folder.path().join("backup.lock");
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(BackupProblem::file(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(BackupProblem::Running),
        Err(TryLockError::Error(source)) => Err(BackupProblem::File { path, source }),
    }
}

/// Writes a backup into the folder `to`. What an earlier try left half done is removed first; whole backups are not touched.
pub fn write(folder: &Folder, database: &Database, to: &Path, now: Instant) -> Result<Made, BackupProblem> {
    // Not what it lies in: where that is missing, a disk is not mounted, and a backup beside the district is none.
    if !to.is_dir() {
        fs::create_dir(to).map_err(BackupProblem::file(to))?;
    }
    let prefix = prefix(folder)?;
    remove_parts(to, &prefix)?;
    let work = folder.path().join("backup.snapshot");
    let made = encrypted_snapshot(folder, database, to, &prefix, &work, now);
    let removed = copy::remove_with_companions(&work).map_err(BackupProblem::file(&work));
    let made = made?;
    removed?;
    Ok(made)
}

fn encrypted_snapshot(
    folder: &Folder,
    database: &Database,
    to: &Path,
    prefix: &str,
    work: &Path,
    now: Instant,
) -> Result<Made, BackupProblem> {
    let database_key = DatabaseKey::new(random::bytes()?);
    copy::remove_with_companions(work).map_err(BackupProblem::file(work))?;
    write_private(work, &[]).map_err(BackupProblem::file(work))?;
    let held = transfer::take(database, work, &database_key)?;
    let manifest = Manifest::new(now.0, held.segment, database_key.to_hex().to_string(), &files::of(folder.path())?).to_bytes()?;

    let keys = folder.keys()?;
    let (key, head) = header::encrypt(&keys.recovery, &keys.signing)?;
    let path = to.join(format!("{prefix}{}-{}{ENDING}", stamp(now), hex(&random::bytes::<3>()?)));
    let part = beside(&path, PART);
    let written = open_new_private(&part).map_err(BackupProblem::file(&part)).and_then(|file| {
        let mut encryptor = Encryptor::new(BufWriter::new(file), &key, &head)?;
        let filled = encryptor.begin().and_then(|()| encryptor.write_all(&manifest)).map_err(BackupProblem::file(&part));
        filled?;
        let mut snapshot = File::open(work).map_err(BackupProblem::file(work))?;
        std::io::copy(&mut snapshot, &mut encryptor).map_err(BackupProblem::file(&part))?;
        let (buffer, digest, bytes) = encryptor.finish().map_err(BackupProblem::file(&part))?;
        let file = buffer.into_inner().map_err(|error| error.into_error()).map_err(BackupProblem::file(&part))?;
        file.sync_all().map_err(BackupProblem::file(&part))?;
        Ok((digest, bytes))
    });
    let placed = written.and_then(|written| {
        fs::rename(&part, &path).and_then(|()| sync_folder(&path)).map_err(BackupProblem::file(&path))?;
        Ok(written)
    });
    if placed.is_err() {
        // Only what this run wrote a moment ago; it may not even exist.
        let _removed = fs::remove_file(&part);
    }
    let (digest, bytes) = placed?;
    Ok(Made { path, made_at: now, segment: held.segment, held, digest, bytes, key })
}

/// What a run that was killed left: its name was never that of a whole backup.
fn remove_parts(to: &Path, prefix: &str) -> Result<(), BackupProblem> {
    for file in fs::read_dir(to).map_err(BackupProblem::file(to))? {
        let file = file.map_err(BackupProblem::file(to))?;
        let name = file.file_name();
        if name.to_str().is_some_and(|name| name.starts_with(prefix) && name.ends_with(PART)) {
            fs::remove_file(file.path()).map_err(BackupProblem::file(&file.path()))?;
        }
    }
    Ok(())
}

/// The time in a name, in UTC and sortable.
pub(super) fn stamp(at: Instant) -> String {
    DateTime::from_timestamp_millis(at.0).unwrap_or_default().format("%Y%m%dT%H%M%SZ").to_string()
}
