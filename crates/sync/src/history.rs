//! What a device makes of the server's signed words on its history and its whereabouts: whether a checkpoint goes on from the
//! one held, and whether a directory may be trusted. Keeps nothing.

use daylog_store::{Store, StoreError};
use daylog_teeth::{Fault, broken};
use daylog_wire::{
    Unreadable,
    checkpoint::Checkpoint,
    directory::{Directory, SignedDirectory},
    keys::PublicKey,
    message::SyncResponse,
    tree::begins_with,
};

use crate::certificate;

/// The server's history does not go on from what it signed before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongCheckpoint;

/// The answer's checkpoint, if it is to be kept: shown to begin with the one that the request showed, or of another epoch.
pub fn checkpoint(shown: Option<&Checkpoint>, response: &SyncResponse, server: &PublicKey) -> Result<Option<Vec<u8>>, WrongCheckpoint> {
    let Some(note) = &response.checkpoint else { return Ok(None) };
    let new = Checkpoint::open(note, server).map_err(|_| WrongCheckpoint)?;
    if new.epoch != response.epoch {
        return Err(WrongCheckpoint);
    }
    let proof = response.consistency.as_deref().unwrap_or_default();
    match shown {
        Some(held) if held.epoch == new.epoch && !begins_with((new.size, new.root), (held.size, held.root), proof) => Err(WrongCheckpoint),
        _ => Ok(Some(note.to_vec())),
    }
}

/// A directory that the district signed, newer than number `held`, with authorities that can be trusted: one that is trusted
/// already, or that one of those announced. Authorities that are neither are left out of account by refusing the whole.
pub fn directory(signed: &SignedDirectory, server: &PublicKey, held: u64, trusted: &[Vec<u8>]) -> Option<SignedDirectory> {
    let directory = match signed.open(server) {
        Ok(directory) => directory,
        Err(_) if broken(Fault::UnsignedDirectoryCounts) => unsigned(signed)?,
        Err(_) => return None,
    };
    let is_newer = directory.number > held || broken(Fault::OlderDirectoryCounts);
    let is_usable = !directory.addresses.is_empty() && !directory.authorities.is_empty();
    (is_newer && is_usable && are_trusted(&directory, trusted)).then(|| signed.clone())
}

/// Why a directory that somebody brought by hand is not followed; the one that holds is kept.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("this is no directory")]
    Unreadable(#[from] Unreadable),
    #[error("the directory is another district's, older, or names an authority that nobody trusted announced")]
    NotTrusted,
}

/// Takes in a directory's text, from a QR code or a file, by the same rules as one that came with an answer.
pub fn take_directory(store: &mut Store, text: &str) -> Result<(), DirectoryError> {
    let signed = SignedDirectory::from_text(text)?;
    let device = store.device()?;
    let enrolled = device.enrolled()?;
    let trusted = directory(&signed, &enrolled.server, enrolled.directory, &enrolled.authorities).ok_or(DirectoryError::NotTrusted)?;
    Ok(store.keep_directory(&trusted)?)
}

fn are_trusted(directory: &Directory, trusted: &[Vec<u8>]) -> bool {
    let mut known: Vec<&[u8]> = trusted.iter().map(Vec::as_slice).collect();
    directory.authorities.iter().all(|authority| {
        let is_known = known.contains(&authority.certificate.as_slice());
        let is_announced = || {
            authority
                .announced
                .as_ref()
                .is_some_and(|signature| known.iter().any(|by| certificate::announces(by, &authority.certificate, signature)))
        };
        let is_trusted = is_known || is_announced();
        if is_trusted {
            known.push(&authority.certificate);
        }
        is_trusted
    })
}

fn unsigned(signed: &SignedDirectory) -> Option<Directory> {
    Directory::from_bytes(&signed.body).ok()
}
