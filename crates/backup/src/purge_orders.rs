//! The file `purge-orders`: every order of the district, one in a line, in its folder and beside its backups. Each is signed,
//! so that whoever changes the file can at most take orders away.

use std::{
    fs::{self, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use daylog_district::purge::{
    PurgeError, apply_without_vacuum,
    order::{self, Ordering},
};
use daylog_domain::ids::HouseholdId;
use daylog_storage::{Database, StorageError, purges};
use daylog_wire::{keys::PublicKey, purge::SignedPurgeOrder};

/// Why orders were not written, read or carried out. Holds no personal data.
#[derive(Debug, thiserror::Error)]
pub enum PurgeProblem {
    #[error("{} cannot be read or written", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("line {line} of {} is no order that this district signed", path.display())]
    Order { path: PathBuf, line: usize },
    #[error("the content is gone, but the database's file could not be rewritten yet")]
    NotVacuumed,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<PurgeError> for PurgeProblem {
    fn from(error: PurgeError) -> Self {
        match error {
            PurgeError::NotVacuumed => PurgeProblem::NotVacuumed,
            PurgeError::Storage(error) => PurgeProblem::Storage(error),
        }
    }
}

/// Its name in the district's folder and beside backups.
pub const PURGE_ORDERS: &str = "purge-orders";

/// Every order of the file; none when there is no file. A last line without an end was cut off by a crash, before its order
/// was carried out, and does not count.
pub fn read(path: &Path, server: &PublicKey) -> Result<Vec<SignedPurgeOrder>, PurgeProblem> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(failed(path)(source)),
    };
    let whole = text.rfind('\n').and_then(|end| text.get(..end)).unwrap_or_default();
    (1..)
        .zip(whole.lines().filter(|line| !line.is_empty()))
        .map(|(line, text)| {
            let signed = URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| SignedPurgeOrder::from_bytes(&bytes).ok());
            signed.filter(|signed| signed.open(server).is_ok()).ok_or(PurgeProblem::Order { path: path.to_owned(), line })
        })
        .collect()
}

/// Adds orders behind what is there. They are on disk when this returns.
pub fn append(path: &Path, orders: &[SignedPurgeOrder]) -> Result<(), PurgeProblem> {
    if orders.is_empty() {
        return Ok(());
    }
    let lines: String = orders.iter().map(|order| URL_SAFE_NO_PAD.encode(order.to_bytes()) + "\n").collect();
    append_lines(path, lines.as_bytes()).map_err(failed(path))
}

fn append_lines(path: &Path, lines: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let mut kept = Vec::new();
    file.read_to_end(&mut kept)?;
    let end = kept.iter().rposition(|byte| *byte == b'\n').map_or(0, |place| place + 1);
    file.set_len(end as u64)?;
    file.seek(SeekFrom::Start(end as u64))?;
    file.write_all(lines)?;
    file.sync_all()?;
    // The file's name in its folder too.
    path.parent().map_or(Ok(()), |folder| fs::File::open(folder)?.sync_all())
}

/// Brings database and file to the same: what either lacks is carried out here and written there. Says how many orders
/// were carried out; what the file lacked is in it also where the vacuum is to be tried again.
pub fn level(database: &Database, path: &Path, server: &PublicKey) -> Result<u64, PurgeProblem> {
    let applied = level_without_vacuum(database, path, server)?;
    if database.vacuum()? { Ok(applied) } else { Err(PurgeProblem::NotVacuumed) }
}

/// The same for whoever has the database vacuumed later.
pub fn level_without_vacuum(database: &Database, path: &Path, server: &PublicKey) -> Result<u64, PurgeProblem> {
    let written = read(path, server)?;
    let applied = apply_without_vacuum(database, &written, server)?;
    let missing: Vec<SignedPurgeOrder> =
        database.read(|db| purges::all(db, 0))?.into_iter().filter(|order| !written.contains(order)).collect();
    append(path, &missing)?;
    Ok(applied)
}

/// Orders a purge, in these files before the database holds it, and carries it out. Says how many entries went.
pub fn purge(database: &Database, ordering: &Ordering<'_>, households: &[HouseholdId], files: &[&Path]) -> Result<usize, PurgeProblem> {
    order::purge(database, ordering, households, |orders| files.iter().try_for_each(|path| append(path, orders)))
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> PurgeProblem + use<> {
    let path = path.to_owned();
    |source| PurgeProblem::File { path, source }
}

#[cfg(test)]
mod tests {
    use daylog_domain::{
        ids::{HouseholdId, LogId},
        time::Instant,
    };
    use daylog_wire::{
        chain::Commitment,
        keys::SigningKey,
        purge::{PurgeOrder, PurgeReason, runs},
    };

    use super::*;

    fn order(number: u64, key: &SigningKey) -> SignedPurgeOrder {
        let runs = runs(&[(number, Commitment([1; 32]))].into());
        let (log, household) = (LogId([1; 16]), HouseholdId(1));
        PurgeOrder { number, log, runs, reason: PurgeReason::ByRequest, ordered_at: Instant(0), household }.sign(key)
    }

    #[test]
    fn orders_are_read_as_they_were_added_and_a_line_that_a_crash_cut_off_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(PURGE_ORDERS);
        let key = SigningKey::from_seed(&[3; 32]).unwrap();
        assert_eq!(read(&path, &key.public()).unwrap(), []);
        append(&path, &[order(1, &key), order(2, &key)]).unwrap();
        let whole = fs::read(&path).unwrap();
        fs::write(&path, [whole.as_slice(), b"aGFsZiBhIGxpbmU"].concat()).unwrap();
        assert_eq!(read(&path, &key.public()).unwrap(), [order(1, &key), order(2, &key)]);
        append(&path, &[order(3, &key)]).unwrap();
        assert_eq!(read(&path, &key.public()).unwrap(), [order(1, &key), order(2, &key), order(3, &key)]);
    }

    #[test]
    fn a_line_that_is_no_order_of_this_district_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(PURGE_ORDERS);
        let (key, other) = (SigningKey::from_seed(&[3; 32]).unwrap(), SigningKey::from_seed(&[4; 32]).unwrap());
        append(&path, &[order(1, &key), order(2, &other)]).unwrap();
        assert!(matches!(read(&path, &key.public()), Err(PurgeProblem::Order { line: 2, .. })));
        fs::write(&path, "no order\n").unwrap();
        assert!(matches!(read(&path, &key.public()), Err(PurgeProblem::Order { line: 1, .. })));
    }
}
