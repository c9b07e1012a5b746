//! The head of a backup file: its content key encrypted to the recovery key (HPKE: X25519, HKDF-SHA256, ChaCha20-Poly1305),
//! and the server's signature, so that a backup which somebody else encrypted to the same public key is told apart.

use daylog_district::random;
use daylog_wire::{
    encryption::{self, Encrypted, OpeningKey},
    keys::{PublicKey, Signature, SigningKey},
};
use zeroize::Zeroizing;

use super::BackupProblem;

/// The first bytes of every version, and then of this one.
const MARK: &[u8] = b"daylog backup ";
const MARK_1: &[u8; 16] = b"daylog backup 1\n";
const ENCAPSULATED: usize = 32;
const ENCRYPTED: usize = 32 + 16;
const SIGNATURE: usize = 64;
const SIGNED: usize = MARK_1.len() + ENCAPSULATED + ENCRYPTED;
pub const HEAD_BYTES: usize = SIGNED + SIGNATURE;
const INFO: &[u8] = b"daylog backup 1";

/// The key of one backup's contents, wiped from memory when dropped.
#[derive(Clone)]
pub struct ContentKey(pub(super) Zeroizing<[u8; 32]>);

/// A new content key and the head that holds it.
pub fn encrypt(recovery: &[u8; 32], signing: &SigningKey) -> Result<(ContentKey, [u8; HEAD_BYTES]), BackupProblem> {
    let key = ContentKey(Zeroizing::new(random::bytes()?));
    let Encrypted { encapsulated, ciphertext } =
        encryption::encrypt(recovery, INFO, &[], key.0.as_slice(), &random::bytes()?).map_err(|_| BackupProblem::Encrypt)?;
    let signed = [MARK_1.as_slice(), &encapsulated, &ciphertext].concat();
    let head = [signed.as_slice(), &signing.sign(&statement(&signed)).0].concat();
    Ok((key, head.try_into().map_err(|_| BackupProblem::Encrypt)?))
}

/// Opens the head with the kit's recovery key.
pub fn open(head: &[u8; HEAD_BYTES], recovery_key: &[u8; 32]) -> Result<ContentKey, BackupProblem> {
    let rest = head.strip_prefix(MARK_1.as_slice()).ok_or_else(|| unknown(head))?;
    let (encapsulated, rest) = rest.split_at_checked(ENCAPSULATED).ok_or(BackupProblem::NotABackup)?;
    let encrypted = rest.get(..ENCRYPTED).ok_or(BackupProblem::NotABackup)?;
    let encrypted = Encrypted { encapsulated: encapsulated.to_vec(), ciphertext: encrypted.to_vec() };
    let key = OpeningKey::from_seed(recovery_key).open(INFO, &[], &encrypted).map_err(|_| BackupProblem::WrongRecoveryKey)?;
    Ok(ContentKey(Zeroizing::new(key.as_slice().try_into().map_err(|_| BackupProblem::NotABackup)?)))
}

/// Whether the server with this key encrypted it. The contents are bound to the content key, which only they two know.
#[must_use]
pub fn is_from(head: &[u8; HEAD_BYTES], server: &PublicKey) -> bool {
    let (signed, signature) = head.split_at(SIGNED);
    <[u8; SIGNATURE]>::try_from(signature).is_ok_and(|signature| server.verifies(&statement(signed), &Signature(signature)))
}

fn unknown(head: &[u8]) -> BackupProblem {
    if head.starts_with(MARK) { BackupProblem::Newer } else { BackupProblem::NotABackup }
}

fn statement(signed: &[u8]) -> Vec<u8> {
    [b"daylog signed backup 1".as_slice(), signed].concat()
}
