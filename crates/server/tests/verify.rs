//! Verifying and rebuilding: a sound district is sound, every kind of damage is named with its fixture, and projections come back.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

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
use daylog_storage::{StorageError, content::Column, district, params, transfer};
use daylog_wire::{
    chain::Head,
    checkpoint::{Checkpoint, Epoch},
    receipt::Receipt,
    tree::{self, TreeHash},
};

struct Fixture {
    district: District,
    /// The first device, which synced last.
    one: Device,
    /// Its last receipt.
    receipt: Receipt,
}

/// Two devices; readings, an amendment, an entry that cannot be read, a segment that begins earlier than what was new, a fork.
fn fixture() -> Fixture {
    fixture_on(District::new(&two_households()))
}

fn fixture_on(district: District) -> Fixture {
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
    Fixture { district, one, receipt }
}

/// What damage puts in the place of `?1`.
#[derive(Clone, Copy)]
enum Bytes {
    Zero(usize),
    /// In a column of content, in the row whose numbers this statement gives.
    Content(Column, &'static str, &'static [u8]),
}

use Bytes::{Content as Stored, Zero};

impl Fixture {
    /// Changes rows as nobody does who keeps to the rules; says how many.
    fn damage(&self, sql: &str, bytes: Option<Bytes>) -> usize {
        let changed = self.district.server.database.write(|db| match bytes {
            None => db.run(sql, params![]),
            Some(Zero(count)) => db.run(sql, params![vec![0_u8; count]]),
            Some(Stored(column, row, plain)) => {
                let of = db.one(row, params![], |row| (0..row.columns()).map(|place| row.get(place)).collect::<Result<Vec<i64>, _>>())?;
                db.run(sql, params![db.encrypt(column, &of, plain)?])
            }
        });
        changed.unwrap_or_else(|why| panic!("{sql}: {why}"))
    }

    fn number(&self, sql: &str) -> i64 {
        self.district.server.database.read(|db| db.one(sql, params![], |row| row.get(0))).unwrap()
    }

    fn found(&self) -> Vec<(Wrong, String)> {
        let report = verify::verify(&self.district.server.database).unwrap();
        report.findings.into_iter().map(|finding| (finding.what, finding.place)).collect()
    }

