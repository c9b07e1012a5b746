//! Verifying and rebuilding: a sound district is sound, every kind of damage is named with its fixture, and projections come back.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use std::path::PathBuf;

use common::{
    Device, District, contact, entry,
    program::{json, run},
    reading, two_households,
};
use daylog_backup::{
    archive,
    folder::Folder,
    verify::{self, Wrong},
};
use daylog_district::rebuild::{self, Rebuilt};
use daylog_domain::{
    entries::{Content, note::Note, withdraw::Withdraw},
    ids::EntryId,
};
use daylog_storage::{
    DatabaseKey, StorageError, district,
    drivers::sqlite::{copy, open},
};
use daylog_wire::{
    chain::Head,
    checkpoint::{Checkpoint, Epoch},
    receipt::Receipt,
    tree::{self, TreeHash},
};
use rusqlite::Connection;

struct Fixture {
    district: District,
    key: DatabaseKey,
    /// The first device, which synced last.
    one: Device,
    /// Its last receipt.
    receipt: Receipt,
}

/// Two devices; readings, an amendment, an entry that cannot be read, a segment that begins earlier than what was new, a fork.
fn fixture() -> Fixture {
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
    let receipt = one.sync(&district.server).receipt.unwrap();
    forked.have = 4;
    forked.token = one.token;
    forked.send(&district.server, &forked.request());
    let key = Folder::at(&district.folder.path().join("district")).unwrap().database_key().unwrap();
    Fixture { district, key, one, receipt }
}

impl Fixture {
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

    fn data(&self) -> String {
        self.district.folder.path().join("district").display().to_string()
    }

    fn written(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.district.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.display().to_string()
    }

    /// The checkpoint that the first device keeps.
    fn note(&self) -> Vec<u8> {
        self.one.checkpoint.clone().unwrap()
    }

    fn checkpoint(&self) -> Checkpoint {
        Checkpoint::open(&self.note(), &self.district.server.keys.public()).unwrap()
    }

    fn signed(&self, checkpoint: Checkpoint) -> Vec<u8> {
        checkpoint.sign(&self.district.server.keys.signing)
    }

