//! The device's file: what is saved stays, what is sent is what was saved, and nothing readable lies on the disk.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::{fs, path::Path};

use daylog_domain::{
    clocks::{BootId, Clocks, Reading},
    entries::{
        About, Claimed, Content, Entry, UnknownTarget,
        correct::Correct,
        errand::{Errand, Item, Step},
        note::Note,
        seal::{Seal, SealState},
        temperature::{Celsius, Measured, Method, Temperature},
        withdraw::Withdraw,
    },
    ids::{BuildingId, CadreId, EntryId, HouseholdId, LogId, ResidentId},
    places::Premises,
    target::Target,
    time::{Instant, Zone},
};
use daylog_store::{
    Answer, Random, Store, StoreError, SystemRandom,
    key_file::{Key, KeyFiles},
};
use daylog_testkit::raw;
use daylog_wire::checkpoint::Epoch;
use daylog_wire::feed::{FeedEntry, FeedItem};

fn reading() -> Reading {
    Reading { wall: Instant(1_582_768_200_000), elapsed_ms: 5_000, boot: BootId([1; 8]) }
}

fn entry(content: Content) -> Entry {
    Entry {
        about: Target::home(HouseholdId(1), Some(ResidentId(1))).into(),
        at: Claimed { instant: Instant(1_582_768_200_000), zone: Zone::SHANGHAI },
        clocks: Clocks::new(reading(), None),
        content,
        note: Some("六瓶啤酒".to_owned()),
        late: None,
        origin: None,
    }
}

fn temperature(tenths: u16) -> Entry {
    entry(Content::Temperature(Temperature { result: Measured::Reading(Celsius(tenths)), method: Method::SelfReported, site: None }))
}

fn note(text: &str) -> Entry {
    entry(Content::Note(Note { text: text.to_owned() }))
}

fn store(folder: &Path) -> Store {
    let mut store = Store::open(folder, &key(), Box::new(SystemRandom)).unwrap();
    store.device().unwrap();
    store
}

fn key() -> Key {
    Key::new([7; 32])
}

fn answer(log: LogId, have: u64, items: Vec<FeedItem>) -> Answer {
    Answer { items, feed: Some(have), ..daylog_testkit::answer(log, have) }
}

#[test]
fn what_was_appended_is_there_after_opening_again_and_goes_out_as_one_chain() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..150 {
        store(folder.path()).append(&[temperature(360 + number % 10)]).unwrap();
    }
    let mut store = store(folder.path());
    let key = store.device().unwrap().signing_key().unwrap();
    let outgoing = store.outgoing(1000, 1_000_000).unwrap();
    let segment = outgoing.segment.unwrap();
    assert_eq!((segment.first, segment.last(), outgoing.remaining), (1, 150, 0));
    let (_, heads) = segment.sign(&key).unwrap().open(&key.public()).unwrap();
    assert_eq!(*heads.last().unwrap(), store.log().unwrap().head);
}

#[test]
fn a_batch_is_saved_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    assert!(matches!(store.append(&[temperature(365), temperature(999)]), Err(StoreError::Content(_))));
    assert_eq!(store.log().unwrap().last, 0);
}

#[test]
fn pieces_that_go_out_join_where_the_server_says_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    store.append(&vec![temperature(365); 200]).unwrap();
    let first = store.outgoing(70, 1_000_000).unwrap();
    assert_eq!((first.segment.as_ref().unwrap().last(), first.remaining), (70, 130));
    let heads = first.segment.unwrap().heads().unwrap();
    let log = store.log().unwrap().log;
    store.apply(&answer(log, 70, vec![])).unwrap();
    let second = store.outgoing(1000, 1_000_000).unwrap().segment.unwrap();
    assert_eq!((second.first, second.previous), (71, heads[69]));
    assert_eq!(store.pending().unwrap(), 130);
    // A server that came back from a backup says less, and everything behind that waits again.
    store.apply(&answer(log, 20, vec![])).unwrap();
    assert_eq!(store.pending().unwrap(), 180);
    assert_eq!(store.waiting().unwrap().len(), 180);
}

