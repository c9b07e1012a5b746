//! Verifying and rebuilding: a sound district is sound, every kind of damage is named with its place, and projections come back.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use std::path::PathBuf;

use common::{District, contact, entry, reading, two_households};
use daylog_domain::{
    entry::{Content, amend::Withdraw, note::Note},
    ids::EntryId,
};
use daylog_server::{
    folder::Folder,
    rebuild::{self, Rebuilt},
    storage::{
        StorageError,
        sqlite::{encrypt, key::DatabaseKey, open},
    },
    verify::{self, Wrong},
};
use rusqlite::Connection;

struct Place {
    district: District,
    key: DatabaseKey,
}

/// Two devices; readings, an amendment, an entry that cannot be read, a segment that begins earlier than what was new, a fork.
fn place() -> Place {
    let district = District::new(&two_households());
    let mut one = district.device("张如彬");
    one.append(&contact(1, "2020-03-01T09:00"));
    one.append(&reading(1, "2020-03-01T10:50", 365));
    one.append_bytes(b"no entry at all".to_vec());
    one.sync_all(&district.server);
    let of = EntryId { log: one.log, sequence: 2 };
    one.append(&entry(1, "2020-03-01T11:00", Content::Withdraw(Withdraw { of, reason: "twice".to_owned() })));
    let mut forked = one.clone();
    let mut request = one.request();
    request.segments = vec![one.segment(2, 4)];
    let answer = one.send(&district.server, &request);
    one.take(&answer);
    let mut other = district.device("权贺永");
    other.append(&entry(2, "2020-03-01T10:00", Content::Note(Note { text: "他说想吃冷面".to_owned() })));
    other.sync_all(&district.server);
    forked.append(&contact(1, "2020-03-01T12:00"));
    one.append(&contact(1, "2020-03-01T12:05"));
    one.sync_all(&district.server);
    forked.have = 4;
    forked.token = one.token;
    forked.send(&district.server, &forked.request());
    let key = Folder::at(&district.folder.path().join("district")).unwrap().database_key().unwrap();
    Place { district, key }
}

impl Place {
    fn file(&self) -> PathBuf {
        self.district.folder.path().join("district").join("server.db")
    }

    fn connection(&self) -> Connection {
        open::keyed(&self.file(), &self.key).unwrap()
    }

    fn found(&self) -> Vec<(Wrong, String)> {
        let report = verify::verify(&self.district.server.database).unwrap();
        report.findings.into_iter().map(|finding| (finding.what, finding.place)).collect()
    }
}

#[test]
fn a_sound_district_is_sound_and_says_what_it_holds() {
    let place = place();
    let report = verify::verify(&place.district.server.database).unwrap();
    assert_eq!(report.findings, []);
    assert_eq!((report.segments, report.logs, report.entries, report.refused, report.forks), (4, 2, 5, 1, 1));
}

#[test]
fn every_kind_of_damage_is_named_with_its_place() {
    let one = |what, place: &str| vec![(what, place.to_owned())];
    let segment_of = |bytes: &str| format!("UPDATE segment SET bytes = {bytes} WHERE id = 3");
    for (damage, expected) in [
        ("UPDATE segment SET signature = zeroblob(64) WHERE id = 3", one(Wrong::Signature, "segment 3")),
        (segment_of("x'0102'").as_str(), one(Wrong::SegmentUnreadable, "segment 3")),
        ("UPDATE log SET have = 4 WHERE id = 1", one(Wrong::LogHead, "log 1")),
        ("UPDATE log SET head = zeroblob(32) WHERE id = 2", one(Wrong::LogHead, "log 2")),
        ("UPDATE log SET nonce = zeroblob(16) WHERE id = 2", one(Wrong::LogIdentity, "log 2")),
        ("UPDATE segment SET last = 9 WHERE id = 3", one(Wrong::SegmentRow, "segment 3")),
        ("UPDATE segment SET head = zeroblob(32) WHERE id = 2", one(Wrong::Tree, "segment 2, leaf 3")),
        ("UPDATE tree SET hash = zeroblob(32) WHERE place = (SELECT max(place) FROM tree)", one(Wrong::Tree, "segment 4, leaf 5")),
        ("UPDATE feed_leaf SET digest = zeroblob(32) WHERE leaf = 1", one(Wrong::Tree, "leaf 1")),
        ("UPDATE fork SET signature = zeroblob(64)", one(Wrong::Fork, "fork 1")),
        ("UPDATE entry SET household = 2 WHERE kind = 1 AND sequence = 1 AND log = 1", one(Wrong::EntryDiffers, "number 1)")),
        ("UPDATE entry SET claimed_at = claimed_at + 1 WHERE log = 1 AND sequence = 2", one(Wrong::EntryDiffers, "number 2)")),
        ("UPDATE entry SET bytes = x'00' WHERE log = 2", one(Wrong::EntryDiffers, "(segment 3, number 1)")),
        ("DELETE FROM entry WHERE log = 2", one(Wrong::EntryMissing, "(segment 3, number 1)")),
        ("DELETE FROM amendment", one(Wrong::AmendmentMissing, "number 4)")),
        ("INSERT INTO amendment VALUES (zeroblob(16), 1, 1)", one(Wrong::AmendmentTooMany, "1 of 2")),
        (
            "INSERT INTO entry SELECT 9000, log, 77, cadre, household, resident, kind, claimed_at, received_at, bytes FROM entry WHERE log = 2",
            one(Wrong::EntryTooMany, "feed 9000"),
        ),
        ("UPDATE feed SET last = 3", one(Wrong::Feed, "feed 3, given out")),
    ] {
        let place = place();
        assert_eq!(place.connection().execute(damage, []).unwrap(), 1, "{damage}");
        let found = place.found();
        let interesting: Vec<_> = found.iter().filter(|(what, _)| expected.iter().any(|(wanted, _)| wanted == what)).collect();
        assert_eq!(interesting.len(), 1, "{damage}: {found:?}");
        assert!(interesting[0].1.contains(&expected[0].1), "{damage}: {found:?}");
    }
}

