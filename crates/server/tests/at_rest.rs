//! The database at rest: encrypted, its key in a file, and a plain one from before encrypted in place without a moment of danger.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use std::{
    fs,
    path::{Path, PathBuf},
};

use common::{District, entry, reading, two_households};
use daylog_backup::folder::{Folder, FolderProblem};
use daylog_district::random;
use daylog_domain::entries::{Content, note::Note};
use daylog_storage::{
    DatabaseKey, StorageError,
    drivers::sqlite::{encrypt, open},
};

const SECRETS: [&str; 6] = ["张如彬", "住户A1", "10000000001", "他说想吃冷面", "园锦社区", "sqlite_"];

/// A district with entries, its files as they lie on the disk, and a copy that is not encrypted.
struct AtRest {
    district: District,
    key: DatabaseKey,
    plain: PathBuf,
}

impl AtRest {
    fn new() -> Self {
        let district = District::new(&two_households());
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
        for pragma in ["user_version", "application_id"] {
            let value: i64 = connection.pragma_query_value(None, pragma, |row| row.get(0)).unwrap();
            connection.pragma_update(Some("plain"), pragma, value).unwrap();
        }
        AtRest { district, key, plain }
    }

    /// Another folder of the same district, as the version before left it: plain, and no key.
    fn before(&self, name: &str) -> PathBuf {
        let folder = self.district.folder.path().join(name);
        fs::create_dir(&folder).unwrap();
        fs::copy(&self.plain, folder.join("server.db")).unwrap();
        folder
    }

    fn holds_everything(&self, database: &Path, key: &DatabaseKey) {
        let original = open::keyed(&path(&self.district).join("server.db"), &self.key).unwrap();
        assert!(encrypt::same_content(&original, &open::keyed(database, key).unwrap()).unwrap());
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
fn a_plain_database_is_encrypted_in_place_with_every_row() {
    use std::os::unix::fs::PermissionsExt;
    let at_rest = AtRest::new();
    let folder = at_rest.before("before");
    let opened = Folder::at(&folder).unwrap();
    assert!(opened.encrypt_if_plain().unwrap());
    assert!(!opened.encrypt_if_plain().unwrap(), "the second time there is nothing to do");
    for file in ["server.db", "database.key"] {
        assert_eq!(fs::metadata(folder.join(file)).unwrap().permissions().mode() & 0o777, 0o600, "{file}");
    }
    assert_eq!(found(&fs::read(folder.join("server.db")).unwrap()), [""; 0]);
    at_rest.holds_everything(&folder.join("server.db"), &opened.database_key().unwrap());
    assert!(opened.database().is_ok());
}

#[test]
fn what_a_plain_database_has_only_in_its_write_ahead_log_is_not_left_behind() {
    let at_rest = AtRest::new();
    let folder = at_rest.before("crashed");
    let writer = rusqlite::Connection::open(folder.join("server.db")).unwrap();
    writer.pragma_update(None, "journal_mode", "WAL").unwrap();
    writer.execute("UPDATE district SET name = 'renamed'", []).unwrap();
    // Copied while open, as a machine without power leaves it.
    let after = at_rest.district.folder.path().join("after");
    fs::create_dir(&after).unwrap();
    for file in ["server.db", "server.db-wal"] {
        fs::copy(folder.join(file), after.join(file)).unwrap();
    }
    let opened = Folder::at(&after).unwrap();
    let database = opened.database().unwrap();
    let name: String = database
        .read(|connection| Ok::<_, StorageError>(connection.query_row("SELECT name FROM district", [], |row| row.get(0))?))
        .unwrap();
    assert_eq!(name, "renamed");
}

#[test]
fn a_crash_at_any_moment_of_the_encryption_leaves_one_good_file() {
    let at_rest = AtRest::new();
    let whole = {
        let folder = at_rest.before("whole");
        fs::write(folder.join("database.key"), at_rest.key.to_hex().as_bytes()).unwrap();
        Folder::at(&folder).unwrap().encrypt_if_plain().unwrap();
        fs::read(folder.join("server.db")).unwrap()
    };
    let half = &whole[..whole.len() / 2];
    let nothing: &[u8] = &[];
    for (moment, encrypting, has_key) in [
        ("before anything", None, false),
        ("after the key", None, true),
        ("with an empty copy", Some(nothing), true),
        ("in the middle of the copy", Some(half), true),
        ("with the copy whole and not yet in its place", Some(&whole[..]), true),
    ] {
        let folder = at_rest.before(moment);
        if has_key {
            fs::write(folder.join("database.key"), at_rest.key.to_hex().as_bytes()).unwrap();
        }
        if let Some(bytes) = encrypting {
            fs::write(folder.join("server.db.encrypting"), bytes).unwrap();
        }
        let opened = Folder::at(&folder).unwrap();
        assert!(opened.encrypt_if_plain().unwrap(), "{moment}");
        assert!(!folder.join("server.db.encrypting").exists(), "{moment}");
        at_rest.holds_everything(&folder.join("server.db"), &opened.database_key().unwrap());
    }
}

#[test]
fn a_plain_database_that_another_process_has_open_is_left_as_it_is() {
    let at_rest = AtRest::new();
    let folder = at_rest.before("busy");
    let other = rusqlite::Connection::open(folder.join("server.db")).unwrap();
    other.pragma_update(None, "journal_mode", "WAL").unwrap();
    other.execute_batch("BEGIN; SELECT count(*) FROM entry").unwrap();
    let refused = Folder::at(&folder).unwrap().encrypt_if_plain();
    assert!(matches!(&refused, Err(FolderProblem::Storage(error)) if error.is_transient()), "{refused:?}");
    other.execute("UPDATE district SET name = 'renamed'", []).unwrap();
    other.execute_batch("COMMIT").unwrap();
    drop(other);
    assert!(Folder::at(&folder).unwrap().encrypt_if_plain().unwrap());
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