#[test]
fn a_corrected_reading_counts_as_corrected_and_a_withdrawn_one_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let of = store.append(&[temperature(365)]).unwrap()[0];
    let content = Box::new(temperature(378).content);
    store.append(&[entry(Content::Correct(Correct { of, at: None, content, note: None, reason: "看错了".to_owned() }))]).unwrap();
    assert_eq!(store.readings_of(HouseholdId(1)).unwrap()[0].celsius, Celsius(378));
    assert_eq!(store.line(of).unwrap().amendments.len(), 1);
    store.append(&[entry(Content::Withdraw(Withdraw { of, reason: "undo".to_owned() }))]).unwrap();
    assert!(store.readings_of(HouseholdId(1)).unwrap().is_empty());
    assert!(store.observations_of(HouseholdId(1), 30).unwrap().is_empty());
    // The old content stays readable.
    assert_eq!(store.line(of).unwrap().stored.entry.content, temperature(365).content);
}

#[test]
fn of_two_that_claim_one_time_the_one_that_was_said_last_stands_whichever_came_first() {
    let seen = |log: u8, said_after_ms, state| {
        let seal = entry(Content::Seal(Seal { state, serial: None, reason: None }));
        let wall = seal.clocks.wall.plus_millis(said_after_ms);
        let seal = Entry { clocks: Clocks { wall, ..seal.clocks.clone() }, ..seal };
        FeedItem::Entry(FeedEntry {
            log: LogId([log; 16]),
            sequence: 1,
            cadre: CadreId(u32::from(log)),
            cadre_name: String::new(),
            received: Instant(1_582_768_800_000),
            bytes: daylog_wire::entry_to_bytes(&seal),
            salt: None,
        })
    };
    let (missing, intact) = (seen(5, 120_000, SealState::Missing), seen(6, 60_000, SealState::Intact));
    for items in [vec![missing.clone(), intact.clone()], vec![intact, missing]] {
        let folder = tempfile::tempdir().unwrap();
        let mut store = store(folder.path());
        let own = store.log().unwrap().log;
        store.apply(&answer(own, 0, items)).unwrap();
        assert_eq!(store.last_seal(HouseholdId(1), Instant(i64::MAX)).unwrap(), Some(SealState::Missing));
    }
}

#[test]
fn an_amendment_that_overtakes_its_entry_takes_effect_when_the_entry_comes() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let own = store.log().unwrap().log;
    let log = LogId([5; 16]);
    let of = EntryId { log, sequence: 1 };
    let feed = |sequence, entry: Entry| {
        FeedItem::Entry(FeedEntry {
            log,
            sequence,
            cadre: CadreId(9),
            cadre_name: "园锦网格员".to_owned(),
            received: Instant(1),
            bytes: daylog_wire::entry_to_bytes(&entry),
            salt: None,
        })
    };
    let withdrawal = feed(2, entry(Content::Withdraw(Withdraw { of, reason: "错".to_owned() })));
    assert_eq!(store.apply(&answer(own, 0, vec![withdrawal.clone()])).unwrap().entries, 1);
    assert_eq!(store.apply(&answer(own, 0, vec![feed(1, temperature(365)), withdrawal])).unwrap().entries, 1);
    assert!(store.line(of).unwrap().effective.withdrawn);
}

#[test]
fn an_errand_is_open_until_it_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let item = Item { what: "beer".to_owned(), quantity: 6, unit: None };
    let step = |errand, step, items: Vec<Item>| entry(Content::Errand(Errand { errand, step, items, floor: None, seal_after: None }));
    let root = store.append(&[step(None, Step::Asked, vec![item])]).unwrap()[0];
    assert_eq!(store.open_errands(None).unwrap().len(), 1);
    store.append(&[step(Some(root), Step::Done, vec![])]).unwrap();
    assert!(store.open_errands(Some(HouseholdId(1))).unwrap().is_empty());
}

#[test]
fn the_steps_of_an_errand_come_in_the_servers_order_and_what_it_has_not_seen_comes_last() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let own = store.log().unwrap().log;
    let step = |errand, step, quantity| {
        let items = vec![Item { what: "beer".to_owned(), quantity, unit: None }];
        entry(Content::Errand(Errand { errand, step, items, floor: None, seal_after: None }))
    };
    let theirs = |sequence, received, entry: &Entry| {
        FeedItem::Entry(FeedEntry {
            log: LogId([5; 16]),
            sequence,
            cadre: CadreId(9),
            cadre_name: String::new(),
            received: Instant(received),
            bytes: daylog_wire::entry_to_bytes(entry),
            salt: None,
        })
    };
    let root = EntryId { log: LogId([5; 16]), sequence: 1 };
    store.apply(&answer(own, 0, vec![theirs(1, 1, &step(None, Step::Asked, 6))])).unwrap();
    // Accepted here without a network; the colleague's word reached the district first, and this device later.
    let mine = store.append(&[step(Some(root), Step::Accepted, 4)]).unwrap()[0];
    store.apply(&answer(own, 0, vec![theirs(2, 2, &step(Some(root), Step::Accepted, 2))])).unwrap();
    let order: Vec<EntryId> = store.open_errands(None).unwrap()[0].iter().map(|line| line.stored.id).collect();
    assert_eq!(order, [root, EntryId { sequence: 2, ..root }, mine]);
}

