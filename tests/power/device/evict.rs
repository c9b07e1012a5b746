//! Content that goes from the device: by order, with its household, at the end of its time. After a cut it is there or it is
//! gone, never half, and the vacuum of the file is taken up again at the next opening.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
};

use daylog_domain::{
    household::{Household, Quarantine, Resident},
    ids::{HouseholdId, LogId, ResidentId},
    settings::Settings,
    time::Zone,
};
use daylog_store::Answer;
use daylog_testkit::{
    disk::{Disk, Folder, Survival},
    orders::{runs_of, runs_unseen},
    pages,
};
use daylog_tests::parts::{Device, START, device_key, sound_device, text};
use daylog_wire::{
    directory::{Authority, Directory},
    entry_from_bytes,
    envelope::{Envelope, opening_key},
    feed::{DistrictRecord, FeedItem, HouseholdRecord},
    purge::{PurgeOrder, PurgeReason, Run},
    segment::Slot,
    watermark::Watermark,
};
use rusqlite::Connection;

use super::{answer, enrolment, of_colleague, running, server, start};
use crate::cuts::{at_every_change_in_turn, disk_with, prepared};

/// What the search of the pages looks for; two opened envelopes behind it say which piece of content it is.
const MARK: &[u8] = b"MARK-";
const ENCRYPTED_TO: [u8; 32] = [3; 32];

/// What is on the device, for people, for the district and for a thief.
#[derive(Debug, PartialEq)]
struct State {
    shown: BTreeSet<String>,
    readable: BTreeSet<String>,
    encrypted: BTreeMap<u64, String>,
    knows_household: bool,
}

fn marked(sequence: u64) -> String {
    format!("MARK-{sequence:02}")
}

fn connection(disk: &Disk) -> Connection {
    let connection = Connection::open(disk.path("daylog.db")).unwrap();
    connection.execute_batch(&format!("pragma key = \"x'{}'\"", "07".repeat(32))).unwrap();
    connection
}

fn count(disk: &Disk, sql: &str) -> i64 {
    connection(disk).query_row(sql, [], |row| row.get(0)).unwrap()
}

/// The marks that stand anywhere in the file or its write-ahead log.
fn readable(folder: &Folder) -> BTreeSet<String> {
    let log = folder.file("daylog.db-wal").unwrap_or_default();
    let plain = pages::decrypted_bytes(folder.file("daylog.db").unwrap(), log, &device_key());
    let found = plain.windows(MARK.len() + 2).filter(|window| window.starts_with(MARK));
    found.map(|window| String::from_utf8_lossy(window).into_owned()).collect()
}

/// The encrypted entries by their numbers, as the district reads them.
fn encrypted(disk: &Disk, device: &mut Device) -> BTreeMap<u64, String> {
    let public = device.store().device().unwrap().public;
    let connection = connection(disk);
    let mut statement = connection.prepare("select sequence, envelope from encrypted_entry").unwrap();
    let pieces = statement.query_map([], |row| Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get::<_, Vec<u8>>(1)?))).unwrap();
    let read = |(sequence, envelope): (u64, Vec<u8>)| {
        let opened_envelope = Envelope::from_bytes(&envelope).unwrap().open(&opening_key(&ENCRYPTED_TO)).unwrap();
        let (segment, _) = opened_envelope.segment.open(&public).unwrap();
        let Slot::Entry(bytes) = &segment.slots[0] else { panic!("encrypted without its content") };
        (sequence, text(&entry_from_bytes(bytes).unwrap().content))
    };
    pieces.map(|piece| read(piece.unwrap())).collect()
}

fn state(disk: &Disk, device: &mut Device) -> State {
    let encrypted = encrypted(disk, device);
    let left =
        "select count(*) from entry join log on log.key = entry.log where left_household is not null and entry.sequence > log.watermark";
    assert_eq!(count(disk, left), encrypted.len() as i64, "what left and is in no backup is encrypted, and nothing else");
    assert_eq!(count(disk, "select not_vacuumed from device"), 0, "the vacuum is taken up again");
    let knows_household = device.store().household(HouseholdId(1)).unwrap().is_some();
    State { shown: device.shown().into_iter().collect(), readable: readable(&disk.copy()), encrypted, knows_household }
}

