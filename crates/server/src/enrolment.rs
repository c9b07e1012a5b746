//! Taking up an invite.
use ring::digest::{SHA256, digest};

/// An invite's secret as it is stored.
#[must_use]
pub fn secret_hash(secret: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, [b"daylog invite 1".as_slice(), secret.as_bytes()].concat().as_slice()).as_ref());
    hash
}
