//! A renewal that is cut off anywhere, and what opens afterwards.

use std::{fs, path::PathBuf};

use daylog_domain::{
    settings::Settings,
    time::{Instant, Zone},
};

use super::*;
use crate::{
    Database, DatabaseKey,
    content::{Column, ContentKey, ContentKeys},
    district,
    entries::{NewEntry, Rows},
    households, purges, refused,
    roster::{self as rows, HouseholdFields, ResidentFields},
};

const ENTRIES: i64 = 450;

struct Case {
    folder: tempfile::TempDir,
    database: Database,
}

impl Case {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = ContentKeys::create(&folder.path().join("content.keys"), ContentKey::new([7; 32])).unwrap();
        let database = Database::create_with(&folder.path().join("server.db"), &DatabaseKey::new([1; 32]), &keys).unwrap();
        let case = Case { folder, database };
        case.write(|db| district::insert(db, "延吉市", &Settings::default_in(Zone::SHANGHAI), [2; 16], &[]));
        case.write(|db| {
            for feed in 1..=ENTRIES {
                entry(db, feed)?;
            }
            home(db)?;
            refused::keep(db, 1, &[3; 16], 5, "segment_form", Instant(0), b"refused bytes")?;
            refused::keep(db, 1, &[3; 16], 6, "segment_form", Instant(0), b"")
        });
        case
    }

    fn write(&self, work: impl Fn(&Write<'_>) -> Result<(), StorageError>) {
        self.database.write(|db| work(db)).unwrap();
    }

    fn keys_file(&self) -> PathBuf {
        self.folder.path().join("content.keys")
    }

    fn versions(&self) -> usize {
        fs::read_to_string(self.keys_file()).unwrap().lines().count()
    }

    /// As the program finds it that is started after one was killed.
    fn started_again(self) -> Self {
        let keys = ContentKeys::open(&self.keys_file()).unwrap();
        let database = Database::open_with(&self.folder.path().join("server.db"), &DatabaseKey::new([1; 32]), &keys).unwrap();
        Case { folder: self.folder, database }
    }

    /// The stored bytes of every entry.
    fn stored(&self) -> Vec<Vec<u8>> {
        self.database.read(|db| db.many("SELECT bytes FROM entry ORDER BY feed", &[], |row| row.get(0))).unwrap()
    }

    fn is_due(&self) -> bool {
        self.database.is_not_vacuumed().unwrap()
    }

    /// That everything opens, under `version` alone, and that no other is kept.
    fn is_whole_under(&self, version: u32) {
        let expected: Vec<Vec<u8>> = (1..=ENTRIES).map(text).collect();
        let opened: Result<Vec<Vec<u8>>, StorageError> = self.database.read(|db| {
            let sql = "SELECT feed, bytes FROM entry WHERE feed <= ?1 ORDER BY feed";
            db.many(sql, params![ENTRIES], |row| row.content(Column::EntryBytes, &[row.get(0)?], 1))
        });
        assert_eq!(opened.unwrap(), expected);
        assert!(self.stored().iter().all(|stored| version_of(stored) == Some(version)));
        let refused: Result<Vec<Vec<u8>>, StorageError> = self.database.read(|db| {
            let sql = "SELECT device, sequence, bytes FROM refused ORDER BY id";
            db.many(sql, &[], |row| row.content(Column::RefusedBytes, &[row.get(0)?, row.get(1)?], 2))
        });
        assert_eq!(refused.unwrap(), [b"refused bytes".to_vec(), Vec::new()]);
        let home = self.database.read(|db| households::by_id(db, 2)).unwrap().unwrap().household;
        let residents: Vec<_> = home.residents.iter().map(|resident| (resident.name.as_str(), resident.origin.as_deref())).collect();
        assert_eq!(
            (home.code.as_str(), home.address.as_str(), home.guarantor, home.guarantor_workplace),
            ("A2", "三楼西户", None, Some(String::new()))
        );
        assert_eq!(residents, [("金哲", Some("首尔"))]);
        assert_eq!((self.versions(), self.is_due()), (1, false));
    }
}

/// Two of one name in two households.
fn home(db: &Write<'_>) -> Result<(), StorageError> {
    let street = rows::add_street(db, "河南街道")?;
    let community = rows::add_community(db, street, "白菊社区")?;
    for code in ["A1", "A2"] {
        let fields = HouseholdFields { address: "三楼西户".to_owned(), guarantor: None, guarantor_workplace: Some(String::new()) };
        let household = rows::add_household(db, community, code, &fields, 1)?;
        rows::add_resident(db, household, "金哲", &resident())?;
    }
    Ok(())
}

fn resident() -> ResidentFields {
    let day = "2020-03-01".parse().unwrap();
    ResidentFields { document: Some("222401".to_owned()), phone: None, origin: Some("首尔".to_owned()), first_day: day, last_day: day }
}

fn text(feed: i64) -> Vec<u8> {
    format!("entry {feed}").into_bytes()
}

fn entry(db: &Write<'_>, feed: i64) -> Result<(), StorageError> {
    let bytes = text(feed);
    let (log, sequence, at) = (1, feed.unsigned_abs(), Instant(0));
    let new = NewEntry { feed, log, sequence, cadre: 1, target: None, kind: 1, claimed: at, received: at, bytes: &bytes };
    let mut rows = Rows::default();
    rows.add(new, None);
    rows.insert(db)
}

