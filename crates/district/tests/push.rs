//! What devices push: on disk before the answer, once, in order, and never lost.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

use daylog_district::{Refused, sync};
use daylog_domain::entries::{Content, note::Note};
use daylog_storage::{StorageError, devices, entries, feed, params, refused};
use daylog_testkit::district::{Device, Founded, contact, entry, reading, two_households};
use daylog_wire::{
    keys::Signature,
    message::{RefusedEntry, SignedRequest, SyncRequest, SyncResponse, Verdict},
    refusal::{PieceRefusal, Told},
    segment::{SEGMENT_ENTRIES, SignedSegment},
};

/// It is copied into the file at four thousand pages; what is taken in at once goes beyond.
const AHEAD_LIMIT: u64 = 24 * 1024 * 1024;

fn held(district: &Founded, device: &Device) -> Vec<Vec<u8>> {
    let ids = (1..=1_000).map(|sequence| daylog_domain::ids::EntryId { log: device.log, sequence });
    let database = district.second_process().database.clone();
    let found = ids.map(|id| database.read(|connection| entries::by_id(connection, id)).unwrap());
    found.map_while(|entry| entry.map(|entry| entry.bytes)).collect()
}

fn district_with_device() -> (Founded, Device) {
    let district = Founded::new(&two_households());
    let device = district.device("张如彬");
    (district, device)
}

#[test]
fn what_was_answered_for_is_seen_by_another_process_byte_for_byte() {
    let (district, mut device) = district_with_device();
    device.append(&contact(1, "2020-03-01T09:00"));
    device.append(&reading(1, "2020-03-01T10:50", 365));
    let answer = device.sync(&district.running);
    assert_eq!((answer.verdict, answer.have), (Verdict::Accepted, 2));
    assert!(answer.receipt.unwrap().is_from(&district.running.keys.public()));
    assert_eq!(held(&district, &device), device.entries);
}

#[test]
fn a_receipt_names_the_time_under_which_the_entries_are_kept() {
    let (district, mut device) = district_with_device();
    device.append(&contact(1, "2020-03-01T09:00"));
    let receipt = device.sync(&district.ticking_process()).receipt.unwrap();
    let id = daylog_domain::ids::EntryId { log: device.log, sequence: 1 };
    let kept = district.running.database.read(|db| entries::by_id(db, id)).unwrap().unwrap();
    assert_eq!(receipt.received, kept.received, "phone and district judge an entry that is ahead by one time");
}

#[test]
fn a_request_repeated_in_any_way_appears_once() {
    let (district, mut device) = district_with_device();
    for minute in 0..5 {
        device.append(&contact(1, &format!("2020-03-01T09:0{minute}")));
    }
    let request = device.request();
    let first = device.send(&district.running, &request);
    // The answer is lost; the device asks again, also with more behind it and with a part of it.
    let again = device.send(&district.running, &request);
    assert_eq!((again.have, again.verdict, again.token), (first.have, Verdict::Accepted, first.token));
    device.append(&contact(1, "2020-03-01T09:30"));
    let mut more = device.request();
    more.segments = vec![device.segment(2, 3), device.segment(3, 6), device.segment(1, 6)];
    let answer = device.send(&district.running, &more);
    device.take(&answer);
    assert_eq!((answer.verdict, answer.have), (Verdict::Accepted, 6));
    assert_eq!(held(&district, &device), device.entries);
    let last = district.running.database.read(feed::changes).unwrap().last;
    device.sync(&district.running);
    assert_eq!(district.running.database.read(feed::changes).unwrap().last, last, "a repeated push takes no places in the feed");
}

#[test]
fn a_lost_answer_however_often_never_makes_a_device_a_copy() {
    let (district, mut device) = district_with_device();
    for round in 0..5 {
        device.append(&contact(1, &format!("2020-03-01T09:0{round}")));
        let lost = device.send(&district.running, &device.request());
        assert_eq!(lost.verdict, Verdict::Accepted, "round {round}");
    }
    assert_eq!(device.sync(&district.running).verdict, Verdict::Accepted);
}

