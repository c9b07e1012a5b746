//! What a thief with the key would find: every page of an encrypted database file and of its write-ahead log, decrypted by
//! hand, free pages and unused places among them. SQLCipher 4 with a raw key; see https://www.zetetic.net/sqlcipher/design/.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::{fs, path::Path};

use aes::cipher::{BlockModeDecrypt, KeyIvInit, block_padding::NoPadding};

const PAGE: usize = 4096;
/// At the end of each page: its IV and its HMAC-SHA-512.
const RESERVED: usize = 80;
/// The first page begins with the salt, in the open, in place of SQLite's own first bytes.
const SALT: usize = 16;
const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// Every page of the file and of its write-ahead log, in the clear, one behind the other.
#[must_use]
pub fn decrypted(path: &Path, key: &[u8; 32]) -> Vec<u8> {
    let log = path.with_file_name(format!("{}-wal", path.file_name().unwrap().to_str().unwrap()));
    decrypted_bytes(&fs::read(path).unwrap(), &fs::read(log).unwrap_or_default(), key)
}

/// The same of a file and a write-ahead log that lie elsewhere, on a disk in memory say.
#[must_use]
pub fn decrypted_bytes(file: &[u8], log: &[u8], key: &[u8; 32]) -> Vec<u8> {
    let mut plain = Vec::new();
    for (number, page) in file.chunks(PAGE).enumerate() {
        plain.extend(page_of(page, key, if number == 0 { SALT } else { 0 }));
    }
    for frame in log.get(LOG_HEADER..).unwrap_or_default().chunks(FRAME_HEADER + PAGE) {
        let Some((header, page)) = frame.split_first_chunk::<FRAME_HEADER>() else { continue };
        if page.len() == PAGE {
            plain.extend(page_of(page, key, if header.starts_with(&[0, 0, 0, 1]) { SALT } else { 0 }));
        }
    }
    plain
}

/// Whether `needle` stands anywhere in the file or its write-ahead log.
#[must_use]
pub fn hold(path: &Path, key: &[u8; 32], needle: &[u8]) -> bool {
    decrypted(path, key).windows(needle.len()).any(|window| window == needle)
}

fn page_of(page: &[u8], key: &[u8; 32], begins: usize) -> Vec<u8> {
    let (content, reserved) = page.split_at(PAGE - RESERVED);
    let mut content = content[begins..].to_vec();
    let cipher = cbc::Decryptor::<aes::Aes256>::new_from_slices(key, &reserved[..16]).unwrap();
    cipher.decrypt_padded::<NoPadding>(&mut content).unwrap();
    content
}