#[test]
fn a_copied_profile_moves_what_the_server_does_not_share_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let ids = store.append(&[temperature(365), temperature(366), note("带上楼")]).unwrap();
    store.append(&[entry(Content::Withdraw(Withdraw { of: ids[2], reason: "undo".to_owned() }))]).unwrap();
    let old = store.log().unwrap();
    store.apply(&answer(old.log, 1, vec![])).unwrap();
    assert_eq!(store.move_behind(old.log, 1).unwrap(), 3);
    let new = store.log().unwrap();
    assert_ne!(new.log, old.log);
    assert_eq!((new.last, store.pending().unwrap()), (3, 3));
    let readings: Vec<_> = store.readings_of(HouseholdId(1)).unwrap().iter().map(|reading| reading.celsius.0).collect();
    assert_eq!(readings, [365, 366]);
    // The withdrawal still acts on the note, at its new place.
    assert!(store.line(EntryId { log: new.log, sequence: 2 }).unwrap().effective.withdrawn);
    // Once more is once too often, and changes nothing.
    assert_eq!(store.move_behind(old.log, 1).unwrap(), 0);
    // A server that lost the closed log is offered it again, until it says that it holds it.
    store.apply(&answer(old.log, 0, vec![])).unwrap();
    assert_eq!((store.pending().unwrap(), store.closed_log_waiting().unwrap().unwrap().log), (4, old.log));
    store.apply(&answer(old.log, 1, vec![])).unwrap();
    assert_eq!((store.pending().unwrap(), store.closed_log_waiting().unwrap().is_none()), (3, true));
    // What the server holds at the freed number is somebody's work too, and is taken in.
    let other = FeedEntry {
        log: old.log,
        sequence: 2,
        cadre: CadreId(1),
        cadre_name: String::new(),
        received: Instant(1),
        bytes: daylog_wire::entry_to_bytes(&temperature(370)),
        salt: None,
    };
    store.apply(&answer(new.log, 0, vec![FeedItem::Entry(other)])).unwrap();
    assert_eq!(store.readings_of(HouseholdId(1)).unwrap().len(), 3);
    assert!(store.line(EntryId { log: old.log, sequence: 2 }).unwrap().stored.received);
    // What a copy wrote with a later program is kept, and hides nothing else.
    let unreadable = FeedEntry {
        log: old.log,
        sequence: 3,
        cadre: CadreId(1),
        cadre_name: String::new(),
        received: Instant(1),
        bytes: vec![0xff],
        salt: None,
    };
    assert_eq!(store.apply(&answer(new.log, 0, vec![FeedItem::Entry(unreadable)])).unwrap().entries, 1);
    assert!(store.refused().unwrap().is_empty());
    assert_eq!(store.waiting().unwrap().len(), 3);
}

#[test]
fn a_place_in_the_feed_is_not_carried_into_another_epoch() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let log = store.log().unwrap().log;
    let without_page = |epoch| Answer { epoch: Epoch(epoch), feed: None, ..answer(log, 0, vec![]) };
    store.apply(&Answer { feed: Some(500), ..answer(log, 0, vec![]) }).unwrap();
    store.apply(&without_page([1; 16])).unwrap();
    assert_eq!(store.device().unwrap().feed, 500);
    store.apply(&without_page([2; 16])).unwrap();
    assert_eq!(store.device().unwrap().feed, 0);
}