    fn data(&self) -> String {
        self.district.data().display().to_string()
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
        let position = tree::position_of_leaf(self.number("SELECT leaf FROM segment WHERE id = 4").try_into().unwrap());
        for cut in [
            format!("DELETE FROM tree WHERE position >= {position}").as_str(),
            "DELETE FROM fork",
            "DELETE FROM amendment WHERE feed >= (SELECT first_feed FROM segment WHERE id = 4)",
            "DELETE FROM entry WHERE feed >= (SELECT first_feed FROM segment WHERE id = 4)",
            "UPDATE feed SET last = (SELECT first_feed - 1 FROM segment WHERE id = 4)",
            "DELETE FROM segment WHERE id = 4",
            "UPDATE log SET have = 4, head = (SELECT head FROM segment WHERE id = 2) WHERE id = 1",
        ] {
            self.damage(cut, None);
        }
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
    const OF_SEGMENT: &str = "SELECT log, first FROM segment WHERE id = 3";
    const OF_ENTRY: &str = "SELECT feed FROM entry WHERE log = 2";
    for (damage, bytes, expected) in [
        ("UPDATE segment SET signature = ?1 WHERE id = 3", Some(Zero(64)), one(Wrong::Signature, "segment 3")),
        (
            "UPDATE segment SET bytes = ?1 WHERE id = 3",
            Some(Stored(Column::SegmentBytes, OF_SEGMENT, &[1, 2])),
            one(Wrong::SegmentUnreadable, "segment 3"),
        ),
        ("UPDATE log SET have = 4 WHERE id = 1", None, one(Wrong::LogHead, "log 1")),
        ("UPDATE log SET head = ?1 WHERE id = 2", Some(Zero(32)), one(Wrong::LogHead, "log 2")),
        ("UPDATE log SET nonce = ?1 WHERE id = 2", Some(Zero(16)), one(Wrong::LogIdentity, "log 2")),
        ("UPDATE segment SET last = 9 WHERE id = 3", None, one(Wrong::SegmentRow, "segment 3")),
        ("UPDATE segment SET head = ?1 WHERE id = 2", Some(Zero(32)), one(Wrong::Tree, "segment 2, leaf 3")),
        (
            "UPDATE tree SET hash = ?1 WHERE position = (SELECT max(position) FROM tree)",
            Some(Zero(32)),
            one(Wrong::Tree, "segment 4, leaf 5"),
        ),
        ("UPDATE feed_leaf SET digest = ?1 WHERE leaf = 1", Some(Zero(32)), one(Wrong::Tree, "leaf 1")),
        ("INSERT INTO feed_leaf VALUES (100, 0, ?1)", Some(Zero(32)), one(Wrong::Tree, "leaf 6, of 101 leaves")),
        ("UPDATE fork SET signature = ?1", Some(Zero(64)), one(Wrong::Fork, "fork 1")),
        ("UPDATE entry SET household = 2 WHERE kind = 1 AND sequence = 1 AND log = 1", None, one(Wrong::EntryDiffers, "number 1)")),
        ("UPDATE entry SET claimed_at = claimed_at + 1 WHERE log = 1 AND sequence = 2", None, one(Wrong::EntryDiffers, "number 2)")),
        (
            "UPDATE entry SET bytes = ?1 WHERE log = 2",
            Some(Stored(Column::EntryBytes, OF_ENTRY, &[0])),
            one(Wrong::EntryDiffers, "(segment 3, number 1)"),
        ),
        ("DELETE FROM entry WHERE log = 2", None, one(Wrong::EntryMissing, "(segment 3, number 1)")),
        ("DELETE FROM amendment", None, one(Wrong::AmendmentMissing, "number 4)")),
        ("INSERT INTO amendment VALUES (?1, 1, 1)", Some(Zero(16)), one(Wrong::AmendmentTooMany, "1 of 2")),
        (ENTRY_OF_NO_SEGMENT, Some(OTHER_ENTRY), one(Wrong::EntryTooMany, "feed 9000")),
        ("UPDATE feed SET last = 3", None, one(Wrong::Feed, "feed 3, given out")),
    ] {
        let fixture = fixture();
        assert_eq!(fixture.damage(damage, bytes), 1, "{damage}");
        let found = fixture.found();
        let interesting: Vec<_> = found.iter().filter(|(what, _)| expected.iter().any(|(wanted, _)| wanted == what)).collect();
        assert_eq!(interesting.len(), 1, "{damage}: {found:?}");
        assert!(interesting[0].1.contains(&expected[0].1), "{damage}: {found:?}");
    }
}

const ENTRY_OF_NO_SEGMENT: &str = "INSERT INTO entry
    SELECT 9000, log, 77, cadre, household, resident, place_kind, place, kind, claimed_at, received_at, ?1 FROM entry WHERE log = 2";
const OTHER_ENTRY: Bytes = Stored(Column::EntryBytes, "SELECT 9000", &[0]);

#[test]
fn a_segment_that_is_gone_or_stands_in_anothers_place_breaks_the_chain() {
    for damage in ["DELETE FROM segment WHERE id = 1", "UPDATE segment SET first = 3 WHERE id = 2"] {
        let fixture = fixture();
        fixture.damage(damage, None);
        let found = fixture.found();
        // Content that is encrypted for its place opens at no other.
        let is_named = |what| matches!(what, Wrong::Chain | Wrong::SegmentUnreadable);
        assert!(found.iter().any(|(what, place)| is_named(*what) && place == "segment 2"), "{damage}: {found:?}");
    }
}

#[test]
fn content_that_stands_in_anothers_place_is_named_and_the_rest_is_looked_at() {
    for (damage, place) in [
        ("UPDATE segment SET bytes = (SELECT bytes FROM segment WHERE id = 1) WHERE id = 3", "segment 3"),
        ("UPDATE entry SET bytes = (SELECT bytes FROM entry WHERE log = 1 AND sequence = 1) WHERE log = 2", "(segment 3, number 1)"),
        ("UPDATE fork SET bytes = (SELECT bytes FROM segment WHERE id = 1)", "fork 1"),
    ] {
        let fixture = fixture();
        fixture.damage(damage, None);
        let report = verify::verify(&fixture.district.server.database).unwrap();
        assert!(report.findings.iter().any(|finding| finding.place.contains(place)), "{damage}: {:?}", report.findings);
        assert_eq!((report.segments, report.logs, report.forks), (4, 2, 1), "{damage}");
    }
}

#[test]
fn a_damaged_page_is_found() {
    let fixture = fixture_on(District::in_a_file(&two_households()));
    fixture.district.server.database.move_log_into_file().unwrap();
    let file = fixture.district.server.database.file().unwrap();
    let whole = std::fs::read(file).unwrap();
    let mut named = 0;
    for page in 1..whole.len() / 4096 {
        let mut bytes = whole.clone();
        bytes[page * 4096 + 100] ^= 1;
        std::fs::write(file, bytes).unwrap();
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
    type Damage<'d> = &'d [(&'d str, Option<Bytes>)];
    let damages: [Damage<'_>; 6] = [
        &[],
        &[("DELETE FROM entry", None)],
        &[("DELETE FROM amendment", None), ("DELETE FROM entry WHERE log = 1", None)],
        &[("UPDATE entry SET household = 7, bytes = ?1, received_at = 0", Some(Zero(1)))],
        &[(ENTRY_OF_NO_SEGMENT, Some(OTHER_ENTRY))],
        &[("INSERT INTO amendment VALUES (?1, 1, 1)", Some(Zero(16)))],
    ];
    for damage in damages {
        let fixture = fixture();
        let database = &fixture.district.server.database;
        let before = database.read(transfer::digests).unwrap();
        assert!(damage.iter().all(|(sql, bytes)| fixture.damage(sql, *bytes) > 0));
        let rebuilt = rebuild::rebuild(database).unwrap();
        let told: Vec<&str> = damage.iter().map(|(sql, _)| *sql).collect();
        assert_eq!(rebuilt, Rebuilt { segments: 4, entries: 5, amendments: 1 }, "{told:?}");
        let mut after = database.read(transfer::digests).unwrap();
        // Devices and dashboards are told that something changed.
        after.insert("feed", before["feed"]);
        assert_eq!(after, before, "{told:?}");
        assert_eq!(fixture.found(), [], "{told:?}");
    }
}

#[test]
fn a_segment_that_cannot_be_read_stops_a_rebuild_and_changes_nothing() {
    let fixture = fixture();
    let unreadable = Stored(Column::SegmentBytes, "SELECT log, first FROM segment WHERE id = 4", &[0]);
    fixture.damage("UPDATE segment SET bytes = ?1 WHERE id = 4", Some(unreadable));
    assert!(rebuild::rebuild(&fixture.district.server.database).is_err());
    assert_eq!(fixture.number("SELECT count(*) FROM entry"), 5);
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
    assert_eq!(fixture.number("SELECT count(*) FROM entry WHERE household = 1"), 0, "there is something to be missed");
    for (option, bytes) in [("--checkpoint", fixture.note()), ("--receipt", fixture.receipt.to_bytes())] {
        let (code, said, _) = fixture.verify_against(option, &bytes);
        assert!(code == 0 && said.contains("1 of 1"), "{option}: {said}");
    }
}
