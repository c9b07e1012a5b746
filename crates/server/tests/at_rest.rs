//! The database at rest: encrypted, and its key in a file of its own.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use std::{fs, path::PathBuf};

use common::{District, entry, reading, two_households};
use daylog_backup::folder::{Folder, FolderProblem};
use daylog_district::random;
use daylog_domain::entries::{Content, note::Note};
use daylog_storage::{Database, DatabaseKey, StorageError, drivers::sqlite::open};

const SECRETS: [&str; 6] = ["张如彬", "住户A1", "10000000001", "他说想吃冷面", "园锦社区", "sqlite_"];

/// A district with entries, its files as they lie on the disk, and a copy that is not encrypted.
struct AtRest {
    district: District,
    key: DatabaseKey,
    plain: PathBuf,
}

impl AtRest {
    fn new() -> Self {
        let district = District::in_a_file(&two_households());
        let mut device = district.device("张如彬");
        device.append(&reading(1, "2020-03-01T09:00", 377));
        device.append(&entry(1, "2020-03-01T10:00", Content::Note(Note { text: "他说想吃冷面".to_owned() })));
        device.sync_all(&district.server);
        let key = Folder::at(&path(&district)).unwrap().database_key().unwrap();
        let plain = district.folder.path().join("plain.db");
        fs::write(&plain, []).unwrap();
        let connection = open::keyed(&path(&district).join("server.db"), &key).unwrap();
        connection.execute("ATTACH DATABASE ?1 AS plain KEY ''", [plain.to_str().unwrap()]).unwrap();
        connection.query_row("SELECT sqlcipher_export('plain')", [], |_| Ok(())).unwrap();
        AtRest { district, key, plain }
    }
}

fn path(district: &District) -> PathBuf {
    district.folder.path().join("district")
}

fn found(bytes: &[u8]) -> Vec<&'static str> {
    SECRETS.into_iter().filter(|secret| bytes.windows(secret.len()).any(|window| window == secret.as_bytes())).collect()
}

#[test]
fn nothing_that_was_written_can_be_read_in_the_files() {
    let at_rest = AtRest::new();
    assert_eq!(found(&fs::read(&at_rest.plain).unwrap()), SECRETS, "the search finds what is not encrypted");
    let mut looked = 0;
    for file in fs::read_dir(path(&at_rest.district)).unwrap() {
        let file = file.unwrap();
        if file.file_name().to_string_lossy().starts_with("server.db") {
            looked += file.metadata().unwrap().len();
            assert_eq!(found(&fs::read(file.path()).unwrap()), [""; 0], "{:?}", file.file_name());
        }
    }
    assert!(looked > 100_000, "the write-ahead log was still there: {looked}");
}

#[test]
fn a_database_that_is_not_encrypted_is_none_of_a_district_and_left_as_it_is() {
    let at_rest = AtRest::new();
    let plain = fs::read(&at_rest.plain).unwrap();
    assert!(matches!(Database::open(&at_rest.plain, &at_rest.key).map(|_| ()), Err(StorageError::WrongKey)));
    assert_eq!(fs::read(&at_rest.plain).unwrap(), plain);
}

#[test]
fn a_wrong_or_missing_key_is_named_so_and_changes_nothing() {
    let at_rest = AtRest::new();
    let folder = path(&at_rest.district);
    let elsewhere = at_rest.district.folder.path().join("stick.key");
    let before = fs::read(folder.join("server.db")).unwrap();
    let opened = || Folder::with_key_file(&folder, Some(&elsewhere)).unwrap().database().map(|_| ());
    assert!(matches!(opened(), Err(FolderProblem::KeyMissing { .. })));
    assert!(!elsewhere.exists(), "no key is invented for an encrypted database");
    fs::write(&elsewhere, "not hex").unwrap();
    assert!(matches!(opened(), Err(FolderProblem::KeyForm { .. })));
    fs::write(&elsewhere, DatabaseKey::new(random::bytes().unwrap()).to_hex().as_bytes()).unwrap();
    assert!(matches!(opened(), Err(FolderProblem::Storage(StorageError::WrongKey))));
    assert_eq!(fs::read(folder.join("server.db")).unwrap(), before);
    fs::rename(folder.join("database.key"), &elsewhere).unwrap();
    opened().unwrap();
}