#[test]
fn no_byte_on_the_disk_tells_a_name_a_note_or_a_reading() {
    let folder = tempfile::tempdir().unwrap();
    let key = KeyFiles::in_folder(folder.path()).create("12345678", None, &mut SystemRandom).unwrap();
    let mut store = Store::open(folder.path(), &key, Box::new(SystemRandom)).unwrap();
    store.device().unwrap();
    store.append(&[note("安某要六瓶啤酒"), note("READABLE-NOTE")]).unwrap();
    store.keep_field("note", Some("READABLE-DRAFT")).unwrap();
    for file in fs::read_dir(folder.path()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        for secret in ["安某", "六瓶", "READABLE", "Asia/Shanghai", "SQLite format", "12345678"] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret}");
        }
    }
}

#[test]
fn a_damaged_file_is_quarantined_and_said_so() {
    let folder = tempfile::tempdir().unwrap();
    store(folder.path()).append(&vec![temperature(365); 100]).unwrap();
    let path = folder.path().join("daylog.db");
    let mut bytes = fs::read(&path).unwrap();
    let place = bytes.len() / 2;
    bytes[place..place + 64].fill(0);
    fs::write(&path, &bytes).unwrap();
    let Err(StoreError::Damaged { kept }) = Store::open(folder.path(), &key(), Box::new(SystemRandom)) else { panic!("opened") };
    assert_eq!(fs::read(kept).unwrap(), bytes);
    // The next one starts on a fresh file.
    assert_eq!(store(folder.path()).log().unwrap().last, 0);
}

#[test]
fn a_file_of_a_newer_program_is_refused_before_any_write() {
    let folder = tempfile::tempdir().unwrap();
    drop(store(folder.path()));
    let path = folder.path().join("daylog.db");
    let connection = rusqlite::Connection::open(&path).unwrap();
    let hex: String = key().iter().map(|byte| format!("{byte:02x}")).collect();
    connection.execute_batch(&format!("pragma key = \"x'{hex}'\"; pragma user_version = 99; pragma wal_checkpoint(truncate);")).unwrap();
    drop(connection);
    let before = fs::read(&path).unwrap();
    assert!(matches!(Store::open(folder.path(), &key(), Box::new(SystemRandom)), Err(StoreError::Newer { found: 99, .. })));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_wrong_pin_is_refused_and_slowed_down_and_wipes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let files = KeyFiles::in_folder(folder.path());
    let key = files.create("12345678", None, &mut SystemRandom).unwrap();
    for _ in 0..5 {
        assert!(matches!(files.unlock("87654321", None, reading()), Err(StoreError::WrongPin)));
    }
    assert!(matches!(files.unlock("12345678", None, reading()), Err(StoreError::SlowDown { wait_ms: 30_000 })));
    let later = Reading { elapsed_ms: 35_000, ..reading() };
    assert_eq!(*files.unlock("12345678", None, later).unwrap(), *key);
    assert_eq!(files.wrong_attempts(), 0);
}

/// Said here because it is a choice: a lost count must never lock anybody out, and whoever can delete it can copy the
/// key file as well, and guess where nothing is counted.
#[test]
fn the_count_of_wrong_pins_outlives_the_program_and_a_lost_count_lets_its_owner_in() {
    let folder = tempfile::tempdir().unwrap();
    KeyFiles::in_folder(folder.path()).create("12345678", None, &mut SystemRandom).unwrap();
    for _ in 0..5 {
        assert!(matches!(KeyFiles::in_folder(folder.path()).unlock("87654321", None, reading()), Err(StoreError::WrongPin)));
    }
    assert!(matches!(KeyFiles::in_folder(folder.path()).unlock("12345678", None, reading()), Err(StoreError::SlowDown { .. })));
    std::fs::remove_file(folder.path().join("attempts.json")).unwrap();
    assert!(KeyFiles::in_folder(folder.path()).unlock("12345678", None, reading()).is_ok());
}

#[test]
fn guesses_made_side_by_side_are_all_counted() {
    let folder = tempfile::tempdir().unwrap();
    let files = KeyFiles::in_folder(folder.path());
    files.create("12345678", None, &mut SystemRandom).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert!(matches!(files.unlock("87654321", None, reading()), Err(StoreError::WrongPin))));
        }
    });
    assert_eq!(files.wrong_attempts(), 4);
}