#[test]
fn an_entry_that_cannot_be_read_is_quarantined_and_holds_up_nothing() {
    let (district, mut device) = district_with_device();
    device.append(&contact(1, "2020-03-01T09:00"));
    device.append_bytes(b"no entry at all".to_vec());
    device.append(&contact(1, "2020-03-01T09:30"));
    let answer = device.send(&district.running, &device.request());
    assert_eq!((answer.verdict, answer.have), (Verdict::Accepted, 3));
    assert_eq!(answer.refused, [RefusedEntry { sequence: 2, reason: PieceRefusal::EntryUnreadable.into() }]);
    let again = device.send(&district.running, &device.request());
    assert_eq!(again.refused, answer.refused, "a lost answer loses no refusal");
    let third = daylog_domain::ids::EntryId { log: device.log, sequence: 3 };
    assert!(district.running.database.read(|connection| entries::by_id(connection, third)).unwrap().is_some());
}

#[test]
fn a_segment_with_a_wrong_signature_is_refused_and_the_device_can_go_on() {
    let (district, mut device) = district_with_device();
    device.append(&contact(1, "2020-03-01T09:00"));
    device.append(&contact(1, "2020-03-01T09:01"));
    let mut request = device.request();
    let forged = SignedSegment { signature: Signature([7; 64]), ..device.segment(2, 2) };
    request.segments = vec![device.segment(1, 1), forged];
    let answer = device.send(&district.running, &request);
    assert_eq!((answer.verdict.clone(), answer.have), (Verdict::Refused(PieceRefusal::SegmentSignature.into()), 1));
    device.take(&answer);
    assert_eq!(device.sync(&district.running).verdict, Verdict::Accepted);
    assert_eq!(held(&district, &device), device.entries);
}

#[test]
fn what_is_kept_of_refused_things_is_bounded() {
    let (district, device) = district_with_device();
    let database = &district.running.database;
    database
        .write(|transaction| {
            for number in 0..500 {
                refused::keep(transaction, i64::from(device.id.0), &device.log.0, number, "segment_form", district.now(), &[1; 8])?;
            }
            Ok::<_, StorageError>(())
        })
        .unwrap();
    let kept: i64 = database.read(|connection| connection.one("SELECT count(*) FROM refused", params![], |row| row.get(0))).unwrap();
    assert_eq!(kept, refused::KEPT_FOR_A_DEVICE);
}

#[test]
fn every_entry_that_cannot_be_read_has_its_reason_however_many_and_is_named_to_its_device() {
    let (district, mut device) = district_with_device();
    let unreadable = 2 * refused::KEPT_FOR_A_DEVICE + 50;
    let mut named = Vec::new();
    while i64::try_from(named.len()).unwrap() < unreadable {
        for number in 0..50 {
            device.append_bytes(format!("no entry at all {number}").into_bytes());
        }
        let answer = device.sync(&district.running);
        assert_eq!((answer.verdict, answer.have), (Verdict::Accepted, device.last()), "after {}", named.len());
        let new: Vec<_> = answer.refused.into_iter().filter(|refused| refused.sequence > named.len() as u64).collect();
        assert_eq!(new.len(), 50, "after {}", named.len());
        named.extend(new);
    }
    assert!(
        named
            .iter()
            .zip(1..)
            .all(|(refused, sequence)| refused.sequence == sequence && refused.reason == Told::Known(PieceRefusal::EntryUnreadable))
    );
    let kept = district.running.database.read(|connection| {
        let sql = "SELECT count(*), count(*) FILTER (WHERE length(bytes) > 0) FROM refused WHERE reason = 'entry_unreadable'";
        connection.one(sql, params![], |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)))
    });
    assert_eq!(kept.unwrap(), (unreadable, refused::KEPT_FOR_A_DEVICE), "beyond the bound the bytes are in the segment only");

    // A segment that is refused is not receipted, and has a bound of its own.
    device.append(&contact(1, "2020-03-01T09:00"));
    let mut request = device.request();
    request.segments = vec![SignedSegment { signature: Signature([7; 64]), ..device.segment(device.last(), device.last()) }];
    device.send(&district.running, &request);
    let quarantine = district.running.database.read(refused::count).unwrap();
    assert_eq!(quarantine, unreadable.unsigned_abs() + 1, "what was refused for its form is kept beside them");
}

