//! The stored hashes of the Merkle log over segments and what else the feed got. What proves what is `wire::tree`'s business.

use std::collections::{BTreeMap, BTreeSet};

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
        Hashes::read(self.0, positions).ok()?.at(positions)
    }
}

/// Hashes that were read at once, or are to be stored.
#[derive(Debug, Default, Clone)]
pub struct Hashes(BTreeMap<u64, TreeHash>);

impl TreeHashes for Hashes {
    fn at(&self, positions: &[u64]) -> Option<Vec<TreeHash>> {
        positions.iter().map(|position| self.0.get(position).copied()).collect()
    }
}

impl Hashes {
    /// What is stored at these positions, in few questions however many they are; what is not there is left out.
    pub fn read(db: &Read<'_>, positions: &[u64]) -> Result<Self, StorageError> {
        let wanted: BTreeSet<u64> = positions.iter().copied().collect();
        let wanted: Vec<i64> = wanted.into_iter().map(stored).collect::<Result<_, _>>()?;
        let mut found = BTreeMap::new();
        for (places, values) in parts(&wanted) {
            let sql = format!("SELECT position, hash FROM tree WHERE position IN ({places})");
            found.extend(db.many(&sql, &values, |row| Ok((row.get::<u64>(0)?, TreeHash(row.get(1)?))))?);
        }
        Ok(Hashes(found))
    }
}

/// A tree that grows by several leaves before its new hashes are stored.
#[derive(Debug)]
pub struct Growing {
    began: u64,
    size: u64,
    hashes: Hashes,
}

impl Growing {
    /// Reads its edge, and what the roots of its first leaves need, so many as `sizes` say.
    pub fn begin(db: &Read<'_>, sizes: &[u64]) -> Result<Self, StorageError> {
        let size = Tree(db).size()?;
        let sizes = sizes.iter().copied().filter(|shown| *shown <= size);
        let positions: Vec<u64> = sizes.chain([size]).flat_map(tree::read_by_root).collect();
        Ok(Growing { began: size, size, hashes: Hashes::read(db, &positions)? })
    }

    /// How many leaves there were before any was added.
    #[must_use]
    pub fn began(&self) -> u64 {
        self.began
    }

    /// The root of the first `size` leaves, one of those that were asked for; none if there were fewer.
    pub fn root(&self, size: u64) -> Result<Option<TreeHash>, StorageError> {
        if size > self.began { Ok(None) } else { Ok(Some(tree::root(size, &self.hashes).map_err(broken)?)) }
    }

    /// Adds the leaf of a segment that is about to be kept, and answers its number.
    pub fn append(&mut self, log: LogId, last: u64, head: Head) -> Result<u64, StorageError> {
        self.add(tree::leaf(log, last, head))
    }

    fn add(&mut self, leaf: TreeHash) -> Result<u64, StorageError> {
        let number = self.size;
        let new = tree::append(number, leaf, &self.hashes).map_err(broken)?;
        self.hashes.0.extend((tree::position_of_leaf(number)..).zip(new));
        self.size += 1;
        Ok(number)
    }

    /// Stores the hashes of the leaves that were added.
    pub fn finish(self, db: &Write<'_>) -> Result<(), StorageError> {
        let new = self.hashes.0.range(tree::position_of_leaf(self.began)..);
        let rows: Vec<(i64, &TreeHash)> =
            new.map(|(position, hash)| Ok((stored(*position)?, hash))).collect::<Result<_, StorageError>>()?;
        if !rows.is_empty() {
            db.copy_in("tree (position, hash)", rows.iter().map(|(position, hash)| [Value::Integer(*position), Value::Bytes(&hash.0)]))?;
        }
        Ok(())
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

    /// Proves of each of these beginnings that the tree of `size` leaves begins with it. Reads what all of them need at once.
    pub fn prove_all(&self, beginnings: &[u64], size: u64) -> Result<Vec<Vec<TreeHash>>, StorageError> {
        let positions: Vec<u64> = beginnings.iter().flat_map(|from| tree::read_by_proof(*from, size)).collect();
        let hashes = Hashes::read(self.0, &positions)?;
        beginnings.iter().map(|from| tree::prove(*from, size, &hashes).map_err(broken)).collect()
    }
}

/// Adds the leaf of what the feed got besides segments behind number `after`.
pub fn append_changes(db: &Write<'_>, after: i64, last: i64) -> Result<(), StorageError> {
    let digest = feed_digest::of_changes(db, after)?;
    let mut tree = Growing::begin(db, &[])?;
    let leaf = tree.add(tree::feed_leaf(number(last)?, &digest))?;
    tree.finish(db)?;
    db.run("INSERT INTO feed_leaf (leaf, last, digest) VALUES (?1, ?2, ?3)", params![stored(leaf)?, last, digest])?;
    Ok(())
}

/// The leaf at this position, if it is one of what the feed got besides segments.
pub fn changes_at(db: &Read<'_>, leaf: u64) -> Result<Option<TreeHash>, StorageError> {
    db.optional("SELECT last, digest FROM feed_leaf WHERE leaf = ?1", params![stored(leaf)?], |row| {
        Ok(tree::feed_leaf(row.get(0)?, &row.get::<[u8; 32]>(1)?))
    })
}

fn broken(_: BadTree) -> StorageError {
    StorageError::Unreadable { what: "tree" }
}
