//! The whole of what is held, as devices can check it: checkpoints, epochs, forks, the watermark, the directory.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use daylog_district::{
    District,
    ingest::{self, PushOutcome},
};
use daylog_domain::{
    access::Scope,
    entries::{Content, note::Note},
    ids::EntryId,
    places::Place,
};
use daylog_storage::{devices, district, feed, forks, params};
use daylog_testkit::district::{Founded, entry, roster, two_households};
use daylog_wire::{
    checkpoint::{Checkpoint, Epoch},
    directory::Directory,
    keys::SigningKey,
    message::{SyncResponse, Verdict},
    segment::SignedSegment,
    tree::{TreeHash, begins_with},
};

fn note(text: &str) -> daylog_domain::entries::Entry {
    entry(1, "2020-03-01T10:38", Content::Note(Note { text: text.to_owned() }))
}

fn checkpoint(server: &District, answer: &SyncResponse) -> Checkpoint {
    Checkpoint::open(answer.checkpoint.as_ref().unwrap(), &server.keys.public()).unwrap()
}

/// A checkpoint of a history that this database does not have, signed by the district.
fn from_a_lost_history(server: &District) -> Checkpoint {
    let epoch = server.database.read(district::read).unwrap().epoch;
    Checkpoint { epoch: Epoch(epoch), follows: None, size: 99, root: TreeHash([7; 32]) }
}

#[test]
fn every_checkpoint_is_shown_to_begin_with_the_one_before() {
    let district = Founded::new(&two_households());
    let mut device = district.device("张如彬");
    device.append(&note("一"));
    let mut last = checkpoint(&district.running, &device.sync(&district.running));
    // Founding the district and importing its roster have leaves too, and so has each later import.
    assert_eq!(last.size, 3);
    district.import(&roster(&[("C1", "园锦社区", "张如彬/市委办督查室/cadre")]));
    for count in 5..20 {
        device.append(&note(&count.to_string()));
        let answer = device.sync(&district.running);
        let next = checkpoint(&district.running, &answer);
        assert_eq!(next.size, count);
        assert!(begins_with((next.size, next.root), (last.size, last.root), answer.consistency.as_ref().unwrap()));
        last = next;
    }
    // Nothing new: the device is not told again what it holds.
    let answer = device.sync(&district.running);
    assert_eq!((answer.checkpoint, answer.consistency), (None, None));
}

#[test]
fn a_rollback_is_proven_once_and_every_further_device_is_told_the_new_epoch() {
    let district = Founded::new(&two_households());
    let (mut first, mut second) = (district.device("张如彬"), district.device("权贺永"));
    let before = Epoch(district.running.database.read(district::read).unwrap().epoch);
    let lost = from_a_lost_history(&district.running).sign(&district.running.keys.signing);
    (first.checkpoint, second.checkpoint) = (Some(lost.clone()), Some(lost));
    let answer = first.sync(&district.running);
    let proven = checkpoint(&district.running, &answer);
    assert_ne!(answer.epoch, before);
    assert_eq!((proven.epoch, proven.follows, answer.consistency), (answer.epoch, Some(before), None));
    for device in [&mut first, &mut second] {
        assert_eq!(device.sync(&district.running).epoch, proven.epoch, "the epoch changes once");
    }
    // An epoch that began after the backup is unheard of here; that proves as much, once.
    let unheard = Checkpoint { epoch: Epoch([9; 16]), ..from_a_lost_history(&district.running) }.sign(&district.running.keys.signing);
    (first.checkpoint, second.checkpoint) = (Some(unheard.clone()), Some(unheard));
    let third = first.sync(&district.running).epoch;
    assert_ne!(third, proven.epoch);
    assert_eq!(second.sync(&district.running).epoch, third);
}

#[test]
fn a_checkpoint_that_the_district_did_not_sign_proves_nothing() {
    let district = Founded::new(&two_households());
    let mut device = district.device("张如彬");
    let before = device.sync(&district.running).epoch;
    let foreign = from_a_lost_history(&district.running).sign(&SigningKey::from_seed(&[77; 32]).unwrap());
    for claimed in [foreign, b"nonsense".to_vec(), Vec::new()] {
        device.checkpoint = Some(claimed);
        assert_eq!(device.sync(&district.running).epoch, before);
    }
}

#[test]
fn a_cursor_of_an_earlier_epoch_begins_again() {
    let district = Founded::new(&two_households());
    let (mut writer, mut reader) = (district.device("张如彬"), district.device("网格员"));
    writer.append(&note("一"));
    writer.sync(&district.running);
    reader.sync_all(&district.running);
    assert_eq!(reader.pulled_entries().len(), 1);
    reader.checkpoint = Some(from_a_lost_history(&district.running).sign(&district.running.keys.signing));
    reader.sync_all(&district.running);
    assert_eq!(reader.pulled_entries().len(), 2, "everything is offered again");
}

