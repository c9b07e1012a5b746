//! Reading a written backup back in full: every byte from the disk, decrypted, opened, and compared with what was held.

use std::{
    fs::File,
    io::{Read, Write},
    path::{Path, PathBuf},
};

use daylog_storage::{
    DatabaseKey,
    drivers::sqlite::{copy, snapshot},
    files::open_new_private,
};
use ring::digest::{Context, SHA256};

use super::{
    BackupProblem, Made,
    header::{ContentKey, HEAD_BYTES},
    manifest::{self, Manifest},
    stream::Decryptor,
};
use crate::folder::Folder;

/// Fails unless the file holds exactly what the database held when the backup was made.
pub fn check(folder: &Folder, made: &Made) -> Result<(), BackupProblem> {
    let work = folder.path().join("backup.read-back");
    let checked = whole(made, &work);
    copy::remove_with_companions(&work).map_err(BackupProblem::file(&work))?;
    checked
}

fn whole(made: &Made, work: &Path) -> Result<(), BackupProblem> {
    let file = File::open(&made.path).map_err(BackupProblem::file(&made.path))?;
    // Asks for the disk's bytes, not for what the system still has in memory of the writing.
    let _forgotten = rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed);
    let mut digesting = Digesting { from: file, digest: Context::new(&SHA256) };
    let mut head = [0; HEAD_BYTES];
    digesting.read_exact(&mut head).map_err(BackupProblem::file(&made.path))?;
    let (manifest, reader) = unpack(&mut digesting, &made.key, &head, work)?;
    if reader.as_ref() != made.digest.as_slice() {
        return Err(BackupProblem::ReadBack { what: "digest" });
    }
    if manifest.made_at != made.made_at.0 {
        return Err(BackupProblem::ReadBack { what: "manifest" });
    }
    let key = DatabaseKey::from_hex(&manifest.database_key).ok_or(BackupProblem::Contents { what: "database key" })?;
    let held = snapshot::held_soundly(work, &key)?.ok_or(BackupProblem::ReadBack { what: "database" })?;
    if held == made.held { Ok(()) } else { Err(BackupProblem::ReadBack { what: "log heads" }) }
}

fn unpack(
    from: &mut Digesting<File>,
    key: &ContentKey,
    head: &[u8; HEAD_BYTES],
    work: &Path,
) -> Result<(Manifest, ring::digest::Digest), BackupProblem> {
    let manifest = contents(&mut *from, key, head, work)?;
    let digest = from.digest.clone().finish();
    Ok((manifest, digest))
}

/// Decrypts a backup whose head was read already: gives its manifest and writes its database to the new file `database`.
pub fn contents(from: impl Read, key: &ContentKey, head: &[u8; HEAD_BYTES], database: &Path) -> Result<Manifest, BackupProblem> {
    let mut chunks = Decryptor::new(from, key, head)?;
    let mut beginning = Vec::new();
    let (manifest, rest) = loop {
        let Some(chunk) = chunks.next_chunk()? else { return Err(BackupProblem::Contents { what: "manifest" }) };
        beginning.extend_from_slice(&chunk);
        let Some((length, rest)) = beginning.split_first_chunk::<4>() else { continue };
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        if length > manifest::LIMIT {
            return Err(BackupProblem::Contents { what: "manifest" });
        }
        if let Some((json, rest)) = rest.split_at_checked(length) {
            break (Manifest::from_json(json)?, rest.to_vec());
        }
    };
    copy::remove_with_companions(database).map_err(BackupProblem::file(database))?;
    let mut file = open_new_private(database).map_err(BackupProblem::file(database))?;
    file.write_all(&rest).map_err(BackupProblem::file(database))?;
    while let Some(chunk) = chunks.next_chunk()? {
        file.write_all(&chunk).map_err(BackupProblem::file(database))?;
    }
    file.sync_all().map_err(BackupProblem::file(database))?;
    Ok(manifest)
}

/// Reads the head of a backup file.
pub fn head(path: &Path) -> Result<(File, [u8; HEAD_BYTES]), BackupProblem> {
    let mut file = File::open(path).map_err(BackupProblem::file(path))?;
    let mut head = [0; HEAD_BYTES];
    match file.read_exact(&mut head) {
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Err(BackupProblem::NotABackup),
        Err(error) => Err(BackupProblem::File { path: PathBuf::from(path), source: error }),
        Ok(()) => Ok((file, head)),
    }
}

struct Digesting<R> {
    from: R,
    digest: Context,
}

impl<R: Read> Read for Digesting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.from.read(buffer)?;
        self.digest.update(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}
