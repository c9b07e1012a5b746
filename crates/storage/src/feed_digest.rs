//! A digest of what the feed got besides segments: two histories that gave a number to different things differ in it.

use ring::digest::{Context, SHA256};
use rusqlite::types::ValueRef;

use crate::{Read, StorageError};

/// What has a number of the feed and is no entry. Whoever adds a kind of it adds it here.
const NUMBERED: [&str; 6] = [
    "SELECT * FROM household WHERE changed_feed > ?1 ORDER BY id",
    "SELECT resident.* FROM resident JOIN household ON household.id = resident.household WHERE changed_feed > ?1 ORDER BY resident.id",
    "SELECT * FROM assignment WHERE start_feed > ?1 ORDER BY id",
    "SELECT * FROM assignment WHERE end_feed > ?1 ORDER BY id",
    "SELECT settings, settings_feed FROM district WHERE settings_feed > ?1",
    "SELECT * FROM purge_order WHERE feed > ?1 ORDER BY feed",
];

/// Over the rows behind number `after`, and the epoch, which is random: nothing is guessed from the digest alone.
pub(super) fn of_changes(db: &Read<'_>, after: i64) -> Result<[u8; 32], StorageError> {
    let mut digest = Context::new(&SHA256);
    let epoch: Vec<u8> = db.prepare_cached("SELECT epoch FROM district WHERE id = 1")?.query_row([], |row| row.get(0))?;
    digest.update(&epoch);
    for (place, sql) in (0_u8..).zip(NUMBERED) {
        let mut statement = db.prepare_cached(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([after])?;
        while let Some(row) = rows.next()? {
            digest.update(&[place]);
            for column in 0..columns {
                add(&mut digest, row.get_ref(column)?);
            }
        }
    }
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest.finish().as_ref());
    Ok(bytes)
}

/// Each value with its kind and length, so that no two rows read the same.
fn add(digest: &mut Context, value: ValueRef<'_>) {
    let (kind, bytes): (u8, &[u8]) = match value {
        ValueRef::Null => (0, &[]),
        ValueRef::Integer(number) => return digest.update(&[&[1_u8][..], &number.to_be_bytes()].concat()),
        ValueRef::Real(number) => return digest.update(&[&[2_u8][..], &number.to_be_bytes()].concat()),
        ValueRef::Text(text) => (3, text),
        ValueRef::Blob(blob) => (4, blob),
    };
    digest.update(&[kind]);
    digest.update(&(bytes.len() as u64).to_be_bytes());
    digest.update(bytes);
}
