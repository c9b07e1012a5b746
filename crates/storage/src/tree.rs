//! The stored hashes of the Merkle log over segments and what else the feed got. What proves what is `wire::tree`'s business.

use std::collections::BTreeMap;

use daylog_domain::ids::LogId;
use daylog_wire::{
    chain::Head,
    tree::{self, BadTree, TreeHash, TreeHashes},
};

use crate::{Read, StorageError, Value, Write, feed_digest, number, params, session::parts, stored};

/// The tree as this session sees it.
pub struct Tree<'c>(pub &'c Read<'c>);

impl TreeHashes for Tree<'_> {
    fn at(&self, positions: &[u64]) -> Option<Vec<TreeHash>> {
        let wanted: Vec<i64> = positions.iter().map(|position| stored(*position)).collect::<Result<_, _>>().ok()?;
        let mut found = BTreeMap::new();
        for (places, values) in parts(&wanted) {
            self.0
                .each(&format!("SELECT position, hash FROM tree WHERE position IN ({places})"), &values, |row| {
                    found.insert(row.get::<u64>(0)?, TreeHash(row.get(1)?));
                    Ok::<_, StorageError>(())
                })
                .ok()?;
        }
        positions.iter().map(|position| found.get(position).copied()).collect()
    }
}

impl Tree<'_> {
    /// How many leaves there are.
    pub fn size(&self) -> Result<u64, StorageError> {
        self.0.one(
            "SELECT 1 + coalesce(max(newest.leaf), -1)
             FROM (SELECT max(leaf) AS leaf FROM segment UNION ALL SELECT max(leaf) FROM feed_leaf) AS newest",
            &[],
            |row| row.get(0),
        )
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
    db.run("INSERT INTO feed_leaf (leaf, last, digest) VALUES (?1, ?2, ?3)", params![stored(leaf)?, last, digest])?;
    Ok(())
}

/// The leaf at this position, if it is one of what the feed got besides segments.
pub fn changes_at(db: &Read<'_>, leaf: u64) -> Result<Option<TreeHash>, StorageError> {
    db.optional("SELECT last, digest FROM feed_leaf WHERE leaf = ?1", params![stored(leaf)?], |row| {
        Ok(tree::feed_leaf(row.get(0)?, &row.get::<[u8; 32]>(1)?))
    })
}

/// Stores the hashes that come with one more leaf, and answers its number.
fn add(db: &Write<'_>, hash: TreeHash) -> Result<u64, StorageError> {
    let tree = Tree(db);
    let leaf = tree.size()?;
    let hashes = tree::append(leaf, hash, &tree).map_err(broken)?;
    let first = stored(tree::position_of_leaf(leaf))?;
    db.copy_in("tree (position, hash)", (first..).zip(&hashes).map(|(position, hash)| [Value::Integer(position), Value::Bytes(&hash.0)]))?;
    Ok(leaf)
}

fn broken(_: BadTree) -> StorageError {
    StorageError::Unreadable { what: "tree" }
}
