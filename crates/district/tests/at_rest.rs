//! Where content is encrypted before the database gets it: what the database holds, and what a purge leaves of it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

use daylog_district::purge::{
    PurgeError,
    order::{Ordering, purge},
};
use daylog_domain::{entries::Entry, ids::HouseholdId};
use daylog_storage::{Database, StorageError, Value, content::Column, entries, params, segments};
use daylog_testkit::district::{Device, Founded, contact, two_households};
use daylog_wire::purge::PurgeReason;

const TEXT: &str = "老人怕黑, REMARK-OF-A-HOUSEHOLD";

fn noted(household: u32, local: &str) -> Entry {
    Entry { note: Some(TEXT.to_owned()), ..contact(household, local) }
}

fn district_with_entries() -> (Founded, Device) {
    let district = Founded::with_content_keys(&two_households());
    let mut device = district.device("张如彬");
    device.append(&noted(1, "2020-03-01T09:00"));
    device.append(&contact(2, "2020-03-01T10:00"));
    device.sync(&district.running);
    (district, device)
}

/// Every value of every table, as somebody reads it who lacks the content keys.
fn everything(database: &Database) -> Vec<Vec<u8>> {
    database
        .read(|db| {
            let tables: Vec<String> = db.many("SELECT name FROM sqlite_schema WHERE type = 'table'", params![], |row| row.get(0))?;
            let mut found = Vec::new();
            for table in tables {
                db.each(&format!("SELECT * FROM {table}"), params![], |row| {
                    for column in 0..row.columns() {
                        match row.value(column)? {
                            Value::Text(text) => found.push(text.as_bytes().to_vec()),
                            Value::Bytes(bytes) => found.push(bytes.to_vec()),
                            Value::Null | Value::Integer(_) => {}
                        }
                    }
                    Ok::<_, StorageError>(())
                })?;
            }
            Ok::<_, StorageError>(found)
        })
        .unwrap()
}

fn holds(values: &[Vec<u8>], text: &str) -> bool {
    values.iter().any(|value| value.windows(text.len()).any(|window| window == text.as_bytes()))
}

#[test]
fn what_was_written_about_people_stands_nowhere_in_the_database_and_is_read_as_it_was_written() {
    let (district, device) = district_with_entries();
    let kept = everything(&district.without_content_keys());
    assert!(holds(&kept, "张如彬"), "who looks after whom can be read");
    for text in ["REMARK-OF-A-HOUSEHOLD", "住户A1", "A1号楼501", "10000000001", "境外", "担保人", "某单位"] {
        assert!(!holds(&kept, text), "{text}");
    }
    assert!(holds(&everything(&Founded::new_plain(&two_households()).without_content_keys()), "住户A1"), "it would be found");
    let read = district.running.database.read(|db| entries::of_household(db, 1, 10)).unwrap();
    assert_eq!(read.into_iter().map(|entry| entry.bytes).collect::<Vec<_>>(), device.entries[..1]);
}

#[test]
fn after_a_purge_the_old_bytes_of_every_table_open_with_nothing_that_is_kept() {
    let (district, device) = district_with_entries();
    let without_keys = district.without_content_keys();
    let ordering = Ordering { key: &district.running.keys.signing, reason: PurgeReason::Retention, now: district.now() };
    // What a dead tuple, a log or a standby still has.
    let before = everything(&without_keys);
    let went = purge(&district.running.database, &ordering, &[(HouseholdId(1), "A1".to_owned())], |_| Ok::<_, PurgeError>(()));
    assert_eq!(went.unwrap(), 1);
    let after = everything(&without_keys);
    // As another process has it that was started since, at every place that a row here may have.
    let numbers = 0..30;
    let places: Vec<Vec<i64>> =
        numbers.clone().map(|one| vec![one]).chain(numbers.flat_map(|one| (0..3).map(move |other| vec![other, one]))).collect();
    let that_open = |values: &[Vec<u8>]| {
        let counted = district.open().read(|db| {
            let opens = |column: Column, stored: &[u8]| places.iter().any(|place| db.decrypt(column, place, stored).is_ok());
            let is_open = |stored: &&Vec<u8>| !stored.is_empty() && Column::ALL.iter().any(|column| opens(*column, stored));
            Ok::<_, StorageError>(values.iter().filter(is_open).count())
        });
        counted.unwrap()
    };
    // The segment, the other household's entry, four texts of each household and three of each resident.
    assert_eq!((that_open(&after), that_open(&before)), (2 + 2 * (4 + 3), 0));
    let mut kept = Vec::new();
    let each = |segment: segments::KeptSegment| {
        kept.push(segment.last);
        Ok::<_, StorageError>(())
    };
    district.running.database.read(|db| segments::each(db, each)).unwrap();
    assert_eq!(kept, [device.last()]);
}
