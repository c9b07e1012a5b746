//! Where an entry stood before it moved to another log, and which of several places of one entry is shown. Knows no log and moves
//! nothing.

use minicbor::{Decode, Encode};

use crate::ids::EntryId;

/// The first place of an entry that moved because two contents were signed for one number. A copied profile may move the
/// same entry twice: by its origin it is shown once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub struct Origin {
    #[n(0)]
    pub place: EntryId,
    /// The beginning of the SHA-256 of the bytes that stood there.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub digest: [u8; 16],
}

impl Origin {
    /// Orders the places at which the entry of this origin stands: the first place before any other, then by identity. The least one
    /// is shown, with what was said of any of them, in whatever order they came.
    #[must_use]
    pub fn rank(&self, id: EntryId) -> (bool, EntryId) {
        (id != self.place, id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::LogId;

    #[test]
    fn the_first_place_is_shown_before_any_other_and_then_the_least() {
        let id = |(log, sequence): (u8, u64)| EntryId { log: LogId([log; 16]), sequence };
        let origin = Origin { place: id((5, 3)), digest: [0; 16] };
        for (places, shown) in [
            (&[(5, 3), (1, 1)][..], (5, 3)),
            (&[(9, 1), (5, 3)], (5, 3)),
            (&[(9, 1), (7, 8), (7, 2)], (7, 2)),
            // Of the same log, but another number.
            (&[(5, 4), (1, 9)], (1, 9)),
        ] {
            assert_eq!(places.iter().map(|place| id(*place)).min_by_key(|place| origin.rank(*place)), Some(id(shown)), "{places:?}");
        }
    }
}
