//! Small names for what is large in the program: logs, words, epochs. Heads and roots are the history itself, so that two
//! are equal exactly when what they cover is equal; no hash is computed.

use daylog_wire::{chain::Head, checkpoint::Epoch, tree::TreeHash};

pub type LogName = u8;
/// What an entry says: the number of its saving.
pub type Words = u8;

/// The head of a log that holds these words.
pub fn head(log: LogName, words: &[Words]) -> Head {
    let mut bytes = [0; 32];
    bytes[0] = log;
    bytes[1] = u8::try_from(words.len()).unwrap();
    bytes[2..2 + words.len()].copy_from_slice(words);
    Head(bytes)
}

pub fn epoch(number: u8) -> Epoch {
    Epoch([number; 16])
}

/// A leaf of the tree: a log and what it held with a segment, or what else the feed got.
pub type Leaf = (LogName, Vec<Words>);

/// In a leaf, instead of a log: an assignment or its end, the cadre, and its position in the feed.
pub const CHANGE: LogName = 254;

/// The root of a tree with these leaves: a digest that no two lists of leaves within the bounds share.
pub fn root(leaves: &[Leaf]) -> TreeHash {
    let mut bytes = [0; 32];
    let mut digest = 0xcbf2_9ce4_8422_2325_u128 | 1 << 127;
    for (log, words) in leaves {
        for byte in [*log, 255].iter().chain(words).chain(&[253]) {
            digest = (digest ^ u128::from(*byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
        }
    }
    bytes[..16].copy_from_slice(&digest.to_be_bytes());
    bytes[16] = u8::try_from(leaves.len()).unwrap();
    TreeHash(bytes)
}

/// Eight bytes that were never drawn before.
pub fn drawn(number: u8) -> [u8; 8] {
    [number; 8]
}

pub type Token = Option<[u8; 16]>;
