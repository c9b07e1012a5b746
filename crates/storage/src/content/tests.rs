//! Stored samples, and what does not open.

use std::{fs, io::Read as _};

use super::{
    key::{HEADER, version_of},
    *,
};
use crate::{StorageCode, StorageError};
use daylog_domain::text::hex::hex;

fn keys() -> (tempfile::TempDir, ContentKeys) {
    let folder = tempfile::tempdir().unwrap();
    let keys = ContentKeys::create(&folder.path().join("content.keys"), ContentKey::new([7; 32])).unwrap();
    (folder, keys)
}

fn is_unreadable<T>(opened: Result<T, StorageError>) -> bool {
    matches!(opened, Err(StorageError::Unreadable { what: "content" }))
}

/// A value is never stored in another way: these samples are not changed.
#[test]
fn stored_samples_open_and_are_made_again_byte_for_byte() {
    let (_folder, keys) = keys();
    let keys = keys.of(1).unwrap();
    let samples = include_str!("samples.txt").lines().filter(|line| !line.starts_with('#'));
    let values = Column::ALL.iter().map(|column| {
        let (table, name) = column.name();
        let stored = keys.encrypt_with([9; 12], *column, &[3, -1], "三楼西户 37.2".as_bytes()).unwrap();
        assert_eq!(keys.decrypt(*column, &[3, -1], &stored).unwrap(), "三楼西户 37.2".as_bytes());
        format!("{table}.{name} {}", hex(&stored))
    });
    let marks = [(Mark::CODE, &[][..]), (Mark::NAME, &[3])].into_iter().map(|(mark, within)| {
        let (table, name) = mark.of.name();
        format!("mark {table}.{name} {}", hex(&keys.mark(mark.of, within, "三楼西户".as_bytes()).unwrap()))
    });
    assert_eq!(values.chain(marks).collect::<Vec<_>>(), samples.collect::<Vec<_>>());
}

#[test]
fn a_value_opens_in_its_own_row_and_column_only_and_not_with_a_bit_changed() {
    let (_folder, keys) = keys();
    let keys = keys.of(1).unwrap();
    let stored = keys.encrypt(Column::EntryBytes, &[4], b"asked, normal").unwrap();
    assert_eq!(keys.decrypt(Column::EntryBytes, &[4], &stored).unwrap(), b"asked, normal");
    assert!(is_unreadable(keys.decrypt(Column::EntryBytes, &[5], &stored)));
    assert!(is_unreadable(keys.decrypt(Column::ForkBytes, &[4], &stored)));
    // The version's bytes choose the key, and are looked at before.
    for at in 4..stored.len() {
        let mut other = stored.clone();
        other[at] ^= 1;
        assert!(is_unreadable(keys.decrypt(Column::EntryBytes, &[4], &other)), "byte {at}");
    }
    for length in 0..stored.len() {
        assert!(is_unreadable(keys.decrypt(Column::EntryBytes, &[4], &stored[..length])), "{length} bytes");
    }
}

#[test]
fn equal_values_are_stored_as_different_ones() {
    let (_folder, keys) = keys();
    let keys = keys.of(1).unwrap();
    let (one, other) = (keys.encrypt(Column::EntryBytes, &[4], b"x").unwrap(), keys.encrypt(Column::EntryBytes, &[4], b"x").unwrap());
    assert_ne!(one[..HEADER], other[..HEADER]);
    assert_ne!(one[HEADER..], other[HEADER..]);
    assert_eq!(version_of(&one), Some(1));
}

#[test]
fn a_version_that_another_process_began_is_found_and_one_that_it_destroyed_is_forgotten() {
    let (folder, here) = keys();
    let there = ContentKeys::open(&folder.path().join("content.keys")).unwrap();
    let old = here.of(1).unwrap().encrypt(Column::EntryBytes, &[1], b"old").unwrap();
    assert_eq!(there.begin_behind(1).unwrap(), 2);
    assert_eq!(there.begin_behind(1).unwrap(), 2, "one that was begun is gone on with");
    let new = there.of(2).unwrap().encrypt(Column::EntryBytes, &[1], b"new").unwrap();
    let cipher = Cipher::new(&here);
    assert_eq!(cipher.decrypt(Column::EntryBytes, &[1], &new).unwrap(), b"new");
    assert_eq!(cipher.decrypt(Column::EntryBytes, &[1], &old).unwrap(), b"old");
    there.destroy_all_but(2).unwrap();
    assert!(there.destroy_all_but(1).is_err());
    // A session that writes looks again while there were two.
    Cipher::new(&here).writes_with(|| Ok(2)).unwrap();
    let gone = Cipher::new(&here).decrypt(Column::EntryBytes, &[1], &old);
    assert!(matches!(gone, Err(StorageError::ContentKeyMissing { version: 1 })));
    assert_eq!(gone.unwrap_err().code(), StorageCode::ContentKey);
    assert_eq!(Cipher::new(&here).decrypt(Column::EntryBytes, &[1], &new).unwrap(), b"new");
}

#[test]
fn what_a_destroyed_key_was_stored_as_is_overwritten_where_it_lay() {
    let (folder, keys) = keys();
    let path = folder.path().join("content.keys");
    keys.begin_behind(1).unwrap();
    let before = fs::read_to_string(&path).unwrap();
    assert_eq!(before.lines().count(), 2);
    let mut lay = fs::File::open(&path).unwrap();
    keys.destroy_all_but(2).unwrap();
    let mut there = Vec::new();
    lay.read_to_end(&mut there).unwrap();
    assert_eq!(there, vec![0; before.len()]);
    assert_eq!(fs::read_to_string(&path).unwrap(), format!("{}\n", before.lines().nth(1).unwrap()));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_file_that_is_overwritten_while_it_is_read_is_read_again_under_its_name() {
    let (folder, keys) = keys();
    let path = folder.path().join("content.keys");
    keys.begin_behind(1).unwrap();
    let mut opened = Some(fs::File::open(&path).unwrap());
    keys.destroy_all_but(2).unwrap();
    let read = keys::read_with(|| match opened.take() {
        // Opened before it was replaced, and read behind that.
        Some(mut old) => {
            let mut text = String::new();
            old.read_to_string(&mut text).map(|_| text)
        }
        None => fs::read_to_string(&path),
    });
    assert_eq!(read.unwrap().keys().copied().collect::<Vec<_>>(), [2]);
}

#[test]
fn a_file_that_is_no_list_of_versions_is_told() {
    let (folder, _keys) = keys();
    let path = folder.path().join("content.keys");
    let good = fs::read_to_string(&path).unwrap();
    for bad in ["", "\n", "1", "0 00", &good.replace("1 ", "0 "), &good.replace("1 ", "1  "), &good[..40], &good.replace("1 ", "x ")] {
        fs::write(&path, bad).unwrap();
        assert!(matches!(ContentKeys::open(&path), Err(StorageError::ContentKeyFile)), "{bad:?}");
    }
    assert!(ContentKeys::create(&path, ContentKey::new([8; 32])).is_err(), "never over another one");
}
