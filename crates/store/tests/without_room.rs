//! A disk that takes nothing. Where a file of SQLite's own cannot be made it is as full for this record: a link that leads
//! nowhere stands in the file's place, so that root meets it too. Disks that are really full are in `tests/flows/disk.rs`.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::{fs, path::Path};

use daylog_domain::{
    clocks::{BootId, Clocks, Reading, ServerTime},
    entries::{Claimed, Content, Entry, note::Note},
    ids::HouseholdId,
    target::Target,
    time::{Instant, Zone},
};
use daylog_store::{
    Answer, Store, StoreError, SystemRandom,
    key_file::{Key, KeyFiles},
};
use daylog_wire::{checkpoint::Epoch, message::CloneToken};

const NOW: Instant = Instant(1_582_768_200_000);

fn reading() -> Reading {
    Reading { wall: NOW, elapsed_ms: 5_000, boot: BootId([1; 8]) }
}

fn note(text: &str) -> Entry {
    Entry {
        about: Target::home(HouseholdId(1), None).into(),
        at: Claimed { instant: NOW, zone: Zone::SHANGHAI },
        clocks: Clocks::new(reading(), None),
        content: Content::Note(Note { text: text.to_owned() }),
        note: None,
        late: None,
        origin: None,
    }
}

fn open(folder: &Path) -> Result<Store, StoreError> {
    Store::open(folder, &Key::new([7; 32]), Box::new(SystemRandom))
}

/// A record with two entries, on a disk that takes nothing more.
fn full() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path()).unwrap();
    store.device().unwrap();
    store.append(&[note("one"), note("two")]).unwrap();
    drop(store);
    take_room(folder.path());
    folder
}

fn take_room(folder: &Path) {
    std::os::unix::fs::symlink("nowhere/at-all", folder.join("daylog.db-shm")).unwrap();
}

fn give_room(folder: &Path) {
    fs::remove_file(folder.join("daylog.db-shm")).unwrap();
}

fn received(store: &mut Store, have: u64) -> Answer {
    Answer {
        log: store.log().unwrap().log,
        epoch: Epoch([1; 16]),
        have,
        receipt: None,
        token: Some(CloneToken([9; 16])),
        refused: Vec::new(),
        items: Vec::new(),
        feed: Some(7),
        colleagues: None,
        server_time: ServerTime { server: NOW, elapsed_ms: 5_000, boot: BootId([1; 8]), round_trip_ms: 1, wall: NOW },
        is_time_doubted: false,
        checkpoint: None,
        watermark: None,
        directory: None,
    }
}

#[test]
fn what_is_there_can_be_read_and_sent_and_what_must_last_is_refused_until_there_is_room() {
    let folder = full();
    let before: Vec<_> = ["daylog.db", "daylog.db-wal"].map(|name| fs::read(folder.path().join(name)).unwrap_or_default()).into();
    let mut store = open(folder.path()).unwrap();
    assert!(store.is_copy());
    assert_eq!(store.lines_between(Instant(0), Instant(i64::MAX)).unwrap().len(), 2);
    assert_eq!(store.pending().unwrap(), 2);
    let refused = store.append(&[note("three")]).unwrap_err();
    assert!(matches!(refused, StoreError::Unwritable), "{refused:?}");
    assert!(refused.may_pass());
    assert_eq!(store.pending().unwrap(), 2);

    // What the server holds is believed for as long as the record is open, and binds nobody.
    let answer = received(&mut store, 2);
    store.apply(&answer).unwrap();
    assert_eq!(store.pending().unwrap(), 0);
    assert_eq!(store.log().unwrap().token, None, "a token that would be forgotten is not taken");
    assert_eq!(store.device().unwrap().feed, 0, "nor a place in the feed");
    drop(store);
    let after: Vec<_> = ["daylog.db", "daylog.db-wal"].map(|name| fs::read(folder.path().join(name)).unwrap_or_default()).into();
    assert!(before == after, "not a byte was written");

    give_room(folder.path());
    let mut store = open(folder.path()).unwrap();
    store.append(&[note("three")]).unwrap();
    drop(store);
    let store = open(folder.path()).unwrap();
    assert_eq!((store.is_copy(), store.pending().unwrap()), (false, 3), "the answer that was only heard counts as lost");
}

