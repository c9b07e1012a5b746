//! A whole district out of a backup, on a new machine: made beside its place and moved there when it is complete.
//!
//! What was purged since is purged again, and a new epoch begins, before anything is served or taken in.

use std::{
    fs,
    path::{Path, PathBuf},
};

use daylog_district::{purge, random};
use daylog_domain::time::Instant;
use daylog_storage::{
    Address, AddressProblem, Database, DatabaseKey, StorageError, accounts,
    backups::{self, Watermark},
    district,
    drivers::sqlite::{copy, open, snapshot},
    served,
};
use daylog_wire::keys::{PublicKey, SigningKey};

use crate::{
    archive::{BackupProblem, files, header, manifest::Manifest, read_back},
    folder::{DATABASE, DATABASE_KEY, Folder},
    kit::{KitProblem, RecoveryKit},
    moving,
    purge_orders::{self, PURGE_ORDERS, PurgeProblem},
    staging::Staging,
};

/// What to restore, and where.
#[derive(Clone, Copy)]
pub struct Restoring<'a> {
    pub from: &'a Path,
    /// The recovery kit's text.
    pub kit: &'a str,
    /// The new folder.
    pub data: &'a Path,
    /// Where a database is made instead of a file in the folder: a schema that is not there yet. What an attempt that failed left there
    /// is served by nobody, and is removed by hand.
    pub database: Option<&'a str>,
    /// Where the new database's key goes instead of the folder.
    pub key_file: Option<&'a Path>,
    /// Further `purge-orders` files, such as the lost folder's own, beside the one that lies by the backup.
    pub purge_orders: &'a [PathBuf],
    pub now: Instant,
}

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    pub made_at: Instant,
    pub logs: usize,
    /// Why the kit could not prove that the backup is the district's own, if it could not.
    pub unproven: Option<KitProblem>,
}

/// Restores. Refuses a folder that exists; an error leaves nothing behind.
pub fn restore(restoring: &Restoring<'_>) -> Result<Restored, RestoreProblem> {
    let data = restoring.data;
    if data.exists() {
        return Err(BackupProblem::Exists { path: data.to_owned() }.into());
    }
    // A file that was named is meant: with a slip in its name, what was purged would come back unsaid.
    for orders in restoring.purge_orders {
        let is_there = fs::File::open(orders).map(drop);
        is_there.map_err(|source| PurgeProblem::File { path: orders.clone(), source })?;
    }
    let recovery_key = RecoveryKit::recovery_key_in(restoring.kit)?;
    let staging = Staging::begin(data, restoring.key_file).map_err(BackupProblem::from)?;
    let key = DatabaseKey::new(random::bytes().map_err(BackupProblem::from)?);
    let restored = furnish(restoring, &recovery_key, staging.part(), &key)?;
    staging.finish(&key).map_err(BackupProblem::from)?;
    Ok(restored)
}