/// Tells the device these words one after the other, with the power going at every change. Afterwards it is as it was after
/// one of them, the last that it said it took in or the next, and goes on to the end. Gives the states of a run without a cut.
fn told(name: &str, before: &Folder, words: &[Answer]) -> Vec<State> {
    let whole = disk_with(before);
    let mut device = running(&whole);
    let mut states = vec![state(&whole, &mut device)];
    for word in words {
        device.store().apply(word).unwrap();
        states.push(state(&whole, &mut device));
    }
    let operation = |disk: &Disk, heard: &mut usize| {
        let Some(mut device) = start(disk) else { return };
        *heard = words.iter().take_while(|word| device.store().apply(word).is_ok()).count();
    };
    at_every_change_in_turn(name, before, operation, |disk, heard| {
        sound_device(disk, &device_key());
        let mut device = running(disk);
        let found = state(disk, &mut device);
        let place = states.iter().position(|state| *state == found).unwrap_or_else(|| panic!("half gone: {found:#?}"));
        assert!(place == *heard || place == *heard + 1, "took in {heard} words and stands behind {place}");
        for word in &words[place..] {
            device.store().apply(word).unwrap();
        }
        assert_eq!(state(disk, &mut device), states[words.len()]);
        device.append(START, 2, &["afterwards".to_owned()]).unwrap();
        device.stop();
        sound_device(disk, &device_key());
    });
    states
}

fn household(id: u32) -> FeedItem {
    let quarantine = Quarantine::planned("2020-02-06".parse().unwrap(), "2020-02-20".parse().unwrap());
    let resident = Resident { id: ResidentId(id), name: format!("MARK-R{id}"), phone: None, origin: None, quarantine };
    let household = Household {
        id: HouseholdId(id),
        code: format!("H{id}"),
        street: String::new(),
        community: String::new(),
        address: String::new(),
        guarantor: None,
        guarantor_workplace: None,
        residents: vec![resident],
    };
    FeedItem::Household(serde_json::to_string(&HouseholdRecord { household, assignments: Vec::new() }).unwrap())
}

/// An enrolled device with two households and these numbers of own entries about them, by turns as given; the district has
/// said that it holds none of them.
fn before(about: &[u32]) -> (Folder, LogId) {
    let mut log = LogId([0; 16]);
    let folder = prepared(|disk| {
        let mut device = running(disk);
        device.enrol(enrolment()).unwrap();
        log = device.store().log().unwrap().log;
        let envelope_key = opening_key(&ENCRYPTED_TO).public();
        let authorities = vec![Authority { certificate: vec![1], announced: None }];
        let directory = Directory { number: 1, addresses: Vec::new(), authorities, envelope_key }.sign(&server());
        let items = vec![household(1), household(2), of_colleague(1, 1, "MARK-T1"), of_colleague(2, 2, "MARK-T2")];
        device.store().apply(&Answer { directory: Some(directory), items, ..answer(log, 0) }).unwrap();
        for (household, sequence) in about.iter().zip(1..) {
            device.append(START, *household, &[format!("{} {}", marked(sequence), "x".repeat(90))]).unwrap();
        }
        device.store().keep_field("note/1//", Some("MARK-D1")).unwrap();
        device.store().keep_field("note/2//", Some("MARK-D2")).unwrap();
    });
    (folder, log)
}

fn with(have: u64, log: LogId, items: Vec<FeedItem>) -> Answer {
    Answer { items, ..answer(log, have) }
}

fn backed_up(log: LogId, have: u64, sequence: u64, items: Vec<FeedItem>) -> Answer {
    let watermark = Watermark::sign(&server(), log, sequence, daylog_wire::chain::first_head(log), START);
    Answer { watermark: Some(watermark), ..with(have, log, items) }
}

/// What stands at these numbers of the own log, of which the district has nothing yet.
fn own(before: &Folder, numbers: &[RangeInclusive<u64>]) -> Vec<Run> {
    runs_of(&running(&disk_with(before)).store().outgoing(1000, 1_000_000).unwrap().segment.unwrap(), numbers)
}