    /// Runs `verify` against a statement: exit code, what was printed, what was said to fix.
    fn verify_against(&self, option: &str, bytes: &[u8]) -> (i32, String, String) {
        let output = run(&["verify", "--data", &self.data(), option, &self.written("shown", bytes)]);
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    /// Takes the last segment out, with everything that was made of it.
    fn cut(&self) {
        let leaf: i64 = self.connection().query_row("SELECT leaf FROM segment WHERE id = 4", [], |row| row.get(0)).unwrap();
        let position = tree::position_of_leaf(leaf.try_into().unwrap());
        let cut = format!(
            "BEGIN;
             DELETE FROM tree WHERE position >= {position};
             DELETE FROM fork;
             DELETE FROM amendment WHERE feed >= (SELECT first_feed FROM segment WHERE id = 4);
             DELETE FROM entry WHERE feed >= (SELECT first_feed FROM segment WHERE id = 4);
             UPDATE feed SET last = (SELECT first_feed - 1 FROM segment WHERE id = 4);
             DELETE FROM segment WHERE id = 4;
             UPDATE log SET have = 4, head = (SELECT head FROM segment WHERE id = 2) WHERE id = 1;
             COMMIT"
        );
        self.connection().execute_batch(&cut).unwrap();
        assert_eq!(self.found(), [], "in itself it is whole");
    }
}

#[test]
fn a_sound_district_is_sound_and_says_what_it_holds() {
    let fixture = fixture();
    let report = verify::verify(&fixture.district.server.database).unwrap();
    assert_eq!(report.findings, []);
    assert_eq!((report.segments, report.logs, report.entries, report.refused, report.forks), (4, 2, 5, 1, 1));
}

#[test]
fn every_kind_of_damage_is_named_with_its_place() {
    let one = |what, fixture: &str| vec![(what, fixture.to_owned())];
    let segment_of = |bytes: &str| format!("UPDATE segment SET bytes = {bytes} WHERE id = 3");
    for (damage, expected) in [
        ("UPDATE segment SET signature = zeroblob(64) WHERE id = 3", one(Wrong::Signature, "segment 3")),
        (segment_of("x'0102'").as_str(), one(Wrong::SegmentUnreadable, "segment 3")),
        ("UPDATE log SET have = 4 WHERE id = 1", one(Wrong::LogHead, "log 1")),
        ("UPDATE log SET head = zeroblob(32) WHERE id = 2", one(Wrong::LogHead, "log 2")),
        ("UPDATE log SET nonce = zeroblob(16) WHERE id = 2", one(Wrong::LogIdentity, "log 2")),
        ("UPDATE segment SET last = 9 WHERE id = 3", one(Wrong::SegmentRow, "segment 3")),
        ("UPDATE segment SET head = zeroblob(32) WHERE id = 2", one(Wrong::Tree, "segment 2, leaf 3")),
        ("UPDATE tree SET hash = zeroblob(32) WHERE position = (SELECT max(position) FROM tree)", one(Wrong::Tree, "segment 4, leaf 5")),
        ("UPDATE feed_leaf SET digest = zeroblob(32) WHERE leaf = 1", one(Wrong::Tree, "leaf 1")),
        ("INSERT INTO feed_leaf VALUES (100, 0, zeroblob(32))", one(Wrong::Tree, "leaf 6, of 101 leaves")),
        ("UPDATE fork SET signature = zeroblob(64)", one(Wrong::Fork, "fork 1")),
        ("UPDATE entry SET household = 2 WHERE kind = 1 AND sequence = 1 AND log = 1", one(Wrong::EntryDiffers, "number 1)")),
        ("UPDATE entry SET claimed_at = claimed_at + 1 WHERE log = 1 AND sequence = 2", one(Wrong::EntryDiffers, "number 2)")),
        ("UPDATE entry SET bytes = x'00' WHERE log = 2", one(Wrong::EntryDiffers, "(segment 3, number 1)")),
        ("DELETE FROM entry WHERE log = 2", one(Wrong::EntryMissing, "(segment 3, number 1)")),
        ("DELETE FROM amendment", one(Wrong::AmendmentMissing, "number 4)")),
        ("INSERT INTO amendment VALUES (zeroblob(16), 1, 1)", one(Wrong::AmendmentTooMany, "1 of 2")),
        (
            "INSERT INTO entry SELECT 9000, log, 77, cadre, household, resident, place_kind, place, kind, claimed_at, received_at, bytes FROM entry WHERE log = 2",
            one(Wrong::EntryTooMany, "feed 9000"),
        ),
        ("UPDATE feed SET last = 3", one(Wrong::Feed, "feed 3, given out")),
    ] {
        let fixture = fixture();
        assert_eq!(fixture.connection().execute(damage, []).unwrap(), 1, "{damage}");
        let found = fixture.found();
        let interesting: Vec<_> = found.iter().filter(|(what, _)| expected.iter().any(|(wanted, _)| wanted == what)).collect();
        assert_eq!(interesting.len(), 1, "{damage}: {found:?}");
        assert!(interesting[0].1.contains(&expected[0].1), "{damage}: {found:?}");
    }
}

#[test]
fn a_segment_that_is_gone_or_stands_in_anothers_place_breaks_the_chain() {
    for damage in ["DELETE FROM segment WHERE id = 1", "UPDATE segment SET first = 3 WHERE id = 2"] {
        let fixture = fixture();
        fixture.connection().execute(damage, []).unwrap();
        let found = fixture.found();
        assert!(found.iter().any(|(what, fixture)| *what == Wrong::Chain && fixture == "segment 2"), "{damage}: {found:?}");
    }
}

#[test]
fn a_damaged_page_is_found() {
    let fixture = fixture();
    fixture.connection().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let whole = std::fs::read(fixture.file()).unwrap();
    let mut named = 0;
    for page in 1..whole.len() / 4096 {
        let mut bytes = whole.clone();
        bytes[page * 4096 + 100] ^= 1;
        std::fs::write(fixture.file(), bytes).unwrap();
        match verify::verify(&fixture.district.server.database) {
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
        "INSERT INTO entry SELECT 9000, log, 77, cadre, household, resident, place_kind, place, kind, claimed_at, received_at, bytes FROM entry WHERE log = 2",
        "INSERT INTO amendment VALUES (zeroblob(16), 1, 1)",
    ] {
        let fixture = fixture();
        let before = fixture.district.folder.path().join("before.db");
        fixture.connection().execute("VACUUM INTO ?1", [before.to_str().unwrap()]).unwrap();
        fixture.connection().execute_batch(damage).unwrap();
        let rebuilt = rebuild::rebuild(&fixture.district.server.database).unwrap();
        assert_eq!(rebuilt, Rebuilt { segments: 4, entries: 5, amendments: 1 });
        let (before, after) = (open::keyed(&before, &fixture.key).unwrap(), fixture.connection());
        for table in ["entry", "amendment", "segment", "log", "refused", "backfill", "tree"] {
            assert!(copy::same_rows(&before, &after, &format!("SELECT * FROM {table}")).unwrap(), "{damage}: {table}");
        }
        assert_eq!(fixture.found(), [], "{damage}");
    }
}

#[test]
fn a_segment_that_cannot_be_read_stops_a_rebuild_and_changes_nothing() {
    let fixture = fixture();
    fixture.connection().execute("UPDATE segment SET bytes = x'00' WHERE id = 4", []).unwrap();
    assert!(rebuild::rebuild(&fixture.district.server.database).is_err());
    let entries: i64 = fixture.connection().query_row("SELECT count(*) FROM entry", [], |row| row.get(0)).unwrap();
    assert_eq!(entries, 5);
}

#[test]
fn a_history_that_was_cut_at_its_end_is_whole_in_itself_and_named_by_what_others_hold() {
    let fixture = fixture();
    let (note, receipt) = (fixture.note(), fixture.receipt.to_bytes());
    for (option, bytes) in [("--checkpoint", &note), ("--receipt", &receipt)] {
        let (code, said, _) = fixture.verify_against(option, bytes);
        assert!(code == 0 && said.contains("1 of 1 checkpoints and receipts hold\nEverything is whole."), "{option}: {said}");
    }
    fixture.cut();
    for (option, bytes, expected) in
        [("--checkpoint", &note, "checkpoint_lost  shown, 6 leaves, 5 are here"), ("--receipt", &receipt, "receipt_lost  shown, number 5")]
    {
        let (code, said, fix) = fixture.verify_against(option, bytes);
        assert!(code == 1 && said.contains(expected) && !said.contains("whole"), "{option}: {said}");
        assert!(fix.contains("they prove that this district once held more"), "{option}: {fix}");
    }
    let (note, receipt) = (fixture.written("note", &note), fixture.written("receipt", &receipt));
    let output = run(&["verify", "--data", &fixture.data(), "--checkpoint", &note, "--checkpoint", &note, "--receipt", &receipt]);
    assert_eq!(String::from_utf8(output.stdout).unwrap().matches("_lost  ").count(), 3, "several at once");
}

#[test]
fn a_checkpoint_or_receipt_that_is_not_a_beginning_is_named_and_what_cannot_be_proven_is_said() {
    let fixture = fixture();
    let (now, receipt) = (fixture.checkpoint(), fixture.receipt.clone());
    let earlier = |size| Checkpoint { size, root: TreeHash([7; 32]), ..now };
    let signed =
        |sequence, head| Receipt::sign(&fixture.district.server.keys.signing, receipt.log, sequence, head, receipt.received).to_bytes();
    let moved = Receipt::sign(&fixture.district.server.keys.signing, daylog_domain::ids::LogId([5; 16]), 1, receipt.head, receipt.received);
    let text = String::from_utf8(fixture.note()).unwrap();
    for (what, option, bytes, code, expected) in [
        ("another root", "--checkpoint", fixture.signed(earlier(4)), 1, "checkpoint_differs  shown, 4 leaves"),
        (
            "an epoch that nobody heard of",
            "--checkpoint",
            fixture.signed(Checkpoint { epoch: Epoch([7; 16]), ..now }),
            1,
            "checkpoint_epoch  shown",
        ),
        ("ends of lines from elsewhere", "--checkpoint", format!("\u{feff}{}\r\n\r\n", text.replace('\n', "\r\n")).into(), 0, "1 of 1"),
        ("an earlier number", "--receipt", signed(2, fixture.one.heads[2]), 0, "1 of 1"),
        ("in a segment's overlap", "--receipt", signed(4, fixture.one.heads[4]), 0, "1 of 1"),
        ("another head", "--receipt", signed(3, Head([7; 32])), 1, "receipt_differs  shown, number 3 (segment 1)"),
        ("a log that is gone", "--receipt", moved.to_bytes(), 1, "receipt_lost  shown, number 1"),
    ] {
        let (found, said, _) = fixture.verify_against(option, &bytes);
        assert!(found == code && said.contains(expected), "{what}: {found} {said}");
    }
    fixture
        .district
        .server
        .database
        .write(|transaction| district::begin_epoch(transaction, [9; 16], None, fixture.district.now()))
        .unwrap();
    let (code, said, _) = fixture.verify_against("--checkpoint", &fixture.note());
    assert!(code == 0 && said.contains("1 of 1"), "an epoch before, and still a beginning: {said}");
    let (code, said, fix) = fixture.verify_against("--checkpoint", &fixture.signed(earlier(4)));
    assert!(code == 1 && said.contains("unproven  shown, its epoch ended on 2020-03-01 02:40 UTC\n0 of 1"), "{said}");
    assert!(!said.contains("whole.") && fix.contains("receipts of the time"), "{fix}");
}

#[test]
fn what_this_district_did_not_sign_is_held_against_nothing_and_the_error_says_what_to_do() {
    let fixture = fixture();
    let foreign = daylog_wire::keys::SigningKey::from_seed(&[3; 32]).unwrap();
    let mut damaged = fixture.note();
    damaged[40] ^= 1;
    let foreign_receipt = Receipt { signature: foreign.sign(b"x"), ..fixture.receipt.clone() };
    for (what, option, bytes, expected) in [
        ("another district's", "--checkpoint", fixture.checkpoint().sign(&foreign), "not a checkpoint that this district signed"),
        ("damaged", "--checkpoint", damaged, "character by character"),
        ("nothing", "--checkpoint", Vec::new(), "not a checkpoint"),
        ("a receipt of another district", "--receipt", foreign_receipt.to_bytes(), "a receipt that this district did not sign"),
        ("no receipt", "--receipt", b"no receipt".to_vec(), "not a receipt"),
    ] {
        let (code, said, fix) = fixture.verify_against(option, &bytes);
        assert!(code == 1 && said.is_empty() && fix.contains(expected) && fix.contains("what to do: "), "{what}: {fix}");
    }
    let missing = run(&["verify", "--data", &fixture.data(), "--checkpoint", "/nowhere/note"]);
    assert!(String::from_utf8(missing.stderr).unwrap().contains("/nowhere/note could not be read"));
}

#[test]
fn the_present_checkpoint_is_printed_and_lies_beside_the_backups() {
    let fixture = fixture();
    let printed = run(&["checkpoint", "--data", &fixture.data()]);
    assert!(printed.status.success());
    assert_eq!(String::from_utf8(printed.stdout.clone()).unwrap(), String::from_utf8(fixture.note()).unwrap(), "what devices get");
    let (code, said, _) = fixture.verify_against("--checkpoint", &printed.stdout);
    assert!(code == 0 && said.contains("1 of 1"), "{said}");

    let to = fixture.district.folder.path().join("backups");
    let folder = Folder::at(fixture.data().as_ref()).unwrap();
    let beside = |_| {
        let made = archive::run(&folder, &fixture.district.server.database, &to, fixture.district.now()).unwrap();
        let path = to.join(made.name().split_inclusive('-').take(2).collect::<String>() + "checkpoint");
        std::fs::read(path).unwrap()
    };
    assert_eq!(beside(1), fixture.note());
    fixture.district.import(&common::roster(&[("C1", "园锦社区", "张如彬/市委办督查室/cadre")]));
    let later = beside(2);
    assert_ne!(later, fixture.note(), "the newest one takes the place of the one before");
    let report = json(&run(&["verify", "--data", &fixture.data(), "--format", "json", "--checkpoint", &fixture.written("later", &later)]));
    assert_eq!((&report["proven"], &report["unproven"]), (&1.into(), &serde_json::json!([])));
}

#[test]
fn what_was_signed_before_a_purge_holds_after_it() {
    let fixture = fixture();
    let purged = run(&["purge", "--data", &fixture.data(), "--household", "A1", "--reason", "by-request"]);
    assert!(purged.status.success(), "{}", String::from_utf8_lossy(&purged.stderr));
    let left: i64 = fixture.connection().query_row("SELECT count(*) FROM entry WHERE household = 1", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0, "there is something to be missed");
    for (option, bytes) in [("--checkpoint", fixture.note()), ("--receipt", fixture.receipt.to_bytes())] {
        let (code, said, _) = fixture.verify_against(option, &bytes);
        assert!(code == 0 && said.contains("1 of 1"), "{option}: {said}");
    }
}
