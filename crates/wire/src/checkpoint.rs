//! Checkpoints: the server's signed word about the whole of its Merkle log, in the form of C2SP's tlog-checkpoint and
//! signed-note, so that other people's tools can read one. Keeps no tree and compares none.

use base64::{Engine, engine::general_purpose::STANDARD};
use minicbor::{Decode, Encode};
use ring::digest::{SHA256, digest};
use tlog_tiles::{Checkpoint as Note, tlog::Hash};

use crate::{
    keys::{PublicKey, Signature, SigningKey},
    tree::TreeHash,
};

/// The longest checkpoint that is read, in bytes.
pub const CHECKPOINT_LIMIT: usize = 1024;

const ORIGIN: &str = "daylog/";
const FOLLOWS: &str = "follows ";
/// The name of the key in the note; which district it is, the key itself says.
const KEY_NAME: &str = "daylog";
/// Ed25519 in C2SP's signed-note.
const KEY_KIND: u8 = 1;

/// A random identity of the server's history; a new one after a restored backup proves itself older.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Epoch(
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub [u8; 16],
);

/// How large the Merkle log was, in which epoch, and its root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    pub epoch: Epoch,
    /// The epoch that this one follows, if it is not the first.
    pub follows: Option<Epoch>,
    /// Accepted segments.
    pub size: u64,
    pub root: TreeHash,
}

/// Bytes that are no checkpoint of this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a checkpoint that this district signed")]
pub struct BadCheckpoint;

impl Checkpoint {
    /// The signed note: text that a person can read.
    #[must_use]
    pub fn sign(&self, key: &SigningKey) -> Vec<u8> {
        let extension = self.follows.map(|epoch| format!("{FOLLOWS}{}\n", hex(&epoch.0))).unwrap_or_default();
        let text = Note::new(&format!("{ORIGIN}{}", hex(&self.epoch.0)), self.size, Hash(self.root.0), &extension)
            .map(|note| note.to_bytes())
            .unwrap_or_default();
        let signature = [key_id(&key.public()).as_slice(), &key.sign(&text).0].concat();
        [text.as_slice(), format!("\n\u{2014} {KEY_NAME} {}\n", STANDARD.encode(signature)).as_bytes()].concat()
    }

    /// Reads a note and checks that `server` signed it.
    pub fn open(note: &[u8], server: &PublicKey) -> Result<Self, BadCheckpoint> {
        Self::read(note, server).ok_or(BadCheckpoint)
    }

    fn read(note: &[u8], server: &PublicKey) -> Option<Self> {
        let note = std::str::from_utf8(note).ok().filter(|note| note.len() <= CHECKPOINT_LIMIT)?;
        let (text, signatures) = note.rsplit_once("\n\n").map(|(text, signatures)| (format!("{text}\n"), signatures))?;
        let signature = signatures.lines().find_map(|line| of_line(line, server))?;
        if !server.verifies(text.as_bytes(), &signature) {
            return None;
        }
        let note = Note::from_bytes(text.as_bytes()).ok()?;
        let follows = note.extension().lines().find_map(|line| line.strip_prefix(FOLLOWS));
        Some(Checkpoint {
            epoch: epoch(note.origin().strip_prefix(ORIGIN)?)?,
            follows: follows.map(|follows| epoch(follows).ok_or(())).transpose().ok()?,
            size: note.size(),
            root: TreeHash(note.hash().0),
        })
    }
}

/// The signature of a line, if it names this key.
fn of_line(line: &str, server: &PublicKey) -> Option<Signature> {
    let (name, signature) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
    let bytes = STANDARD.decode(signature).ok()?;
    let (id, signature) = bytes.split_at_checked(4)?;
    let is_own = name == KEY_NAME && id == key_id(server);
    signature.try_into().ok().filter(|_| is_own).map(Signature)
}

fn key_id(key: &PublicKey) -> [u8; 4] {
    let hash = digest(&SHA256, &[KEY_NAME.as_bytes(), b"\n", &[KEY_KIND], &key.0].concat());
    let mut id = [0; 4];
    id.copy_from_slice(hash.as_ref().split_at(4).0);
    id
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn epoch(text: &str) -> Option<Epoch> {
    let bytes: Option<Vec<u8>> =
        text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect();
    bytes?.try_into().ok().map(Epoch)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkpoint() -> Checkpoint {
        Checkpoint { epoch: Epoch([0xab; 16]), follows: Some(Epoch([1; 16])), size: 42, root: TreeHash([7; 32]) }
    }

    #[test]
    fn a_checkpoint_reads_as_a_note_and_comes_back() {
        let key = SigningKey::from_seed(&[3; 32]).unwrap();
        for checkpoint in [checkpoint(), Checkpoint { follows: None, size: 0, ..checkpoint() }] {
            let note = checkpoint.sign(&key);
            assert_eq!(Checkpoint::open(&note, &key.public()), Ok(checkpoint));
        }
        let text = String::from_utf8(checkpoint().sign(&key)).unwrap();
        let lines: Vec<&str> = text.lines().take(5).collect();
        assert_eq!(
            lines,
            [
                "daylog/abababababababababababababababab",
                "42",
                "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=",
                "follows 01010101010101010101010101010101",
                ""
            ]
        );
    }

    #[test]
    fn what_another_key_signed_or_somebody_changed_is_no_checkpoint() {
        let (key, other) = (SigningKey::from_seed(&[3; 32]).unwrap(), SigningKey::from_seed(&[4; 32]).unwrap());
        let note = checkpoint().sign(&key);
        assert_eq!(Checkpoint::open(&note, &other.public()), Err(BadCheckpoint));
        for place in 0..note.len() {
            let mut changed = note.clone();
            if let Some(byte) = changed.get_mut(place) {
                *byte ^= 1;
            }
            // What follows the signed text may change without changing what it says, never what it says.
            assert!(matches!(Checkpoint::open(&changed, &key.public()), Err(BadCheckpoint)) || place >= 120, "byte {place}");
        }
        for nonsense in [&b""[..], b"\n\n", b"daylog/00\n1\n\n\xe2\x80\x94 daylog AAAA\n", &[0xff; 2000]] {
            assert_eq!(Checkpoint::open(nonsense, &key.public()), Err(BadCheckpoint));
        }
    }
}
