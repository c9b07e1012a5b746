//! Files that are ours and files that are not, and how an older one is brought up to date.

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
    assert!(matches!(open(&path, &key(), STEPS), Err(StorageError::Newer { found: 99, .. })));
    assert_eq!(std::fs::read(&path).unwrap(), before);

    std::fs::write(&path, vec![b'x'; 8192]).unwrap();
    assert!(matches!(open(&path, &key(), STEPS), Err(StorageError::WrongKey)));
    assert_eq!(std::fs::read(&path).unwrap(), vec![b'x'; 8192]);
    assert!(matches!(open(&folder.path().join("nothing"), &key(), STEPS), Err(StorageError::Missing)));
}

#[test]
fn a_file_that_is_there_is_not_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("server.db");
    std::fs::write(&path, b"").unwrap();
    drop(create(&path, &key()).unwrap());
    let before = std::fs::read(&path).unwrap();
    for key in [key(), DatabaseKey::new([7; 32])] {
        assert!(matches!(create(&path, &key), Err(StorageError::Taken)));
    }
    assert_eq!(std::fs::read(&path).unwrap(), before);
    std::fs::write(&path, b"a letter").unwrap();
    assert!(matches!(create(&path, &key()), Err(StorageError::Taken)));
    assert_eq!(std::fs::read(&path).unwrap(), b"a letter");
}

#[test]
fn another_key_opens_nothing_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("server.db");
    drop(create(&path, &key()).unwrap());
    let before = std::fs::read(&path).unwrap();
    let other = DatabaseKey::new([7; 32]);
    assert!(matches!(open(&path, &other, STEPS), Err(StorageError::WrongKey)));
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert!(open(&path, &key(), STEPS).is_ok());
}

const OLD: &str = "CREATE TABLE page (number INTEGER PRIMARY KEY, words TEXT NOT NULL); INSERT INTO page (words) VALUES ('one')";
const NEW: &str = "ALTER TABLE page ADD COLUMN length INTEGER; UPDATE page SET length = length(words)";
const NEWEST: &str = "CREATE TABLE word (page INTEGER NOT NULL REFERENCES page (number)); INSERT INTO word SELECT number FROM page";
/// Writes, and then cannot go on.
const BROKEN: &str = "UPDATE page SET words = 'two'; INSERT INTO nowhere VALUES (1)";

fn at(steps: Steps) -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection, steps).unwrap();
    connection
}

fn content(connection: &Connection) -> (i64, Vec<String>, String) {
    let mut tables = connection.prepare("SELECT sql FROM sqlite_schema ORDER BY name").unwrap();
    let tables = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    (version(connection).unwrap(), tables, connection.query_row("SELECT group_concat(words) FROM page", [], |row| row.get(0)).unwrap())
}

#[test]
fn a_file_of_any_version_is_brought_to_the_last_by_the_steps_that_it_lacks() {
    const ALL: Steps = &[OLD, NEW, NEWEST];
    let newest = content(&at(ALL));
    assert_eq!((newest.0, newest.1.len(), newest.2.as_str()), (3, 2, "one"));
    for of in [&ALL[..0], &ALL[..1], &ALL[..2], ALL] {
        let mut connection = at(of);
        migrate(&mut connection, ALL).unwrap();
        assert_eq!(content(&connection), newest, "from version {}", of.len());
    }
}

#[test]
fn a_step_that_fails_leaves_the_version_before_it_and_those_before_that_stand() {
    let mut connection = at(&[OLD]);
    assert!(migrate(&mut connection, &[OLD, NEW, BROKEN]).is_err());
    assert_eq!(content(&connection), content(&at(&[OLD, NEW])));
    migrate(&mut connection, &[OLD, NEW, NEWEST]).unwrap();
    assert_eq!(content(&connection), content(&at(&[OLD, NEW, NEWEST])));
}