#[test]
fn after_a_purge_everything_is_under_a_new_version_and_the_old_bytes_open_with_nothing_that_is_kept() {
    let case = Case::new();
    let old = case.stored();
    case.is_whole_under(1);
    case.write(purges::mark_not_vacuumed);
    assert!(case.is_due() && case.database.vacuum().unwrap());
    case.is_whole_under(2);
    let case = case.started_again();
    case.is_whole_under(2);
    for (stored, feed) in old.iter().zip(1..) {
        let opened = case.database.read(|db| db.decrypt(Column::EntryBytes, &[feed], stored).map(drop));
        assert!(matches!(opened, Err(StorageError::ContentKeyMissing { version: 1 })));
        // Nor by the new version's key, were they said to be of it.
        let forged = [&2_u32.to_be_bytes(), &stored[4..]].concat();
        let opened = case.database.read(|db| db.decrypt(Column::EntryBytes, &[feed], &forged).map(drop));
        assert!(matches!(opened, Err(StorageError::Unreadable { what: "content" })));
    }
}

#[test]
fn a_renewal_that_is_cut_off_anywhere_is_gone_on_with() {
    let cut_off: [fn(&Case); 5] = [
        // Behind the new key's file, before the database knew of it.
        |case| assert_eq!(ContentKeys::open(&case.keys_file()).unwrap().begin_behind(1).unwrap(), 2),
        |case| case.database.write(begin).unwrap(),
        |case| {
            case.database.write(begin).unwrap();
            let (entries, first) = (Table::ALL[1], i64::MIN);
            assert_eq!(case.database.write(|db| batch(db, &entries, first)).unwrap(), Some(200));
        },
        |case| {
            case.database.write(begin).unwrap();
            case.database.encrypt_anew().unwrap();
        },
        // Behind the old key's end, before the database knew of it.
        |case| {
            case.database.write(begin).unwrap();
            case.database.encrypt_anew().unwrap();
            ContentKeys::open(&case.keys_file()).unwrap().destroy_all_but(2).unwrap();
        },
    ];
    for cut in cut_off {
        let case = Case::new();
        case.write(purges::mark_not_vacuumed);
        cut(&case);
        let case = case.started_again();
        assert!(case.is_due());
        assert!(case.database.vacuum().unwrap());
        case.is_whole_under(2);
    }
}

#[test]
fn the_old_key_stays_as_long_as_a_row_needs_it() {
    let case = Case::new();
    case.database.write(begin).unwrap();
    assert!(!case.database.write(finish).unwrap());
    assert_eq!(case.versions(), 2);
    case.database.encrypt_anew().unwrap();
    assert!(case.database.write(finish).unwrap());
    case.is_whole_under(2);
}

#[test]
fn what_is_done_is_not_read_again_when_the_tables_could_not_be_rewritten() {
    let case = Case::new();
    let statements_of = |work: &dyn Fn()| {
        let before = crate::statements();
        work();
        crate::statements() - before
    };
    case.database.write(begin).unwrap();
    let first = statements_of(&|| case.database.encrypt_anew().unwrap());
    let again = statements_of(&|| case.database.encrypt_anew().unwrap());
    // Of each table the version and the rows.
    assert_eq!((again, first > again), (2 * Table::ALL.len() as u64, true));
}

#[test]
fn what_goes_while_a_key_is_renewed_is_for_the_next_renewal() {
    let case = Case::new();
    case.write(purges::mark_not_vacuumed);
    case.database.write(begin).unwrap();
    case.write(|db| entry(db, ENTRIES + 1));
    assert_eq!(case.stored().last().and_then(|stored| version_of(stored)), Some(2), "what comes meanwhile is under the new version");
    case.write(purges::mark_not_vacuumed);
    assert!(case.database.vacuum().unwrap());
    assert!(case.is_due() && case.database.vacuum().unwrap());
    case.is_whole_under(3);
}

#[test]
fn what_may_be_there_once_is_refused_a_second_time_under_every_version() {
    let case = Case::new();
    let fields = HouseholdFields { address: String::new(), guarantor: None, guarantor_workplace: None };
    let is_refused = |work: &dyn Fn(&Write<'_>) -> Result<(), StorageError>| case.database.write(|db| work(db)).is_err();
    for version in 1..=2 {
        assert!(is_refused(&|db| rows::add_household(db, 1, "A1", &fields, 1).map(drop)), "version {version}");
        assert!(is_refused(&|db| rows::add_resident(db, 2, "金哲", &resident())), "version {version}");
        let marks: Vec<Vec<u8>> =
            case.database.read(|db| db.many("SELECT name_mark FROM resident ORDER BY id", &[], |row| row.get(0))).unwrap();
        assert_ne!(marks[0], marks[1], "one name in two households shows nothing");
        case.database.write(begin).unwrap();
    }
}

#[test]
fn another_districts_key_opens_nothing_and_nothing_is_written_under_it() {
    let case = Case::new();
    let (path, key) = (case.folder.path().join("server.db"), DatabaseKey::new([1; 32]));
    let foreign = ContentKeys::create(&case.folder.path().join("foreign.key"), ContentKey::new([8; 32])).unwrap();
    let is_foreign = || matches!(Database::open_with(&path, &key, &foreign), Err(StorageError::ContentKeyForeign));
    assert!(is_foreign());
    case.database.write(begin).unwrap();
    foreign.begin_behind(1).unwrap();
    assert!(is_foreign(), "after a renewal too");
    assert!(Database::open_with(&path, &key, &ContentKeys::open(&case.keys_file()).unwrap()).is_ok());
}