#[test]
fn what_is_typed_on_a_full_disk_is_there_while_the_record_is_open_and_its_answer_says_that_it_does_not_last() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path()).unwrap();
    store.device().unwrap();
    store.keep_field("earlier", Some("from before")).unwrap();
    drop(store);
    take_room(folder.path());
    let mut store = open(folder.path()).unwrap();
    assert!(matches!(store.keep_field("note", Some("half a sentence")), Err(StoreError::Unwritable)));
    assert_eq!(store.kept_field("note").unwrap().as_deref(), Some("half a sentence"), "a sheet that is opened again has it");
    store.keep_field("earlier", None).unwrap();
    drop(store);
    let mut store = open(folder.path()).unwrap();
    assert_eq!(store.kept_field("note").unwrap(), None, "as was said");
    assert!(store.keep_field("note", Some("half a sentence")).is_err());
    store.keep_field("earlier", None).unwrap();
    give_room(folder.path());
    store.append(&[note("three")]).unwrap();
    assert!(!store.is_copy());
    assert_eq!(store.kept_field("note").unwrap().as_deref(), Some("half a sentence"));
    assert_eq!(store.kept_field("earlier").unwrap(), None, "what was thrown away does not come back");
    store.keep_field("note", Some("half a sentence more")).unwrap();
}

#[test]
fn a_write_ahead_log_that_a_kill_left_is_read_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path()).unwrap();
    store.device().unwrap();
    store.append(&[note("one"), note("two")]).unwrap();
    // As a kill leaves it: nobody copied the log into the file.
    let killed = tempfile::tempdir().unwrap();
    for name in ["daylog.db", "daylog.db-wal"] {
        fs::copy(folder.path().join(name), killed.path().join(name)).unwrap();
    }
    assert!(fs::metadata(killed.path().join("daylog.db-wal")).unwrap().len() > 0);
    take_room(killed.path());
    let store = open(killed.path()).unwrap();
    assert!(store.is_copy());
    assert_eq!(store.lines_between(Instant(0), Instant(i64::MAX)).unwrap().len(), 2);
}

#[test]
fn where_not_even_a_log_can_be_made_the_record_is_read_without_one() {
    let folder = full();
    fs::create_dir(folder.path().join("daylog.db-wal")).unwrap();
    // A folder of the log's name is no log: of one that cannot be read nobody may say that it is empty.
    assert!(open(folder.path()).is_err());
    fs::remove_dir(folder.path().join("daylog.db-wal")).unwrap();
    assert!(open(folder.path()).unwrap().is_copy());
}

#[test]
fn a_count_of_wrong_pins_that_no_disk_takes_slows_down_all_the_same_and_locks_nobody_out() {
    let folder = tempfile::tempdir().unwrap();
    let files = KeyFiles::in_folder(folder.path());
    let key = files.create("12345678", None, &mut SystemRandom).unwrap();
    let count = folder.path().join("attempts.json");
    let length = fs::metadata(&count).unwrap().len();
    assert!(matches!(files.unlock("87654321", None, reading()), Err(StoreError::WrongPin)));
    assert_eq!(fs::metadata(&count).unwrap().len(), length, "a later count needs no more room than the first");
    fs::remove_file(&count).unwrap();
    fs::create_dir(&count).unwrap();
    assert_eq!(*files.unlock("12345678", None, reading()).unwrap(), *key);
    for _ in 0..5 {
        assert!(matches!(files.unlock("87654321", None, reading()), Err(StoreError::WrongPin)));
    }
    assert!(matches!(files.unlock("12345678", None, reading()), Err(StoreError::SlowDown { wait_ms: 30_000 })));
    let later = Reading { elapsed_ms: 35_000, ..reading() };
    assert_eq!(*files.unlock("12345678", None, later).unwrap(), *key);
    assert_eq!(files.wrong_attempts(), 0);
}