/// Why nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum RestoreProblem {
    #[error(transparent)]
    Kit(#[from] KitProblem),
    #[error(transparent)]
    Backup(#[from] BackupProblem),
    #[error(transparent)]
    Purge(#[from] PurgeProblem),
    #[error(transparent)]
    Address(#[from] AddressProblem),
}

fn furnish(restoring: &Restoring<'_>, recovery_key: &[u8; 32], part: &Path, key: &DatabaseKey) -> Result<Restored, RestoreProblem> {
    let (file, head) = read_back::head(restoring.from)?;
    let content_key = header::open(&head, recovery_key)?;
    let unproven = match RecoveryKit::parse(restoring.kit) {
        Ok(kit) => {
            let signing = SigningKey::from_seed(&kit.signing_key).map_err(|_| KitProblem::Key)?;
            if !header::is_from(&head, &signing.public()) {
                return Err(BackupProblem::Foreign.into());
            }
            None
        }
        Err(problem) => Some(problem),
    };
    let copied = part.join("copied.db");
    let manifest = read_back::contents(file, &content_key, &head, &copied)?;
    files::put(&manifest.files()?, part)?;
    let folder = Folder::new(part, restoring.key_file);
    let (held, old) = sound(&manifest, &copied)?;
    let database = match restoring.database {
        None => encrypt_anew(&copied, &old, &part.join(DATABASE), key)?,
        Some(text) => {
            let address = Address::parse(text)?;
            let database = folder.new_at(&address).map_err(BackupProblem::from)?;
            let copied = Database::open(&copied, &old).map_err(BackupProblem::from)?;
            moving::bring(&copied, &database, restoring.now).map_err(BackupProblem::from)?;
            folder.set_address(Some(text)).map_err(BackupProblem::from)?;
            database
        }
    };
    copy::remove_with_companions(&copied).map_err(BackupProblem::file(&copied))?;
    begin_anew(&database, restoring, &manifest)?;
    // The keys and certificates are read once: a folder that could not be served is no restored district.
    let keys = folder.keys().map_err(BackupProblem::from)?;
    purge_again(&database, restoring, &folder, &keys.public())?;
    database.write(served::finish).map_err(BackupProblem::from)?;
    Ok(Restored { made_at: Instant(manifest.made_at), logs: held.heads.len(), unproven })
}

/// What was ordered gone since the backup goes again, before anybody can see it or send it.
fn purge_again(database: &Database, restoring: &Restoring<'_>, folder: &Folder, server: &PublicKey) -> Result<(), PurgeProblem> {
    let beside = restoring.from.with_file_name(PURGE_ORDERS);
    for path in std::iter::once(&beside).chain(restoring.purge_orders) {
        purge::apply_orders(database, &purge_orders::read(path, server)?, server)?;
    }
    purge_orders::level(database, &folder.purge_orders(), server)?;
    Ok(())
}

/// What the copied database holds, and the key that it has in the backup. Every page of it is whole.
fn sound(manifest: &Manifest, copied: &Path) -> Result<(snapshot::Held, DatabaseKey), BackupProblem> {
    let key = DatabaseKey::from_hex(&manifest.database_key).ok_or(BackupProblem::Contents { what: "database key" })?;
    let held = snapshot::held_soundly(copied, &key)?.ok_or(BackupProblem::Contents { what: "database" })?;
    Ok((held, key))
}

/// Puts the copied database under the new machine's own key: whoever has the old one's gets nothing of this.
fn encrypt_anew(copied: &Path, old: &DatabaseKey, to: &Path, key: &DatabaseKey) -> Result<Database, BackupProblem> {
    copy::under_key(&open::keyed(copied, old)?, to, key)?;
    Ok(Database::open(to, key)?)
}

/// One transaction, before anybody can ask: sessions end, the watermark is this backup, and a new epoch follows the old one.
fn begin_anew(database: &Database, restoring: &Restoring<'_>, manifest: &Manifest) -> Result<(), BackupProblem> {
    let epoch = random::bytes::<16>()?;
    let name = restoring.from.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (digest, bytes) = digest_of(restoring.from)?;
    database.write(|db| {
        accounts::end_sessions(db)?;
        backups::insert_verified(db, Instant(manifest.made_at), &name, bytes)?;
        let watermark = Watermark { segment: manifest.segment, made_at: Instant(manifest.made_at), digest: digest.clone() };
        backups::set_watermark(db, &watermark)?;
        district::begin_epoch(db, epoch, None, restoring.now)?;
        Ok::<_, StorageError>(())
    })?;
    Ok(())
}

fn digest_of(path: &Path) -> Result<(Vec<u8>, u64), BackupProblem> {
    let mut digest = ring::digest::Context::new(&ring::digest::SHA256);
    let mut file = fs::File::open(path).map_err(BackupProblem::file(path))?;
    let mut bytes = 0;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = std::io::Read::read(&mut file, &mut buffer).map_err(BackupProblem::file(path))?;
        if read == 0 {
            return Ok((digest.finish().as_ref().to_vec(), bytes));
        }
        digest.update(buffer.get(..read).unwrap_or_default());
        bytes += read as u64;
    }
}

/// Where a restored district keeps its files, for the words that are said afterwards.
#[must_use]
pub fn key_place(restoring: &Restoring<'_>) -> PathBuf {
    restoring.key_file.map_or_else(|| restoring.data.join(DATABASE_KEY), Path::to_owned)
}
