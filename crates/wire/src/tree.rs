//! The server's Merkle log over accepted segments and roster changes (RFC 6962), and what proves that one tree begins with another.
//! Where the hashes are kept is the caller's business: it reads them by position through `TreeHashes`.

use std::cell::RefCell;

use daylog_domain::ids::LogId;
use minicbor::{Decode, Encode};
use tlog_tiles::tlog::{self, Hash, HashReader};

use crate::chain::Head;

/// A hash of the tree: a leaf, an inner node or a root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct TreeHash(
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub [u8; 32],
);

/// The stored hashes of a tree, by their position in the order in which they were made.
pub trait TreeHashes {
    /// The hash at each position, in that order; `None` if any of them cannot be read.
    fn at(&self, positions: &[u64]) -> Option<Vec<TreeHash>>;
}

/// A stored hash is missing, or a proof does not prove.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the tree does not hold together")]
pub struct BadTree;

/// The most hashes that a proof of consistency holds: two for each level of the largest tree.
pub const PROOF_HASHES: usize = 128;

/// The leaf of an accepted segment. It covers the log's head, which covers commitments, so a purge leaves it true.
#[must_use]
pub fn leaf(log: LogId, last: u64, head: Head) -> TreeHash {
    TreeHash(tlog::record_hash(&[b"daylog leaf 1".as_slice(), &log.0, &last.to_be_bytes(), &head.0].concat()).0)
}

/// The leaf of what the district's feed got besides segments, up to number `last`: households, assignments, settings, orders.
#[must_use]
pub fn feed_leaf(last: u64, digest: &[u8; 32]) -> TreeHash {
    TreeHash(tlog::record_hash(&[b"daylog feed leaf 1".as_slice(), &last.to_be_bytes(), digest].concat()).0)
}

/// The position at which the hashes of leaf `number` (from 0) begin.
#[must_use]
pub fn position_of_leaf(number: u64) -> u64 {
    tlog::stored_hash_index(0, number)
}

/// The hashes to store when `leaf` becomes leaf `number`, from `position_of_leaf(number)` on.
pub fn append(number: u64, leaf: TreeHash, tree: &impl TreeHashes) -> Result<Vec<TreeHash>, BadTree> {
    let hashes = tlog::stored_hashes_for_record_hash(number, Hash(leaf.0), &Reader(tree)).map_err(|_| BadTree)?;
    Ok(hashes.into_iter().map(|hash| TreeHash(hash.0)).collect())
}

/// The root of the first `size` leaves.
pub fn root(size: u64, tree: &impl TreeHashes) -> Result<TreeHash, BadTree> {
    tlog::tree_hash(size, &Reader(tree)).map(|hash| TreeHash(hash.0)).map_err(|_| BadTree)
}

/// Proves to whoever holds the root of `from` leaves that the tree of `size` leaves begins with those.
pub fn prove(from: u64, size: u64, tree: &impl TreeHashes) -> Result<Vec<TreeHash>, BadTree> {
    if from == 0 || from == size {
        return Ok(Vec::new());
    }
    let proof = tlog::prove_tree(size, from, &Reader(tree)).map_err(|_| BadTree)?;
    Ok(proof.into_iter().map(|hash| TreeHash(hash.0)).collect())
}

/// The positions that `root` of so many leaves reads, and with them everything that appending behind these leaves reads.
#[must_use]
pub fn read_by_root(size: u64) -> Vec<u64> {
    let recorder = Recorder::default();
    let _without_meaning = root(size, &recorder);
    recorder.0.into_inner()
}

/// The positions that `prove` reads.
#[must_use]
pub fn read_by_proof(from: u64, size: u64) -> Vec<u64> {
    let recorder = Recorder::default();
    let _without_meaning = prove(from, size, &recorder);
    recorder.0.into_inner()
}

/// Notes what it is asked for, and answers with nothing that means anything.
#[derive(Default)]
struct Recorder(RefCell<Vec<u64>>);

impl TreeHashes for Recorder {
    fn at(&self, positions: &[u64]) -> Option<Vec<TreeHash>> {
        self.0.borrow_mut().extend(positions);
        Some(vec![TreeHash([0; 32]); positions.len()])
    }
}

