//! Where an entry stood before it moved to another log. Knows no log and moves nothing.

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