#[test]
fn a_guess_that_is_cut_off_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let files = KeyFiles::in_folder(folder.path());
    files.create("12345678", None, &mut SystemRandom).unwrap();
    let key = folder.path().join("key.json");
    let whole = std::fs::read(&key).unwrap();
    let mut broken: serde_json::Value = serde_json::from_slice(&whole).unwrap();
    // What is tried with this ends before anybody can say whether the PIN was right.
    broken["nonce"] = serde_json::json!([]);
    std::fs::write(&key, broken.to_string()).unwrap();
    assert!(matches!(files.unlock("12345678", None, reading()), Err(StoreError::KeyLost)));
    assert_eq!(files.wrong_attempts(), 1);
    std::fs::write(&key, whole).unwrap();
    files.unlock("12345678", None, reading()).unwrap();
    assert_eq!(files.wrong_attempts(), 0);
}

#[test]
fn of_two_who_make_a_profile_at_once_one_is_told_that_there_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let files = KeyFiles::in_folder(folder.path());
    let made = std::thread::scope(|scope| {
        let makers: Vec<_> = (0..4).map(|_| scope.spawn(|| files.create("12345678", None, &mut SystemRandom))).collect();
        makers.into_iter().filter_map(|maker| maker.join().unwrap().ok()).collect::<Vec<_>>()
    });
    assert_eq!(made.len(), 1);
    assert_eq!(*files.unlock("12345678", None, reading()).unwrap(), *made[0]);
}

#[test]
fn the_keyring_and_the_pin_are_both_needed() {
    let folder = tempfile::tempdir().unwrap();
    let files = KeyFiles::in_folder(folder.path());
    let key = files.create("123456", Some(&[3; 32]), &mut SystemRandom).unwrap();
    assert!(matches!(files.unlock("123456", None, reading()), Err(StoreError::KeyringLost)));
    assert!(matches!(files.unlock("123456", Some(&[4; 32]), reading()), Err(StoreError::WrongPin)));
    assert_eq!(*files.unlock("123456", Some(&[3; 32]), reading()).unwrap(), *key);
}

#[test]
fn a_pin_without_a_keyring_has_eight_digits() {
    let folder = tempfile::tempdir().unwrap();
    let files = KeyFiles::in_folder(folder.path());
    for (pin, keyring, good) in
        [("1234567", None, false), ("12345", Some(&[3; 32]), false), ("1234567a", None, false), ("12345678", None, true)]
    {
        assert_eq!(files.create(pin, keyring, &mut SystemRandom).is_ok(), good, "{pin}");
    }
}

#[test]
fn without_randomness_nothing_is_saved() {
    struct Dry;
    impl Random for Dry {
        fn fill(&mut self, _: &mut [u8]) -> Result<(), StoreError> {
            Err(StoreError::NoRandomness)
        }
    }
    let folder = tempfile::tempdir().unwrap();
    drop(store(folder.path()));
    let mut store = Store::open(folder.path(), &key(), Box::new(Dry)).unwrap();
    assert!(matches!(store.append(&[temperature(365)]), Err(StoreError::NoRandomness)));
    assert_eq!(store.log().unwrap().last, 0);
}

/// A profile that was copied while entries waited may move them twice, once on each side: one line is shown, whatever order
/// they come in, with what was said of either.
#[test]
fn an_entry_that_moved_twice_is_shown_once_with_what_was_said_of_either() {
    let original = daylog_wire::entry_to_bytes(&temperature(366));
    let place = EntryId { log: LogId([1; 16]), sequence: 4 };
    let origin = Some(daylog_wire::chain::origin(place, &original));
    let moved = |log: u8, sequence: u64, entry: Entry| {
        FeedItem::Entry(FeedEntry {
            log: LogId([log; 16]),
            sequence,
            cadre: CadreId(1),
            cadre_name: String::new(),
            received: Instant(1),
            bytes: daylog_wire::entry_to_bytes(&entry),
            salt: None,
        })
    };
    let duplicate = |log| moved(log, 1, Entry { origin, ..temperature(366) });
    let withdrawal =
        moved(2, 2, entry(Content::Withdraw(Withdraw { of: EntryId { log: LogId([2; 16]), sequence: 1 }, reason: "甲".to_owned() })));
    let first = moved(1, 4, temperature(366));
    let other_content = moved(1, 4, temperature(400));
    for (items, shown, withdrawn) in [
        (vec![duplicate(2), duplicate(3)], LogId([2; 16]), false),
        (vec![duplicate(3), duplicate(2)], LogId([2; 16]), false),
        (vec![duplicate(3), duplicate(2), first.clone()], LogId([1; 16]), false),
        (vec![first, duplicate(2)], LogId([1; 16]), false),
        (vec![duplicate(3), withdrawal.clone(), duplicate(2)], LogId([2; 16]), true),
        (vec![withdrawal, duplicate(2), duplicate(3)], LogId([2; 16]), true),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let mut store = store(folder.path());
        let own = store.log().unwrap().log;
        store.apply(&answer(own, 0, items)).unwrap();
        let lines = store.lines_between(Instant(i64::MIN), Instant(i64::MAX)).unwrap();
        let seen: Vec<_> = lines.iter().map(|line| (line.stored.id.log, line.effective.withdrawn)).collect();
        assert_eq!(seen, [(shown, withdrawn)]);
        assert_eq!(store.readings_of(HouseholdId(1)).unwrap().len(), usize::from(!withdrawn));
    }
    // What stands at the first place now is another entry: both are somebody's work.
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let own = store.log().unwrap().log;
    store.apply(&answer(own, 0, vec![other_content, duplicate(2)])).unwrap();
    assert_eq!(store.readings_of(HouseholdId(1)).unwrap().len(), 2);
}