/// Of so many entries that nobody can read, pushed in one request of full segments, the numbers that the answer names, and how
/// long it is. Read as the device reads it, which takes no message beyond its bounds.
fn named_of(unreadable: usize) -> (Vec<u64>, usize) {
    let (district, mut device) = district_with_device();
    (0..unreadable).for_each(|number| device.append_bytes(vec![u8::try_from(number % 251).unwrap(); 3]));
    let segments = (1..=device.last()).step_by(SEGMENT_ENTRIES);
    let last = |first: u64| device.last().min(first + SEGMENT_ENTRIES as u64 - 1);
    let request = SyncRequest { segments: segments.map(|first| device.segment(first, last(first))).collect(), ..device.request() };
    let bytes = device.send(&district.running, &request).to_bytes();
    let answer = SyncResponse::from_bytes(&bytes).unwrap();
    assert_eq!((answer.verdict, answer.have), (Verdict::Accepted, device.last()));
    (answer.refused.iter().map(|refused| refused.sequence).collect(), bytes.len())
}

#[test]
fn every_entry_of_one_request_that_cannot_be_read_is_named_in_its_answer() {
    // What a device sends at most in one request, and what two full segments hold.
    for (unreadable, longest) in [(2048, 50_000), (8192, 200_000)] {
        let (named, bytes) = named_of(unreadable);
        assert_eq!(named, (1..=unreadable as u64).collect::<Vec<_>>());
        assert!(bytes < longest, "{bytes} bytes for {unreadable} entries");
    }
    // More, in a request that no device of ours makes, must not make an answer that the device cannot read.
    assert_eq!(named_of(8192 + 300).0, (1..=8192).collect::<Vec<_>>());
}

#[test]
fn two_copies_of_one_device_lose_nothing_and_neither_is_blamed() {
    let (district, mut one) = district_with_device();
    one.append(&contact(1, "2020-03-01T09:00"));
    one.sync(&district.running);
    let mut other = one.clone();

    one.append(&contact(1, "2020-03-01T09:10"));
    assert_eq!(one.sync(&district.running).verdict, Verdict::Accepted);
    other.append(&reading(1, "2020-03-01T09:20", 371));
    other.append(&reading(1, "2020-03-01T09:25", 372));
    let answer = other.send(&district.running, &other.request());
    assert_eq!((answer.verdict, answer.have, answer.page), (Verdict::StartGeneration(1), 1, None));

    other.start_generation(1, 77);
    other.sync_all(&district.running);
    one.append(&contact(1, "2020-03-01T09:40"));
    assert_eq!(one.sync(&district.running).verdict, Verdict::Accepted, "the first copy goes on in its log");
    assert_eq!(held(&district, &one).len(), 3);
    assert_eq!(held(&district, &other), other.entries);
    let seen: Vec<_> = other.pulled_entries().into_iter().filter(|entry| entry.log == one.log).map(|entry| entry.sequence).collect();
    assert!(seen.contains(&2), "the copy is sent what the first one wrote meanwhile: {seen:?}");
}

#[test]
fn a_device_restored_from_a_backup_opens_a_new_log_and_gets_its_lost_entries_back() {
    let (district, mut device) = district_with_device();
    device.append(&contact(1, "2020-03-01T09:00"));
    device.sync(&district.running);
    let mut restored = device.clone();
    for minute in 10..15 {
        device.append(&contact(1, &format!("2020-03-01T09:{minute}")));
        device.sync(&district.running);
    }
    restored.append(&contact(1, "2020-03-01T11:00"));
    assert_eq!(restored.sync(&district.running).verdict, Verdict::StartGeneration(1));
    restored.start_generation(1, 42);
    restored.sync_all(&district.running);
    assert_eq!(restored.pulled_entries().iter().filter(|entry| entry.log == device.log && entry.sequence > 1).count(), 5);
}