#[test]
fn a_segment_that_is_gone_or_stands_in_anothers_place_breaks_the_chain() {
    for damage in ["DELETE FROM segment WHERE id = 1", "UPDATE segment SET first = 3 WHERE id = 2"] {
        let place = place();
        place.connection().execute(damage, []).unwrap();
        let found = place.found();
        assert!(found.iter().any(|(what, place)| *what == Wrong::Chain && place == "segment 2"), "{damage}: {found:?}");
    }
}

#[test]
fn a_damaged_page_is_found() {
    let place = place();
    place.connection().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let whole = std::fs::read(place.file()).unwrap();
    let mut named = 0;
    for page in 1..whole.len() / 4096 {
        let mut bytes = whole.clone();
        bytes[page * 4096 + 100] ^= 1;
        std::fs::write(place.file(), bytes).unwrap();
        match verify::verify(&place.district.server.database) {
            Ok(report) => {
                assert!(
                    !report.findings.is_empty() && report.findings.iter().all(|finding| finding.what == Wrong::Page),
                    "{page}: {report:?}"
                );
                named += 1;
            }
            // The table of tables itself.
            Err(error) => assert!(matches!(error, StorageError::Damaged), "{page}: {error:?}"),
        }
    }
    assert!(named > 10, "{named}");
}

#[test]
fn rebuilding_gives_the_same_rows_whatever_became_of_them() {
    for damage in [
        "UPDATE feed SET last = last",
        "DELETE FROM entry",
        "DELETE FROM amendment; DELETE FROM entry WHERE log = 1",
        "UPDATE entry SET household = 7, bytes = x'00', received_at = 0",
        "INSERT INTO entry SELECT 9000, log, 77, cadre, household, resident, kind, claimed_at, received_at, bytes FROM entry WHERE log = 2",
        "INSERT INTO amendment VALUES (zeroblob(16), 1, 1)",
    ] {
        let place = place();
        let before = place.district.folder.path().join("before.db");
        place.connection().execute("VACUUM INTO ?1", [before.to_str().unwrap()]).unwrap();
        place.connection().execute_batch(damage).unwrap();
        let rebuilt = rebuild::rebuild(&place.district.server.database).unwrap();
        assert_eq!(rebuilt, Rebuilt { segments: 4, entries: 5, amendments: 1 });
        let (before, after) = (open::keyed(&before, &place.key).unwrap(), place.connection());
        for table in ["entry", "amendment", "segment", "log", "refused", "backfill", "tree"] {
            assert!(encrypt::same_rows(&before, &after, &format!("SELECT * FROM {table}")).unwrap(), "{damage}: {table}");
        }
        assert_eq!(place.found(), [], "{damage}");
    }
}

#[test]
fn a_segment_that_cannot_be_read_stops_a_rebuild_and_changes_nothing() {
    let place = place();
    place.connection().execute("UPDATE segment SET bytes = x'00' WHERE id = 4", []).unwrap();
    assert!(rebuild::rebuild(&place.district.server.database).is_err());
    let entries: i64 = place.connection().query_row("SELECT count(*) FROM entry", [], |row| row.get(0)).unwrap();
    assert_eq!(entries, 5);
}
