//! Every way in which a body can be cut, swapped or changed is noticed.

use daylog_wire::{keys::SigningKey, sealing::OpeningKey};

use super::*;
use crate::backup::seal;

fn sealed(length: usize) -> (ContentKey, [u8; HEAD_BYTES], Vec<u8>, Vec<u8>) {
    let (key, head) = seal::seal(&OpeningKey::from_seed(&[1; 32]).public(), &SigningKey::from_seed(&[2; 32]).unwrap()).unwrap();
    let plain: Vec<u8> = (0..length).map(|number| u8::try_from(number % 251).unwrap()).collect();
    let mut sealer = Sealer::new(Vec::new(), &key, &head).unwrap();
    // In pieces that fit no chunk.
    plain.chunks(1000).for_each(|piece| sealer.write_all(piece).unwrap());
    let (body, _, written) = sealer.finish().unwrap();
    assert_eq!(written, body.len() as u64);
    (key, head, plain, body)
}

fn opened(key: &ContentKey, head: &[u8; HEAD_BYTES], body: &[u8]) -> Result<Vec<u8>, BackupProblem> {
    let mut chunks = Unsealer::new(body, key, head)?;
    let mut plain = Vec::new();
    while let Some(chunk) = chunks.next_chunk()? {
        assert!(chunk.len() <= CHUNK);
        plain.extend(chunk);
    }
    Ok(plain)
}

#[test]
fn what_was_sealed_opens_at_every_length() {
    for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17] {
        let (key, head, plain, body) = sealed(length);
        assert_eq!(opened(&key, &head, &body).unwrap(), plain, "{length}");
    }
}

#[test]
fn a_body_that_was_cut_swapped_repeated_or_changed_is_not_opened() {
    const SEALED: usize = CHUNK + TAG;
    let (key, head, _, body) = sealed(3 * CHUNK + 500);
    let swapped = [&body[SEALED..2 * SEALED], &body[..SEALED], &body[2 * SEALED..]].concat();
    let repeated = [&body[..SEALED], &body[..]].concat();
    let left_out = [&body[..SEALED], &body[2 * SEALED..]].concat();
    let longer = [&body[..], b"x"].concat();
    let mut changed = body.clone();
    changed[2 * SEALED + 7] ^= 1;
    let mut other_head = head;
    other_head[HEAD_BYTES - 1] ^= 1;
    for (what, head, body, chunk) in [
        ("nothing at all", &head, &[][..], 0),
        ("cut at the end of a chunk", &head, &body[..2 * SEALED], 1),
        ("cut inside a chunk", &head, &body[..2 * SEALED + 100], 2),
        ("cut inside the last one", &head, &body[..body.len() - 1], 3),
        ("two swapped", &head, &swapped, 0),
        ("one repeated", &head, &repeated, 1),
        ("one left out", &head, &left_out, 1),
        ("one byte more", &head, &longer, 3),
        ("one bit changed", &head, &changed, 2),
        ("under another head", &other_head, &body[..], 0),
    ] {
        let problem = opened(&key, head, body).err();
        assert!(matches!(problem, Some(BackupProblem::Damaged { chunk: found }) if found == chunk), "{what}: {problem:?}");
    }
}

#[test]
fn a_head_opens_with_its_own_recovery_key_and_tells_who_sealed_it() {
    let (_, head, _, _) = sealed(1);
    assert!(seal::open(&head, &[1; 32]).is_ok());
    assert!(matches!(seal::open(&head, &[3; 32]), Err(BackupProblem::WrongRecoveryKey)));
    assert!(seal::is_from(&head, &SigningKey::from_seed(&[2; 32]).unwrap().public()));
    assert!(!seal::is_from(&head, &SigningKey::from_seed(&[4; 32]).unwrap().public()));
    let mut newer = head;
    newer[14] = b'2';
    assert!(matches!(seal::open(&newer, &[1; 32]), Err(BackupProblem::Newer)));
    assert!(matches!(seal::open(&[b'x'; HEAD_BYTES], &[1; 32]), Err(BackupProblem::NotABackup)));
}

#[test]
fn a_disk_that_fills_up_is_an_error_and_no_shorter_file() {
    struct Full(usize);
    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let (key, head, plain, body) = sealed(3 * CHUNK);
    for room in [0, 10, CHUNK, body.len() - 1] {
        let mut sealer = Sealer::new(Full(room), &key, &head).unwrap();
        let failed = sealer.write_all(&plain).and_then(|()| sealer.finish().map(|_| ()));
        assert_eq!(failed.unwrap_err().kind(), io::ErrorKind::StorageFull, "{room}");
    }
}