/// Whether `proof` shows that the tree `later` begins with the tree `earlier`, each given as size and root.
#[must_use]
pub fn begins_with(later: (u64, TreeHash), earlier: (u64, TreeHash), proof: &[TreeHash]) -> bool {
    if earlier.0 == 0 {
        return true;
    }
    if earlier.0 == later.0 {
        return earlier.1 == later.1;
    }
    if earlier.0 > later.0 || proof.len() > PROOF_HASHES {
        return false;
    }
    let proof: Vec<Hash> = proof.iter().map(|hash| Hash(hash.0)).collect();
    tlog::check_tree(&proof, later.0, Hash(later.1.0), earlier.0, Hash(earlier.1.0)).is_ok()
}

struct Reader<'t, T>(&'t T);

impl<T: TreeHashes> HashReader for Reader<'_, T> {
    fn read_hashes(&self, positions: &[u64]) -> Result<Vec<Hash>, tlog_tiles::Error> {
        let found = self.0.at(positions).filter(|found| found.len() == positions.len());
        let found = found.ok_or(tlog_tiles::Error::InvalidInput("a stored hash is missing".to_owned()))?;
        Ok(found.into_iter().map(|hash| Hash(hash.0)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Kept(Vec<TreeHash>);

    impl TreeHashes for Kept {
        fn at(&self, positions: &[u64]) -> Option<Vec<TreeHash>> {
            positions.iter().map(|position| self.0.get(usize::try_from(*position).ok()?).copied()).collect()
        }
    }

    fn tree(leaves: u64, salt: u8) -> Kept {
        let mut kept = Kept(Vec::new());
        for number in 0..leaves {
            let leaf = leaf(LogId([salt; 16]), number, Head([salt; 32]));
            assert_eq!(position_of_leaf(number), kept.0.len() as u64);
            let new = append(number, leaf, &kept).unwrap();
            kept.0.extend(new);
        }
        kept
    }

    #[test]
    fn a_tree_is_shown_to_begin_with_each_of_its_beginnings_and_with_no_other() {
        let (own, other) = (tree(40, 1), tree(40, 2));
        for size in 1..=40 {
            let later = (size, root(size, &own).unwrap());
            for from in 0..=size {
                let proof = prove(from, size, &own).unwrap();
                assert!(begins_with(later, (from, root(from, &own).unwrap()), &proof), "{from} in {size}");
                let foreign = (from, root(from, &other).unwrap());
                assert_eq!(begins_with(later, foreign, &proof), from == 0, "foreign {from} in {size}");
            }
            assert!(!begins_with(later, (size + 1, root(size, &own).unwrap()), &[]));
        }
    }

    #[test]
    fn what_is_said_to_be_read_is_all_that_is_read() {
        let (own, longest) = (tree(40, 1), 9);
        let only = |positions: Vec<u64>| Only(positions, Kept(own.0.clone()));
        for size in 0..=30 {
            let mut edge = only(read_by_root(size));
            assert_eq!(root(size, &edge), root(size, &own), "{size}");
            for number in size..size + longest {
                let leaf = leaf(LogId([1; 16]), number, Head([1; 32]));
                let new = append(number, leaf, &edge).unwrap();
                edge.0.extend((position_of_leaf(number)..).take(new.len()));
            }
            assert_eq!(root(size + longest, &edge), root(size + longest, &own), "{size}, grown");
            for from in 0..=size {
                assert_eq!(prove(from, size, &only(read_by_proof(from, size))), prove(from, size, &own), "{from} in {size}");
            }
        }
    }

    /// A tree of which only some positions can be read.
    struct Only(Vec<u64>, Kept);

    impl TreeHashes for Only {
        fn at(&self, positions: &[u64]) -> Option<Vec<TreeHash>> {
            let is_known = positions.iter().all(|position| self.0.contains(position));
            is_known.then(|| self.1.at(positions)).flatten()
        }
    }

    #[test]
    fn a_hostile_proof_is_refused_whatever_it_claims() {
        let own = tree(9, 1);
        let root_of = |size| root(size, &own).unwrap();
        for proof in [vec![], vec![TreeHash([0; 32]); 3], vec![TreeHash([0; 32]); 1000]] {
            assert!(!begins_with((9, root_of(9)), (5, root_of(5)), &proof));
            assert!(!begins_with((u64::MAX, root_of(9)), (5, root_of(5)), &proof));
        }
        assert_eq!(append(3, TreeHash([0; 32]), &Kept(Vec::new())), Err(BadTree));
    }
}