fn order(number: u64, log: LogId, runs: Vec<Run>) -> FeedItem {
    let (reason, household) = (PurgeReason::ByRequest, HouseholdId(1));
    FeedItem::Purge(PurgeOrder { number, log, runs, reason, ordered_at: START, household }.sign(&server()))
}

fn marks(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| format!("MARK-{name}")).collect()
}

#[test]
fn what_is_ordered_gone_is_there_or_gone_and_what_waits_for_its_receipt_goes_with_it() {
    let (before, log) = before(&[1; 66]);
    let orders = vec![order(1, log, own(&before, &[3..=3, 63..=66])), order(2, LogId([9; 16]), runs_unseen(1..=1))];
    let states = told("ordered purge", &before, &[with(65, log, orders), with(66, log, Vec::new())]);
    let gone = |place: usize| states[0].readable.difference(&states[place].readable).cloned().collect::<BTreeSet<_>>();
    assert_eq!(gone(1), marks(&["03", "63", "64", "65", "T1"]));
    assert_eq!(gone(2), marks(&["03", "63", "64", "65", "66", "T1"]));
}

#[test]
fn a_household_that_left_is_readable_or_sealed() {
    let (before, log) = before(&[1, 2, 1, 2, 1]);
    let left = with(4, log, vec![FeedItem::Removed(HouseholdId(1))]);
    let words = [left, with(5, log, Vec::new()), backed_up(log, 5, 3, Vec::new())];
    let states = told("household that left", &before, &words);
    let numbers = |place: usize| states[place].encrypted.keys().copied().collect::<Vec<_>>();
    assert_eq!([1, 2, 3].map(numbers), [vec![], vec![1, 3, 5], vec![5]]);
    assert_eq!(states[0].readable.difference(&states[1].readable).cloned().collect::<BTreeSet<_>>(), marks(&["R1"]), "one about it waits");
    assert_eq!(states[2].readable, marks(&["02", "04", "T2", "D2", "R2"]));
}

#[test]
fn what_is_over_and_in_a_backup_goes_and_the_rest_waits_for_the_next_one() {
    let (before, log) = before(&[1, 1, 1, 1]);
    let mut settings = Settings::default_in(Zone::SHANGHAI);
    settings.retention.phone_days = Some(1);
    let over = FeedItem::Settings(serde_json::to_string(&DistrictRecord { name: "延吉市".to_owned(), settings }).unwrap());
    let states = told("retention", &before, &[backed_up(log, 4, 2, vec![over]), backed_up(log, 4, 4, Vec::new())]);
    let own = |place: usize| states[place].readable.intersection(&marks(&["01", "02", "03", "04", "T1"])).cloned().collect::<BTreeSet<_>>();
    assert_eq!([own(1), own(2)], [marks(&["03", "04"]), marks(&[])]);
}

#[test]
fn a_vacuum_that_is_taken_up_again_may_be_cut_again() {
    let (before, log) = before(&[1, 1, 1]);
    let word = with(3, log, vec![order(1, log, own(&before, &[1..=2]))]);
    let not_vacuumed = (1..).find_map(|cut| {
        let disk = disk_with(&before);
        let mut device = running(&disk);
        disk.cut_after(cut);
        assert!(device.store().apply(&word).is_err() || disk.is_down(), "the power goes before the file is vacuumed");
        device.stop();
        disk.cut();
        disk.reboot(Survival::Everything);
        // Before the look: whoever closes the file moves the write-ahead log into it.
        let copy = disk.copy();
        (count(&disk, "select not_vacuumed from device") == 1).then_some(copy)
    });
    let not_vacuumed = not_vacuumed.unwrap();
    let going = marks(&["01", "02"]);
    assert!(readable(&not_vacuumed).is_superset(&going), "the bytes are still there");
    let operation = |disk: &Disk, (): &mut ()| drop(start(disk));
    at_every_change_in_turn("vacuum at opening", &not_vacuumed, operation, |disk, ()| {
        let mut device = running(disk);
        assert!(state(disk, &mut device).readable.is_disjoint(&going));
        device.stop();
        sound_device(disk, &device_key());
    });
}