/// The server lost what stood at a number and holds something else there: what it sent before is quarantined, and the new is shown.
#[test]
fn what_a_restored_server_holds_at_a_number_replaces_what_it_sent_before() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let own = store.log().unwrap().log;
    let at = |celsius| {
        FeedItem::Entry(FeedEntry {
            log: LogId([1; 16]),
            sequence: 4,
            cadre: CadreId(1),
            cadre_name: String::new(),
            received: Instant(1),
            bytes: daylog_wire::entry_to_bytes(&temperature(celsius)),
            salt: None,
        })
    };
    store.apply(&answer(own, 0, vec![at(366)])).unwrap();
    store.apply(&answer(own, 0, vec![at(370)])).unwrap();
    let readings: Vec<_> = store.readings_of(HouseholdId(1)).unwrap().iter().map(|reading| reading.celsius.0).collect();
    assert_eq!(readings, [370]);
}

#[test]
fn a_write_ahead_log_that_is_copied_behind_each_save_stays_short() {
    let longest = |copies: bool| {
        let folder = tempfile::tempdir().unwrap();
        let mut store = store(folder.path());
        for _ in 0..250 {
            store.append(&[note("带上楼")]).unwrap();
            if copies {
                store.copy_write_ahead_log().unwrap();
            }
        }
        std::fs::metadata(folder.path().join("daylog.db-wal")).unwrap().len()
    };
    let (copied, left_alone) = (longest(true), longest(false));
    assert!(copied * 2 < left_alone, "{copied} bytes against {left_alone}");
}

#[test]
fn what_is_about_a_place_or_what_a_later_version_knows_is_shown_and_counts_for_no_household() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let building = Target::Place(Premises::Building(BuildingId(1)));
    let errand = Content::Errand(Errand { errand: None, step: Step::Asked, items: vec![], floor: None, seal_after: None });
    let seal = Content::Seal(Seal { state: SealState::Broken, serial: None, reason: None });
    let contents = [temperature(395).content, seal, errand].map(|content| raw(&content));
    for about in [About::from(building), About::Unknown(UnknownTarget { bytes: vec![0x82, 0x18, 99, 1] })] {
        store.append(&contents.clone().map(|content| Entry { about: about.clone(), ..entry(content) })).unwrap();
    }
    let mut targets = || {
        store.rebuild_projections().unwrap();
        let shown = store.lines_between(Instant(0), Instant(i64::MAX)).unwrap();
        assert_eq!((shown.len(), store.lines_of(HouseholdId(1), 9).unwrap().len()), (6, 0));
        assert_eq!(
            (store.readings_of(HouseholdId(1)).unwrap().len(), store.last_seal(HouseholdId(1), Instant(i64::MAX)).unwrap()),
            (0, None)
        );
        assert!(store.open_errands(None).unwrap().is_empty() && store.observations_of(HouseholdId(1), 30).unwrap().is_empty());
        store
            .observations_between(Instant(0), Instant(i64::MAX), 30)
            .unwrap()
            .iter()
            .map(|observation| observation.target)
            .collect::<Vec<_>>()
    };
    // What a later version wrote about can do no check at all.
    assert_eq!(targets(), [building, building]);
    assert_eq!(targets(), [building, building], "and so it reads anew");
}