#[test]
fn a_server_with_less_than_it_once_said_is_given_the_rest_in_the_next_round() {
    let (district, mut device) = district_with_device();
    for minute in 0..4 {
        device.append(&contact(1, &format!("2020-03-01T09:0{minute}")));
    }
    device.have = 3;
    let answer = device.sync(&district.running);
    assert_eq!((answer.verdict, answer.have), (Verdict::Accepted, 0));
    device.sync(&district.running);
    assert_eq!(held(&district, &device), device.entries);
}

#[test]
fn only_the_devices_own_signature_opens_its_log() {
    let (district, device) = district_with_device();
    let stranger = district.device("权贺永");
    let request = device.request();
    let forged = SignedRequest::new(&request, &stranger.key());
    assert!(matches!(sync::answer(&district.running, &forged), Err(Refused::WrongSignature)));
    // A device that is enrolled cannot write into another one's log either.
    let mut foreign = stranger.request();
    (foreign.log, foreign.nonce) = (device.log, device.nonce);
    assert_eq!(stranger.send(&district.running, &foreign).verdict, Verdict::Refused(PieceRefusal::LogIdentity.into()));
}

#[test]
fn a_revoked_or_unknown_device_is_told_so_and_an_old_program_too() {
    let (district, device) = district_with_device();
    let mut too_new = device.request();
    too_new.version = 99;
    assert_eq!(device.send(&district.running, &too_new).verdict, Verdict::UpdateNeeded);
    let mut unknown = device.request();
    unknown.device = daylog_domain::ids::DeviceId(4_000);
    assert_eq!(device.send(&district.running, &unknown).verdict, Verdict::Revoked);
    let id = i64::from(device.id.0);
    district.running.database.write(|transaction| devices::revoke(transaction, id, district.now())).unwrap();
    let answer = device.send(&district.running, &device.request());
    assert_eq!((answer.verdict, answer.page, answer.token), (Verdict::Revoked, None, None));
}

#[test]
fn a_failure_in_the_middle_leaves_nothing_behind() {
    let (district, mut device) = district_with_device();
    device.append(&contact(1, "2020-03-01T09:00"));
    let before = district.running.database.read(feed::changes).unwrap();
    let failed: Result<(), StorageError> = district.running.database.write(|transaction| {
        let mut taken = feed::Feed::begin(transaction)?;
        taken.take();
        taken.entries_changed();
        taken.finish(transaction)?;
        Err(StorageError::Unreadable { what: "test" })
    });
    assert!(failed.is_err());
    assert_eq!(district.running.database.read(feed::changes).unwrap(), before);
    assert_eq!(device.sync(&district.running).have, 1);
}

#[test]
fn a_complete_report_counts_from_its_receipt_and_an_incomplete_one_does_not() {
    let (district, mut device) = district_with_device();
    let report = |district: &Founded| district.running.database.read(devices::active).unwrap()[0].clone();
    device.append(&contact(1, "2020-03-01T09:00"));
    let mut request = device.request();
    request.pending = 3;
    let answer = device.send(&district.running, &request);
    device.take(&answer);
    assert_eq!((report(&district).complete_to, report(&district).pending), (None, 3));
    assert_eq!(report(&district).last_seen, Some(district.now()));
    district.pass_minutes(7);
    device.sync(&district.running);
    assert_eq!((report(&district).complete_to, report(&district).pending), (Some(district.now()), 0));
}

#[test]
fn the_write_ahead_log_does_not_grow_with_what_is_taken_in() {
    let district = Founded::new_plain(&two_households());
    let mut device = district.device("张如彬");
    let size = |name: &str| std::fs::metadata(district.folder.path().join(name)).map_or(0, |file| file.len());
    let mut largest = 0;
    while size("server.db") + size("server.db-wal") < 2 * AHEAD_LIMIT {
        for _ in 0..6 {
            // Nothing that packing makes smaller.
            let letters = (0..20_000_u32).map(|place| char::from_u32(0x4e00 + (place.wrapping_mul(2_654_435_761) >> 12) % 20_000).unwrap());
            let text = letters.collect();
            device.append(&entry(1, "2020-03-01T10:30", Content::Note(Note { text })));
        }
        device.sync(&district.running);
        largest = largest.max(size("server.db-wal"));
    }
    assert!(largest < AHEAD_LIMIT, "{largest} bytes");
}
