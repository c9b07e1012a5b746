//! Files that are ours and files that are not.

use super::*;

fn key() -> DatabaseKey {
    DatabaseKey::from_hex(&"5a".repeat(32)).unwrap()
}

#[test]
fn a_newer_file_is_refused_before_any_write_and_one_that_is_no_database_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("server.db");
    drop(create(&path, &key()).unwrap());
    keyed(&path, &key()).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(open(&path, &key()), Err(StorageError::Newer { found: 99, .. })));
    assert_eq!(std::fs::read(&path).unwrap(), before);

    std::fs::write(&path, vec![b'x'; 8192]).unwrap();
    assert!(matches!(open(&path, &key()), Err(StorageError::WrongKey)));
    assert_eq!(std::fs::read(&path).unwrap(), vec![b'x'; 8192]);
    assert!(matches!(open(&folder.path().join("nothing"), &key()), Err(StorageError::Missing)));
}

#[test]
fn another_key_opens_nothing_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("server.db");
    drop(create(&path, &key()).unwrap());
    let before = std::fs::read(&path).unwrap();
    let other = DatabaseKey::new([7; 32]);
    assert!(matches!(open(&path, &other), Err(StorageError::WrongKey)));
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert!(open(&path, &key()).is_ok());
}
