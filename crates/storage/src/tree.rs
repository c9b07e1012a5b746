//! The stored hashes of the Merkle log over segments and what else the feed got. What proves what is `wire::tree`'s business.

use daylog_domain::ids::LogId;
use daylog_wire::{
    chain::Head,
    tree::{self, BadTree, TreeHash, TreeHashes},
};
use rusqlite::{OptionalExtension, params};

use crate::{Read, StorageError, Write, feed_digest, number, stored};

/// The tree as this session sees it.
pub struct Tree<'c>(pub &'c Read<'c>);

impl TreeHashes for Tree<'_> {
    fn at(&self, positions: &[u64]) -> Option<Vec<TreeHash>> {
        let mut statement = self.0.prepare_cached("SELECT hash FROM tree WHERE position = ?1").ok()?;
        positions.iter().map(|position| statement.query_row([stored(*position).ok()?], |row| row.get(0)).ok().map(TreeHash)).collect()
    }
}

impl Tree<'_> {
    /// How many leaves there are.
    pub fn size(&self) -> Result<u64, StorageError> {
        let size = "SELECT 1 + max((SELECT coalesce(max(leaf), -1) FROM segment), (SELECT coalesce(max(leaf), -1) FROM feed_leaf))";
        number(self.0.prepare_cached(size)?.query_row([], |row| row.get(0))?)
    }

    /// The root of the first `size` leaves; none if there are fewer.
    pub fn root(&self, size: u64) -> Result<Option<TreeHash>, StorageError> {
        if size > self.size()? { Ok(None) } else { Ok(Some(tree::root(size, self).map_err(broken)?)) }
    }

    pub fn prove(&self, from: u64, size: u64) -> Result<Vec<TreeHash>, StorageError> {
        tree::prove(from, size, self).map_err(broken)
    }
}

/// Adds the leaf of a segment that is about to be kept, and answers its number.
pub fn append(db: &Write<'_>, log: LogId, last: u64, head: Head) -> Result<u64, StorageError> {
    add(db, tree::leaf(log, last, head))
}

/// Adds the leaf of what the feed got besides segments behind number `after`.
pub fn append_changes(db: &Write<'_>, after: i64, last: i64) -> Result<(), StorageError> {
    let digest = feed_digest::of_changes(db, after)?;
    let leaf = add(db, tree::feed_leaf(number(last)?, &digest))?;
    db.prepare_cached("INSERT INTO feed_leaf (leaf, last, digest) VALUES (?1, ?2, ?3)")?.execute(params![stored(leaf)?, last, digest])?;
    Ok(())
}

/// The leaf at this position, if it is one of what the feed got besides segments.
pub fn changes_at(db: &Read<'_>, leaf: u64) -> Result<Option<TreeHash>, StorageError> {
    let found: Option<(i64, [u8; 32])> = db
        .prepare_cached("SELECT last, digest FROM feed_leaf WHERE leaf = ?1")?
        .query_row([stored(leaf)?], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    found.map(|(last, digest)| Ok(tree::feed_leaf(number(last)?, &digest))).transpose()
}

/// Stores the hashes that come with one more leaf, and answers its number.
fn add(db: &Write<'_>, hash: TreeHash) -> Result<u64, StorageError> {
    let tree = Tree(db);
    let leaf = tree.size()?;
    let hashes = tree::append(leaf, hash, &tree).map_err(broken)?;
    let mut insert = db.prepare_cached("INSERT INTO tree (position, hash) VALUES (?1, ?2)")?;
    for (position, hash) in (tree::position_of_leaf(leaf)..).zip(hashes) {
        insert.execute(params![stored(position)?, hash.0])?;
    }
    Ok(leaf)
}

fn broken(_: BadTree) -> StorageError {
    StorageError::Unreadable { what: "tree" }
}
