//! The body of a backup file: chunks of 64 KiB, each encrypted under its number and a flag on the last one, so that a cut, a swap
//! and a repetition are all noticed. The head of the file is bound into every chunk.

use std::io::{self, Read, Write};

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::digest::{Context, SHA256};

use super::{
    BackupProblem,
    header::{ContentKey, HEAD_BYTES},
};

pub const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ChunkPosition {
    More,
    Last,
}

struct Cipher {
    key: LessSafeKey,
    head: [u8; HEAD_BYTES],
}

impl Cipher {
    fn new(key: &ContentKey, head: &[u8; HEAD_BYTES]) -> Result<Self, BackupProblem> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, key.0.as_slice()).map_err(|_| BackupProblem::Encrypt)?;
        Ok(Cipher { key: LessSafeKey::new(key), head: *head })
    }

    // The key is used for one file only, so a number is never used twice under it.
    fn nonce(number: u64, position: ChunkPosition) -> Nonce {
        let mut bytes = [0; NONCE_LEN];
        bytes
            .iter_mut()
            .zip(number.to_be_bytes().into_iter().chain([u8::from(position == ChunkPosition::Last)]))
            .for_each(|(to, from)| *to = from);
        Nonce::assume_unique_for_key(bytes)
    }
}

/// Encrypts what is written to it. Nothing counts until `finish`.
pub struct Encryptor<W: Write> {
    to: W,
    cipher: Cipher,
    number: u64,
    waiting: Vec<u8>,
    digest: Context,
    written: u64,
}

impl<W: Write> Encryptor<W> {
    pub fn new(to: W, key: &ContentKey, head: &[u8; HEAD_BYTES]) -> Result<Self, BackupProblem> {
        let cipher = Cipher::new(key, head)?;
        Ok(Encryptor { to, cipher, number: 0, waiting: Vec::with_capacity(CHUNK + TAG), digest: Context::new(&SHA256), written: 0 })
    }

    /// Writes the head of the file.
    pub fn begin(&mut self) -> io::Result<()> {
        let head = self.cipher.head;
        self.put(&head)
    }

    /// Writes the last chunk; gives what is below, the digest of the whole file and its length.
    pub fn finish(mut self) -> io::Result<(W, [u8; 32], u64)> {
        self.chunk(ChunkPosition::Last)?;
        self.to.flush()?;
        let mut digest = [0; 32];
        digest.copy_from_slice(self.digest.finish().as_ref());
        Ok((self.to, digest, self.written))
    }

    fn chunk(&mut self, position: ChunkPosition) -> io::Result<()> {
        let mut bytes = std::mem::take(&mut self.waiting);
        self.cipher
            .key
            .seal_in_place_append_tag(Cipher::nonce(self.number, position), Aad::from(&self.cipher.head), &mut bytes)
            .map_err(|_| io::Error::other("cannot encrypt"))?;
        self.number += 1;
        self.put(&bytes)?;
        bytes.clear();
        self.waiting = bytes;
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.to.write_all(bytes)?;
        self.digest.update(bytes);
        self.written += bytes.len() as u64;
        Ok(())
    }
}

impl<W: Write> Write for Encryptor<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.waiting.len() == CHUNK {
            self.chunk(ChunkPosition::More)?;
        }
        let taken = bytes.len().min(CHUNK - self.waiting.len());
        self.waiting.extend_from_slice(bytes.get(..taken).unwrap_or_default());
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Decrypts a body chunk by chunk; memory stays at two chunks.
pub struct Decryptor<R: Read> {
    from: R,
    cipher: Cipher,
    number: u64,
    /// The chunk that was read last and not yet decrypted: whether it is the last one shows only behind it.
    ahead: Vec<u8>,
    ended: bool,
}

impl<R: Read> Decryptor<R> {
    /// `from` stands behind the head.
    pub fn new(mut from: R, key: &ContentKey, head: &[u8; HEAD_BYTES]) -> Result<Self, BackupProblem> {
        let ahead = read_chunk(&mut from).map_err(|_| BackupProblem::Damaged { chunk: 0 })?;
        Ok(Decryptor { from, cipher: Cipher::new(key, head)?, number: 0, ahead, ended: false })
    }

    /// The next chunk's bytes; none behind the last one.
    pub fn next_chunk(&mut self) -> Result<Option<Vec<u8>>, BackupProblem> {
        if self.ended {
            return Ok(None);
        }
        let damaged = BackupProblem::Damaged { chunk: self.number };
        let Ok(next) = read_chunk(&mut self.from) else { return Err(damaged) };
        let position = if next.is_empty() { ChunkPosition::Last } else { ChunkPosition::More };
        let mut bytes = std::mem::replace(&mut self.ahead, next);
        let nonce = Cipher::nonce(self.number, position);
        let Ok(plain) = self.cipher.key.open_in_place(nonce, Aad::from(&self.cipher.head), &mut bytes) else { return Err(damaged) };
        let length = plain.len();
        bytes.truncate(length);
        self.number += 1;
        self.ended = position == ChunkPosition::Last;
        Ok(Some(bytes))
    }
}

fn read_chunk(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(CHUNK + TAG);
    from.take((CHUNK + TAG) as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