#[test]
fn of_a_fork_both_branches_are_kept_with_their_signatures() {
    let district = Founded::new(&two_households());
    let mut device = district.device("张如彬");
    device.append(&note("一"));
    device.sync(&district.running);
    let mut copy = device.clone();
    device.append(&note("甲"));
    copy.append(&note("乙"));
    device.sync(&district.running);
    let mut request = copy.request();
    // What comes behind it without the device's signature is no evidence.
    request.segments.push(SignedSegment { signature: daylog_wire::keys::Signature([7; 64]), ..request.segments[0].clone() });
    let overview = || daylog_district::views::overview(&district.running, Place::District, None, &Default::default()).unwrap();
    assert_eq!(overview().forks, []);
    let changes = [0, 1, 2].map(|_| {
        assert_eq!(copy.send(&district.running, &request).verdict, Verdict::StartGeneration(1));
        district.running.database.read(feed::changes).unwrap().devices
    });
    assert_eq!((changes[1], changes[2]), (changes[0], changes[0]), "what is known already is nothing to tell pages of");
    let found = district.running.database.read(|connection| forks::all(connection, 10)).unwrap();
    let [fork] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((fork.sequence, fork.log.as_slice()), (2, device.log.0.as_slice()));
    let mut kept = Vec::new();
    let each = |branch: forks::Branch| {
        kept.push(SignedSegment { bytes: branch.bytes, signature: daylog_wire::keys::Signature(branch.signature) });
        Ok(())
    };
    district.running.database.read(|db| forks::each(db, each)).unwrap();
    let [branch] = kept.as_slice() else { panic!("{kept:?}") };
    assert_eq!(branch.open(&copy.key().public()).unwrap().0.slots.len(), 1);
    // The secretary is told at once, and once for the device.
    assert_eq!(overview().forks.iter().map(|row| row.device).collect::<Vec<_>>(), [device.id.0]);
}

#[test]
fn a_device_that_is_revoked_while_its_push_is_on_the_way_is_refused() {
    let district = Founded::new(&two_households());
    let mut device = district.device("张如彬");
    device.append(&note("一"));
    let database = &district.running.database;
    let known = database.read(|connection| devices::by_id(connection, device.id.0)).unwrap().unwrap();
    database.write(|transaction| devices::revoke(transaction, known.id, district.now())).unwrap();
    let request = std::sync::Arc::new(device.request());
    let push = ingest::Push { device: known, segments: request.segments.clone(), request, mark: [0; 16], now: district.now() };
    let outcome = district.running.pushes.take(database, &district.running.keys.public(), push);
    assert_eq!(outcome.unwrap(), PushOutcome::Revoked);
}

#[test]
fn the_watermark_says_how_much_of_a_log_a_verified_backup_holds() {
    let district = Founded::new(&two_households());
    let mut device = district.device("张如彬");
    for text in ["一", "二", "三"] {
        device.append(&note(text));
        assert_eq!(device.sync(&district.running).watermark, None);
    }
    let made_at = district.now();
    district
        .running
        .database
        .write(|transaction| {
            let statement = "INSERT INTO watermark (id, segment, made_at, digest) SELECT 1, id, ?1, head FROM segment WHERE last = 2";
            transaction.run(statement, params![made_at])
        })
        .unwrap();
    let watermark = device.sync(&district.running).watermark.unwrap();
    assert_eq!((watermark.log, watermark.sequence, watermark.head, watermark.backed_up), (device.log, 2, device.heads[2], made_at));
    assert!(watermark.is_from(&district.running.keys.public()));
}

#[test]
fn a_newer_directory_comes_with_an_answer_and_its_number_counts_up_when_it_changes() {
    let district = Founded::new(&two_households());
    let device = district.device("张如彬");
    let told = |server: &District, holds| {
        let request = daylog_wire::message::SyncRequest { directory: holds, ..device.request() };
        device.send(server, &request).directory.map(|signed| signed.open(&server.keys.public()).unwrap())
    };
    let first: Directory = told(&district.running, 0).unwrap();
    assert_eq!((first.number, first.addresses.as_slice()), (1, ["127.0.0.1:8470".to_owned()].as_slice()));
    assert_eq!(told(&district.running, 1), None);
    assert_eq!(told(&district.second_process(), 1), None, "the same directory keeps its number");
    let published =
        daylog_district::directory::publish(&district.running.database, &district.running.keys, &["10.0.0.9:1".to_owned()]).unwrap();
    assert_eq!(published.number, 2);
}

/// A profile that was copied while entries waited moves them on both sides: the district sees them once.
#[test]
fn what_both_sides_of_a_copy_moved_is_shown_once() {
    let district = Founded::new(&two_households());
    let mut device = district.device("张如彬");
    let original = daylog_wire::entry_to_bytes(&note("等着上传"));
    let origin = Some(daylog_wire::chain::origin(EntryId { log: device.log, sequence: 9 }, &original));
    let moved = daylog_domain::entries::Entry { origin, ..note("等着上传") };
    device.append(&moved);
    device.sync(&district.running);
    device.start_generation(1, 2);
    device.append(&moved);
    device.sync(&district.running);
    let now = district.now();
    let page = district
        .running
        .database
        .read(|connection| daylog_district::views::household_page(connection, Scope::Place(Place::District), 1, None, now));
    assert_eq!(page.unwrap().unwrap().timeline.len(), 1);
}
