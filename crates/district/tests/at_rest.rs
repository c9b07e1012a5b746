//! Where content is encrypted before the database gets it: what the database and its server's files hold, and what a purge
//! leaves of it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

use std::{fs, path::Path};

use daylog_district::purge::{
    PurgeError,
    order::{Ordering, purge},
};
use daylog_domain::{entries::Entry, ids::HouseholdId};
use daylog_storage::{
    Address, Database, Read, StorageCode, StorageError, Value,
    content::{Column, Table},
    entries, params, segments,
};
use daylog_testkit::{
    database::{At, CONTENT_KEY},
    district::{Device, Founded, contact, two_households},
    postgres::{Cluster, Stop, Version},
};
use daylog_wire::purge::PurgeReason;

/// What nobody without the keys may find.
const ABOUT_PEOPLE: [&str; 7] = ["REMARK-OF-A-HOUSEHOLD", "住户A1", "A1号楼501", "10000000001", "境外", "担保人", "某单位"];

fn noted(household: u32, local: &str) -> Entry {
    Entry { note: Some("老人怕黑, REMARK-OF-A-HOUSEHOLD".to_owned()), ..contact(household, local) }
}

fn push_entries(district: &Founded) -> Device {
    let mut device = district.device("张如彬");
    device.append(&noted(1, "2020-03-01T09:00"));
    device.append(&contact(2, "2020-03-01T10:00"));
    device.sync(&district.running);
    device
}

fn purge_first_household(district: &Founded) {
    let ordering = Ordering { key: &district.running.keys.signing, reason: PurgeReason::Retention, now: district.now() };
    let households = [HouseholdId(1)];
    let went = purge(&district.running.database, &ordering, &households, |_| Ok::<_, PurgeError>(()));
    assert_eq!(went.unwrap(), 1);
}

/// Every value of every table of an embedded database, as somebody reads it who lacks the content keys.
fn everything(database: &Database) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut read = |row: &daylog_storage::Row<'_>| {
        for column in 0..row.columns() {
            match row.value(column)? {
                Value::Text(text) => found.push(text.as_bytes().to_vec()),
                Value::Bytes(bytes) => found.push(bytes.to_vec()),
                Value::Null | Value::Integer(_) => {}
            }
        }
        Ok::<_, StorageError>(())
    };
    database
        .read(|db| {
            let tables: Vec<String> = db.many("SELECT name FROM sqlite_schema WHERE type = 'table'", params![], |row| row.get(0))?;
            tables.iter().try_for_each(|table| db.each(&format!("SELECT * FROM {table}"), params![], &mut read))
        })
        .unwrap();
    found
}

fn holds(values: &[Vec<u8>], text: &[u8]) -> bool {
    values.iter().any(|value| value.windows(text.len()).any(|window| window == text))
}

/// A value as it is stored, with what it is bound to.
type Stored = (Column, Vec<i64>, Vec<u8>);

/// Everything that is encrypted, as it is stored.
fn stored(district: &Founded) -> Vec<Stored> {
    let mut found = Vec::new();
    for table in Table::ALL {
        for column in table.columns {
            let (numbers, name) = (table.row.join(", "), column.name().1);
            let sql = format!("SELECT {name}, {numbers} FROM {} WHERE {name} IS NOT NULL ORDER BY {}", table.name, table.key);
            let read = district.running.database.read(|db| {
                db.many(&sql, params![], |row| {
                    let of = (1..row.columns()).map(|place| row.get(place)).collect::<Result<_, _>>()?;
                    Ok((*column, of, row.get::<Vec<u8>>(0)?))
                })
            });
            found.extend(read.unwrap().into_iter().filter(|(_, _, bytes)| !bytes.is_empty()));
        }
    }
    found
}

/// How many of these open with what is kept, as another process has it that was started since.
fn that_open(district: &Founded, values: &[Stored]) -> usize {
    let open = |db: &Read<'_>, (column, of, stored): &Stored| match db.decrypt(*column, of, stored) {
        Ok(_) => true,
        Err(error) => {
            assert_eq!(error.code(), StorageCode::ContentKey);
            false
        }
    };
    let counted = district.open().read(|db| Ok::<_, StorageError>(values.iter().filter(|value| open(db, value)).count()));
    counted.unwrap()
}

#[test]
fn what_was_written_about_people_stands_nowhere_in_the_database_and_is_read_as_it_was_written() {
    let district = Founded::with_content_keys(&two_households());
    let device = push_entries(&district);
    let kept = everything(&district.without_content_keys());
    assert!(holds(&kept, "张如彬".as_bytes()), "who looks after whom can be read");
    for text in ABOUT_PEOPLE {
        assert!(!holds(&kept, text.as_bytes()), "{text}");
    }
    let plain = Founded::new_plain(&two_households());
    push_entries(&plain);
    assert!(ABOUT_PEOPLE.iter().all(|text| holds(&everything(&plain.open()), text.as_bytes())), "all of it would be found");
    let read = district.running.database.read(|db| entries::of_household(db, 1, 10)).unwrap();
    assert_eq!(read.into_iter().map(|entry| entry.bytes).collect::<Vec<_>>(), device.entries[..1]);
}

#[test]
fn after_a_purge_the_old_bytes_of_every_table_open_with_nothing_that_is_kept() {
    let district = Founded::with_content_keys(&two_households());
    let device = push_entries(&district);
    // What a dead row, a log or a standby still has.
    let before = stored(&district);
    // A segment, two entries, four texts of each household and three of each resident.
    assert_eq!((before.len(), that_open(&district, &before)), (17, 17));
    purge_first_household(&district);
    let after = stored(&district);
    assert_eq!((after.len(), that_open(&district, &after), that_open(&district, &before)), (16, 16, 0));
    let mut kept = Vec::new();
    let each = |segment: segments::KeptSegment| {
        kept.push(segment.last);
        Ok::<_, StorageError>(())
    };
    district.running.database.read(|db| segments::each(db, each)).unwrap();
    assert_eq!(kept, [device.last()]);
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(fs::read(&path).unwrap()) }
    }
    found
}

#[test]
fn the_files_and_the_log_of_a_server_hold_nothing_about_people_and_what_a_purge_left_there_opens_no_more() {
    for version in Version::ALL {
        let cluster = Cluster::start(version);
        let address = Address::parse(&format!("{}?district=d1", cluster.url("postgres"))).unwrap();
        let district = Founded::on(&two_households(), |folder| At::Schema(Box::new(address), folder.join(CONTENT_KEY)));
        push_entries(&district);
        let before = stored(&district);
        purge_first_household(&district);
        let after = stored(&district);
        assert_eq!((that_open(&district, &after), that_open(&district, &before)), (16, 0));
        // Whatever was in memory only is in the files then.
        cluster.stop(Stop::Fast);
        let kept = files(&cluster.data());
        assert!(holds(&kept, "张如彬".as_bytes()), "what is not encrypted would be found");
        for text in ABOUT_PEOPLE {
            assert!(!holds(&kept, text.as_bytes()), "{text}");
        }
        let in_log = files(&cluster.data().join("pg_wal"));
        // But for those that the border of a page cuts in two.
        let still_there = before.iter().filter(|(_, _, bytes)| holds(&in_log, bytes)).count();
        assert!(still_there > before.len() / 2, "the log still holds {still_there} of what went, and that is no harm");
        let old_key = "05".repeat(32);
        assert!(!holds(&files(district.folder.path()), old_key.as_bytes()));
        cluster.start_again();
    }
}
