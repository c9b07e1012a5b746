//! Every way in which a body can be cut, swapped or changed is noticed.

use daylog_wire::{encryption::OpeningKey, keys::SigningKey};

use super::*;
use crate::archive::header;

fn encrypted(length: usize) -> (ContentKey, [u8; HEAD_BYTES], Vec<u8>, Vec<u8>) {
    let (key, head) = header::encrypt(&OpeningKey::from_seed(&[1; 32]).public(), &SigningKey::from_seed(&[2; 32]).unwrap()).unwrap();
    let plain: Vec<u8> = (0..length).map(|number| u8::try_from(number % 251).unwrap()).collect();
    let mut encryptor = Encryptor::new(Vec::new(), &key, &head).unwrap();
    // In pieces that fit no chunk.
    plain.chunks(1000).for_each(|piece| encryptor.write_all(piece).unwrap());
    let (body, _, written) = encryptor.finish().unwrap();
    assert_eq!(written, body.len() as u64);
    (key, head, plain, body)
}

fn opened(key: &ContentKey, head: &[u8; HEAD_BYTES], body: &[u8]) -> Result<Vec<u8>, BackupProblem> {
    let mut chunks = Decryptor::new(body, key, head)?;
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
        let (key, head, plain, body) = encrypted(length);
        assert_eq!(opened(&key, &head, &body).unwrap(), plain, "{length}");
    }
}

#[test]
fn a_body_that_was_cut_swapped_repeated_or_changed_is_not_opened() {
    const ENCRYPTED: usize = CHUNK + TAG;
    let (key, head, _, body) = encrypted(3 * CHUNK + 500);
    let swapped = [&body[ENCRYPTED..2 * ENCRYPTED], &body[..ENCRYPTED], &body[2 * ENCRYPTED..]].concat();
    let repeated = [&body[..ENCRYPTED], &body[..]].concat();
    let left_out = [&body[..ENCRYPTED], &body[2 * ENCRYPTED..]].concat();
    let longer = [&body[..], b"x"].concat();
    let mut changed = body.clone();
    changed[2 * ENCRYPTED + 7] ^= 1;
    let mut other_head = head;
    other_head[HEAD_BYTES - 1] ^= 1;
    for (what, head, body, chunk) in [
        ("nothing at all", &head, &[][..], 0),
        ("cut at the end of a chunk", &head, &body[..2 * ENCRYPTED], 1),
        ("cut inside a chunk", &head, &body[..2 * ENCRYPTED + 100], 2),
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
    let (_, head, _, _) = encrypted(1);
    assert!(header::open(&head, &[1; 32]).is_ok());
    assert!(matches!(header::open(&head, &[3; 32]), Err(BackupProblem::WrongRecoveryKey)));
    assert!(header::is_from(&head, &SigningKey::from_seed(&[2; 32]).unwrap().public()));
    assert!(!header::is_from(&head, &SigningKey::from_seed(&[4; 32]).unwrap().public()));
    let mut newer = head;
    newer[14] = b'2';
    assert!(matches!(header::open(&newer, &[1; 32]), Err(BackupProblem::Newer)));
    assert!(matches!(header::open(&[b'x'; HEAD_BYTES], &[1; 32]), Err(BackupProblem::NotABackup)));
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
    let (key, head, plain, body) = encrypted(3 * CHUNK);
    for room in [0, 10, CHUNK, body.len() - 1] {
        let mut encryptor = Encryptor::new(Full(room), &key, &head).unwrap();
        let failed = encryptor.write_all(&plain).and_then(|()| encryptor.finish().map(|_| ()));
        assert_eq!(failed.unwrap_err().kind(), io::ErrorKind::StorageFull, "{room}");
    }
}
