//! What a device makes of the server's signed words on its history and its whereabouts: whether a checkpoint goes on from the
//! one held, and whether a directory may be trusted. Keeps nothing.

use daylog_faults::{Fault, broken};
use daylog_store::{Enrolled, Store, StoreError};
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

/// Takes in a directory's text, from a QR code or a file, by the same rules as one that came with an answer. The one that is
/// followed already changes nothing, and is no mistake of whoever brought it.
pub fn take_directory(store: &mut Store, text: &str) -> Result<(), DirectoryError> {
    let signed = SignedDirectory::from_text(text)?;
    let device = store.device()?;
    let enrolled = device.enrolled()?;
    if is_held(&signed, enrolled) {
        return Ok(());
    }
    let trusted = directory(&signed, &enrolled.server, enrolled.directory, &enrolled.authorities).ok_or(DirectoryError::NotTrusted)?;
    Ok(store.keep_directory(&trusted)?)
}

fn is_held(signed: &SignedDirectory, enrolled: &Enrolled) -> bool {
    signed.open(&enrolled.server).is_ok_and(|directory| {
        let authorities = directory.authorities.iter().map(|authority| &authority.certificate);
        directory.number == enrolled.directory
            && enrolled.addresses.starts_with(&directory.addresses)
            && authorities.eq(&enrolled.authorities)
    })
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

#[cfg(test)]
mod tests {
    use daylog_domain::time::Instant;
    use daylog_wire::{PROTOCOL_VERSION, checkpoint::Epoch, directory::Authority, keys::SigningKey, message::Verdict, tree::TreeHash};

    use super::*;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_seed(&[seed; 32]).unwrap()
    }

    fn listing(number: u64, authorities: &[u8]) -> Directory {
        let authority = |name: &u8| Authority { certificate: vec![*name], announced: None };
        Directory {
            number,
            addresses: vec!["10.0.0.1:1".to_owned()],
            authorities: authorities.iter().map(authority).collect(),
            envelope_key: [0; 32],
        }
    }

    #[test]
    fn a_directory_is_followed_only_if_the_district_signed_it_it_is_newer_and_its_authorities_are_trusted() {
        let empty = Directory { addresses: Vec::new(), ..listing(3, &[1]) };
        for (what, signed, follows) in [
            ("newer, with the trusted authority", listing(3, &[1]).sign(&key(1)), true),
            ("signed by somebody else", listing(3, &[1]).sign(&key(2)), false),
            ("as old as the one that is held", listing(2, &[1]).sign(&key(1)), false),
            ("older", listing(1, &[1]).sign(&key(1)), false),
            ("an authority that nobody announced", listing(3, &[1, 2]).sign(&key(1)), false),
            ("no authority", listing(3, &[]).sign(&key(1)), false),
            ("no address", empty.sign(&key(1)), false),
        ] {
            assert_eq!(directory(&signed, &key(1).public(), 2, &[vec![1]]).is_some(), follows, "{what}");
        }
    }

    #[test]
    fn a_checkpoint_is_kept_only_if_it_goes_on_from_the_one_that_was_shown() {
        let server = key(1);
        let shown = Checkpoint { epoch: Epoch([1; 16]), follows: None, size: 3, root: TreeHash([3; 32]) };
        let answer = |checkpoint: Checkpoint, signer: &SigningKey, consistency: Option<Vec<TreeHash>>| SyncResponse {
            version: PROTOCOL_VERSION,
            epoch: checkpoint.epoch,
            server_time: Instant(0),
            is_time_doubted: false,
            verdict: Verdict::Accepted,
            have: 0,
            refused: Vec::new(),
            orphans: Vec::new(),
            colleagues: Vec::new(),
            receipt: None,
            token: None,
            page: None,
            retry_after_seconds: None,
            checkpoint: Some(checkpoint.sign(signer).into()),
            consistency,
            watermark: None,
            directory: None,
        };
        let later = Checkpoint { size: 4, root: TreeHash([4; 32]), ..shown };
        let other_epoch = Checkpoint { epoch: Epoch([2; 16]), size: 1, ..shown };
        let misnamed = SyncResponse { epoch: Epoch([9; 16]), ..answer(later, &server, None) };
        for (what, answer, shown, kept) in [
            ("the first", answer(later, &server, None), None, Ok(true)),
            ("the same", answer(shown, &server, None), Some(shown), Ok(true)),
            ("another root at the same size", answer(Checkpoint { root: TreeHash([9; 32]), ..shown }, &server, None), Some(shown), Err(())),
            ("larger without a proof", answer(later, &server, None), Some(shown), Err(())),
            ("larger with a proof of nothing", answer(later, &server, Some(vec![TreeHash([0; 32]); 2])), Some(shown), Err(())),
            ("smaller", answer(Checkpoint { size: 2, ..shown }, &server, None), Some(shown), Err(())),
            ("a new epoch", answer(other_epoch, &server, None), Some(shown), Ok(true)),
            ("signed by somebody else", answer(later, &key(2), None), None, Err(())),
            ("of another epoch than the answer", misnamed, None, Err(())),
        ] {
            let found = checkpoint(shown.as_ref(), &answer, &server.public()).map(|kept| kept.is_some()).map_err(|WrongCheckpoint| ());
            assert_eq!(found, kept, "{what}");
        }
    }
}
