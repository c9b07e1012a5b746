//! What a table holds, as a digest over its rows in the order of their keys, with their content plain: the same in every database
//! that holds the same, whatever it encrypts that under.

use std::collections::BTreeMap;

use ring::digest::{Context, SHA256};

use super::{
    rows::Rows,
    tables::{Table, all},
};
use crate::{Read, StorageError, Value, feed_digest::add};

/// A digest that rows are added to.
pub(super) struct Digesting(Context);

impl Digesting {
    pub fn new() -> Self {
        Digesting(Context::new(&SHA256))
    }

    pub fn add<'v>(&mut self, row: impl IntoIterator<Item = Value<'v>>) {
        row.into_iter().for_each(|value| add(&mut self.0, value));
    }

    pub fn finish(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.0.finish().as_ref());
        bytes
    }
}

pub(super) fn of_table(db: &Read<'_>, table: &Table) -> Result<[u8; 32], StorageError> {
    let (mut digest, mut rows) = (Digesting::new(), Rows::of(table));
    db.each(&table.every_row(), &[], |row| {
        rows.clear();
        rows.add(row)?;
        digest.add(rows.last());
        Ok::<_, StorageError>(())
    })?;
    Ok(digest.finish())
}

/// What each table holds, by its name.
pub fn digests(db: &Read<'_>) -> Result<BTreeMap<&'static str, [u8; 32]>, StorageError> {
    all().map(|table| Ok((table.name, of_table(db, table)?))).collect()
}

/// What a database holds, without a look at what changes only with the feed's counters: two looks that agree saw the same.
pub fn state(db: &Read<'_>) -> Result<[u8; 32], StorageError> {
    let mut state = Context::new(&SHA256);
    for table in all().filter(|table| !table.follows_feed) {
        state.update(&of_table(db, table)?);
    }
    let mut bytes = [0; 32];
    bytes.copy_from_slice(state.finish().as_ref());
    Ok(bytes)
}
