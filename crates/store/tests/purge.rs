//! Content that goes from the device: by order, with its household, by the end of its time. What went stands nowhere in the
//! file, and what is left still proves what was signed.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::{
    ops::RangeInclusive,
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

use daylog_domain::{
    clocks::{BootId, Clocks, Reading, ServerTime},
    entry::{
        Claimed, Content, Entry,
        amend::Correct,
        errand::{Errand, Item, Step},
        note::Note,
        temperature::{Celsius, Measured, Method, Temperature},
    },
    household::{Household, Quarantine, Resident},
    ids::{CadreId, EntryId, HouseholdId, LogId, ResidentId},
    settings::Settings,
    time::{Instant, Zone},
};
use daylog_store::{Answer, NewDevice, Store, StoreError, SystemRandom, key_file::Key};
use daylog_teeth::Fault;
use daylog_testkit::{
    enrolment,
    orders::{runs_of, runs_unseen},
    pages,
};
use daylog_wire::{
    chain::{Head, Salt},
    directory::{Authority, Directory},
    envelope,
    feed::{DistrictRecord, FeedEntry, FeedItem, HouseholdRecord},
    keys::SigningKey,
    message::Epoch,
    purge::{PurgeOrder, PurgeReason, Run},
    segment::{BlockSalts, Segment, Slot},
};

const KEY: [u8; 32] = [7; 32];
const NOW: i64 = 1_583_000_000_000;

/// One test at a time: a fault is chosen for the whole process.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn server() -> SigningKey {
    SigningKey::from_seed(&[3; 32]).unwrap()
}

struct Device {
    folder: tempfile::TempDir,
    store: Store,
    log: LogId,
}

impl Device {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut store = open(folder.path());
        store.device().unwrap();
        let log = store.log().unwrap().log;
        store.enrol(&NewDevice { enrolment: enrolment(server().public()), certificate: vec![0] }).unwrap();
        let mut device = Device { folder, store, log };
        device.take(0, vec![household(1), household(2)]);
        device
    }

    fn take(&mut self, have: u64, items: Vec<FeedItem>) {
        self.store.apply(&answer(self.log, have, items)).unwrap();
    }

    /// What this device and only this device's SQL can say of an own log.
    fn sql(&self, statement: &str) {
        connection(self.folder.path()).execute_batch(statement).unwrap();
    }

    fn count(&self, query: &str) -> i64 {
        connection(self.folder.path()).query_row(query, [], |row| row.get(0)).unwrap()
    }

    fn holds(&self, text: &str) -> bool {
        pages::hold(&self.folder.path().join("daylog.db"), &KEY, text.as_bytes())
    }

    /// An order about what stands at these numbers of the open log.
    fn order(&mut self, number: u64, numbers: &[RangeInclusive<u64>]) -> FeedItem {
        self.order_by(&server(), number, numbers)
    }

    fn order_by(&mut self, key: &SigningKey, number: u64, numbers: &[RangeInclusive<u64>]) -> FeedItem {
        let whole = self.whole();
        order(number, whole.log, runs_of(&whole, numbers), key)
    }

    fn heads(&self) -> Vec<Head> {
        (1..=self.store.log().unwrap().last).map(|number| self.store.head_at(self.log, number).unwrap().unwrap()).collect()
    }

    /// Everything from the first entry on, as it goes to a server that has nothing.
    fn whole(&mut self) -> Segment {
        let have = self.store.log().unwrap().have;
        self.sql("update log set have = 0 where state = 'open'");
        let segment = self.store.outgoing(10_000, 10_000_000).unwrap().segment.unwrap();
        self.sql(&format!("update log set have = {have} where state = 'open'"));
        segment
    }

    fn learns_the_envelope_key(&self) {
        let directory = Directory {
            number: 1,
            addresses: Vec::new(),
            authorities: vec![Authority { certificate: vec![1], announced: None }],
            envelope_key: envelope::opening_key(&[3; 32]).public(),
        };
        let hex: String = directory.sign(&server()).to_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        self.sql(&format!("update device set directory = x'{hex}'"));
    }
}

fn open(folder: &Path) -> Store {
    Store::open(folder, &Key::new(KEY), Box::new(SystemRandom)).unwrap()
}

fn connection(folder: &Path) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open(folder.join("daylog.db")).unwrap();
    let hex: String = KEY.iter().map(|byte| format!("{byte:02x}")).collect();
    connection.execute_batch(&format!("pragma key = \"x'{hex}'\"")).unwrap();
    connection
}

fn answer(log: LogId, have: u64, items: Vec<FeedItem>) -> Answer {
    Answer {
        log,
        epoch: Epoch([1; 16]),
        have,
        receipt: None,
        token: None,
        refused: Vec::new(),
        items,
        feed: None,
        colleagues: None,
        server_time: ServerTime { server: Instant(NOW), elapsed_ms: 0, boot: BootId([1; 8]), round_trip_ms: 1, wall: Instant(NOW) },
        checkpoint: None,
        horizon: None,
        directory: None,
    }
}

/// A household whose one resident's quarantine ended on 28 February 2020, by `NOW` two days ago.
fn household(id: u32) -> FeedItem {
    let resident = Resident {
        id: ResidentId(id),
        name: format!("RESIDENT-{id}"),
        phone: None,
        origin: None,
        quarantine: Quarantine { first_day: "2020-02-15".parse().unwrap(), last_day: "2020-02-28".parse().unwrap() },
    };
    let household = Household {
        id: HouseholdId(id),
        code: format!("YJ-{id:03}"),
        street: String::new(),
        community: String::new(),
        address: format!("ADDRESS-{id}"),
        guarantor: None,
        guarantor_workplace: None,
        residents: vec![resident],
    };
    FeedItem::Household(serde_json::to_string(&HouseholdRecord { household, assignments: Vec::new() }).unwrap())
}

fn entry(household: u32, content: Content) -> Entry {
    let reading = Reading { wall: Instant(NOW), elapsed_ms: 5_000, boot: BootId([1; 8]) };
    Entry {
        household: HouseholdId(household),
        resident: None,
        at: Claimed { instant: Instant(NOW), zone: Zone::SHANGHAI },
        clocks: Clocks::new(reading, None),
        content,
        note: None,
        late: None,
        origin: None,
    }
}

fn note(household: u32, text: &str) -> Entry {
    entry(household, Content::Note(Note { text: text.to_owned() }))
}

fn others(sequence: u64, entry: &Entry) -> FeedItem {
    in_log(LogId([2; 16]), sequence, entry)
}

fn in_log(log: LogId, sequence: u64, entry: &Entry) -> FeedItem {
    FeedItem::Entry(FeedEntry {
        log,
        sequence,
        cadre: CadreId(2),
        cadre_name: "园锦网格员".to_owned(),
        received: Instant(1),
        bytes: daylog_wire::entry_to_bytes(entry),
        salt: None,
    })
}

/// The first order, about what others wrote.
fn order_of_others(sequence: u64) -> FeedItem {
    order(1, LogId([2; 16]), runs_unseen(sequence..=sequence), &server())
}

fn order(number: u64, log: LogId, runs: Vec<Run>, key: &SigningKey) -> FeedItem {
    let (reason, household) = (PurgeReason::Retention, HouseholdId(1));
    FeedItem::Purge(PurgeOrder { number, log, runs, reason, ordered_at: Instant(NOW), household }.sign(key))
}

#[test]
fn an_ordered_purge_leaves_commitments_and_heads_and_not_one_byte_of_content() {
    let _turn = turn();
    let mut device = Device::new();
    let all: Vec<Entry> = (1..=150).map(|number| note(1, &format!("GOING-{number:03} {}", "x".repeat(300)))).collect();
    device.store.append(&all).unwrap();
    let (heads, before) = (device.heads(), device.whole());
    assert!(device.holds("GOING-070"));
    let going = device.order(1, &[3..=3, 60..=80]);
    device.take(150, vec![going]);
    let gone = |number: u64| number == 3 || (60..=80).contains(&number);
    for number in 1..=150_u64 {
        assert_eq!(device.holds(&format!("GOING-{number:03}")), !gone(number), "{number}");
    }
    assert_eq!(device.heads(), heads);
    // To a server that lost everything it still goes as the same chain, with the same signature.
    let after = device.whole();
    assert_eq!(after.heads().unwrap(), before.heads().unwrap());
    let key = device.store.device().unwrap().signing_key().unwrap();
    assert_eq!(after.sign(&key).unwrap().signature, before.sign(&key).unwrap().signature);
    assert!((1..).zip(&after.slots).all(|(number, slot)| matches!(slot, Slot::Purged(_)) == gone(number)));
    assert!(matches!(after.salts[0], BlockSalts::Each(_)) && matches!(after.salts[1], BlockSalts::Each(_)));
    assert!(matches!(after.salts[2], BlockSalts::Seed(_)));
    // Screens have what is left, and only that.
    assert_eq!(device.store.lines_of(HouseholdId(1), 1000).unwrap().len(), 128);
    assert!(matches!(device.store.line(EntryId { log: device.log, sequence: 3 }), Err(StoreError::UnknownEntry(_))));
    assert_eq!(device.store.rebuild_projections().unwrap(), 128);
    assert_eq!(device.store.lines_of(HouseholdId(1), 1000).unwrap().len(), 128);
    // The log goes on in a block without a seed, and a purge in what came then works as well.
    device.store.append(&[note(1, "AFTER-151"), note(1, "AFTER-152")]).unwrap();
    let going = device.order(2, &[130..=130, 152..=152]);
    device.take(152, vec![going]);
    device.store.append(&[note(1, "AFTER-153")]).unwrap();
    let last = device.whole();
    assert_eq!(*last.heads().unwrap().last().unwrap(), device.store.log().unwrap().head);
    assert!(!device.holds("AFTER-152") && device.holds("AFTER-151"));
}

#[test]
fn what_was_not_receipted_is_not_touched_by_any_order_until_it_is() {
    let _turn = turn();
    let run = || {
        let mut device = Device::new();
        device.store.append(&[note(1, "FIRST"), note(1, "SECOND"), note(1, "THIRD")]).unwrap();
        let going = device.order(1, &[1..=3]);
        device.take(1, vec![going]);
        let untouched = !device.holds("FIRST") && device.holds("SECOND") && device.store.waiting().unwrap().len() == 2;
        device.take(3, Vec::new());
        (untouched, !device.holds("SECOND") && !device.holds("THIRD"), device.store.lines_of(HouseholdId(1), 9).unwrap().len())
    };
    assert_eq!(run(), (true, true, 0));
    assert!(!daylog_teeth::with(Fault::AnswerDeletesEntries, run).0);
}

#[test]
fn an_order_that_somebody_else_signed_is_none() {
    let _turn = turn();
    let mut device = Device::new();
    device.store.append(&[note(1, "KEPT")]).unwrap();
    let other = SigningKey::from_seed(&[9; 32]).unwrap();
    let forged = device.order_by(&other, 1, &[1..=1]);
    device.take(1, vec![forged]);
    assert!(device.holds("KEPT"));
    assert_eq!(device.store.lines_of(HouseholdId(1), 9).unwrap().len(), 1);
}

#[test]
fn entries_of_others_go_by_order_and_a_server_that_forgot_the_order_cannot_bring_them_back() {
    let _turn = turn();
    let run = || {
        let mut device = Device::new();
        // The last stands in a log that a district which came back older does not have: its author moved it, and the order
        // names the new place alone.
        let lost = in_log(LogId([3; 16]), 1, &note(1, "THEIRS-3"));
        device.take(0, vec![others(1, &note(1, "THEIRS-1")), others(2, &note(2, "THEIRS-2")), lost]);
        assert!(device.holds("THEIRS-1") && device.holds("THEIRS-3"));
        device.take(0, vec![order_of_others(1)]);
        assert!(!device.holds("THEIRS-1") && device.holds("THEIRS-2") && !device.holds("THEIRS-3"));
        device.take(0, vec![others(1, &note(1, "THEIRS-1"))]);
        device.holds("THEIRS-1")
    };
    assert!(!run());
    assert!(daylog_teeth::with(Fault::PurgeNotReapplied, run));
}

#[test]
fn an_order_spares_what_another_branch_has_at_the_numbers_that_it_names() {
    let _turn = turn();
    let mut device = Device::new();
    device.learns_the_envelope_key();
    device.store.append(&[note(1, "OWN"), note(2, "OTHER")]).unwrap();
    let (log, key) = (device.log, server());
    device.take(2, vec![order(1, log, runs_unseen(1..=2), &key), order(2, LogId([2; 16]), runs_unseen(1..=2), &key)]);
    assert!(device.holds("OWN") && device.holds("OTHER"));
    // With its salt the server shows that this is not what the order was about; another household's needs no salt for that.
    let FeedItem::Entry(theirs) = others(1, &note(1, "THEIRS")) else { unreachable!() };
    device.take(2, vec![FeedItem::Entry(FeedEntry { salt: Some(Salt([1; 16])), ..theirs }), others(2, &note(2, "ELSEWHERE"))]);
    assert!(device.holds("THEIRS") && device.holds("ELSEWHERE"));
    // What left with its household stays sealed as well.
    device.take(2, vec![FeedItem::Removed(HouseholdId(1))]);
    device.take(2, vec![order(3, log, runs_unseen(1..=2), &key)]);
    assert_eq!(device.count("select count(*) from sealed_piece"), 1);
}

#[test]
fn an_amendment_that_goes_leaves_what_it_amended_as_it_was_and_an_errand_without_its_end_is_open_again() {
    let _turn = turn();
    let mut device = Device::new();
    let temperature = |tenths: u16| {
        let result = Measured::Reading(Celsius(tenths));
        Content::Temperature(Temperature { result, method: Method::SelfReported, site: None })
    };
    let of = device.store.append(&[Entry { resident: Some(ResidentId(1)), ..entry(1, temperature(365)) }]).unwrap()[0];
    let correct = Correct { of, at: None, content: Box::new(temperature(378)), note: None, reason: "QUOTED".to_owned() };
    device.store.append(&[entry(1, Content::Correct(correct))]).unwrap();
    let step = |errand, step, items| entry(1, Content::Errand(Errand { errand, step, items, floor: None, seal_after: None }));
    let beer = Item { what: "beer".to_owned(), quantity: 6, unit: None };
    let root = device.store.append(&[step(None, Step::Asked, vec![beer])]).unwrap()[0];
    device.store.append(&[step(Some(root), Step::Done, Vec::new())]).unwrap();
    assert!(device.store.open_errands(None).unwrap().is_empty());
    let going = device.order(1, &[2..=2, 4..=4]);
    device.take(4, vec![going]);
    assert_eq!(device.store.readings_of(HouseholdId(1)).unwrap()[0].celsius, Celsius(365));
    assert_eq!(device.store.open_errands(None).unwrap().len(), 1);
    assert!(!device.holds("QUOTED"));
}

#[test]
fn the_test_sees_bytes_that_a_purge_leaves_and_proofs_that_it_breaks() {
    let _turn = turn();
    let leaves = daylog_teeth::with(Fault::PurgeLeavesBytes, || {
        let mut device = Device::new();
        device.store.append(&[note(1, "GOING")]).unwrap();
        let going = device.order(1, &[1..=1]);
        device.take(1, vec![going]);
        device.holds("GOING")
    });
    assert!(leaves);
    let breaks = daylog_teeth::with(Fault::PurgeBreaksProof, || {
        let mut device = Device::new();
        device.store.append(&[note(1, "GOING")]).unwrap();
        let head = device.store.log().unwrap().head;
        let going = device.order(1, &[1..=1]);
        device.take(1, vec![going]);
        device.whole().heads().unwrap() != [head]
    });
    assert!(breaks);
}

#[test]
fn the_copies_of_a_moved_entry_go_with_it() {
    let _turn = turn();
    let mut device = Device::new();
    device.store.append(&[note(1, "STAYED"), note(1, "MOVED")]).unwrap();
    device.store.move_behind(device.log, 1).unwrap();
    let new = device.store.log().unwrap().log;
    device.store.move_behind(new, 0).unwrap();
    let newest = device.store.log().unwrap().log;
    let going = device.order(1, &[1..=1]);
    device.store.apply(&answer(newest, 1, vec![going])).unwrap();
    assert!(!device.holds("MOVED") && device.holds("STAYED"));
    assert_eq!(device.count("select count(*) from moved_entry"), 2);
}

#[test]
fn a_household_that_left_is_readable_until_its_pending_entries_were_receipted_and_then_only_by_the_server() {
    let _turn = turn();
    let run = || {
        let mut device = Device::new();
        device.learns_the_envelope_key();
        device.store.append(&[note(1, "OWN-A"), note(2, "OTHER-HOUSEHOLD"), note(1, "OWN-B")]).unwrap();
        device.take(1, vec![others(1, &note(1, "THEIRS"))]);
        device.store.keep_field("note/1//", Some("DRAFT-OF-1")).unwrap();
        device.store.keep_field("note/2//", Some("DRAFT-OF-2")).unwrap();
        device.take(2, vec![FeedItem::Removed(HouseholdId(1))]);
        // One about it still waits: all stays.
        assert!(device.holds("OWN-A") && device.holds("THEIRS") && device.store.household(HouseholdId(1)).unwrap().is_none());
        let heads = device.heads();
        device.take(3, Vec::new());
        assert_eq!(device.heads(), heads);
        for kept in ["OTHER-HOUSEHOLD", "DRAFT-OF-2", "RESIDENT-2"] {
            assert!(device.holds(kept), "{kept}");
        }
        ["OWN-A", "OWN-B", "THEIRS", "DRAFT-OF-1"].into_iter().any(|gone| device.holds(gone))
            || device.holds("RESIDENT-1")
            || !device.store.lines_of(HouseholdId(1), 9).unwrap().is_empty()
    };
    assert!(!run());
    assert!(daylog_teeth::with(Fault::LeftHouseholdReadable, run));
}

#[test]
fn of_a_household_that_left_without_an_entry_the_record_goes_too() {
    let _turn = turn();
    let mut device = Device::new();
    assert!(device.holds("RESIDENT-1"));
    device.take(0, vec![FeedItem::Removed(HouseholdId(1))]);
    for (text, holds) in [("RESIDENT-1", false), ("ADDRESS-1", false), ("RESIDENT-2", true)] {
        assert_eq!(device.holds(text), holds, "{text}");
    }
}

#[test]
fn a_server_that_lost_what_left_gets_it_sealed_in_its_place_in_the_log() {
    let _turn = turn();
    let mut device = Device::new();
    device.learns_the_envelope_key();
    device.store.append(&[note(2, "B-1"), note(1, "A-2"), note(1, "A-3"), note(2, "B-4")]).unwrap();
    let heads = device.heads();
    device.take(4, vec![FeedItem::Removed(HouseholdId(1))]);
    // The server came back from a backup that held nothing.
    device.take(0, Vec::new());
    assert_eq!(device.store.pending().unwrap(), 4);
    let first = device.store.outgoing(100, 1_000_000).unwrap();
    assert_eq!((first.segment.unwrap().slots.len(), first.sealed.len(), first.remaining), (1, 0, 3));
    device.take(1, Vec::new());
    let second = device.store.outgoing(100, 1_000_000).unwrap();
    assert!(second.segment.is_none());
    let key = envelope::opening_key(&[3; 32]);
    let public = device.store.device().unwrap().public;
    for ((envelope, number), text) in second.sealed.iter().zip(2_usize..).zip(["A-2", "A-3"]) {
        let letter = envelope.open(&key).unwrap();
        let (segment, of_segment) = letter.segment.open(&public).unwrap();
        assert_eq!((segment.first, segment.previous, of_segment), (number as u64, heads[number - 2], vec![heads[number - 1]]));
        assert!(matches!(&segment.slots[0], Slot::Entry(bytes) if *bytes == daylog_wire::entry_to_bytes(&note(1, text))));
    }
    assert_eq!(second.sealed.len(), 2);
    device.take(3, Vec::new());
    let third = device.store.outgoing(100, 1_000_000).unwrap();
    assert!(matches!(&third.segment.unwrap().slots[0], Slot::Entry(_)));
    // Once a verified backup holds them no copy is kept.
    device.sql("update log set horizon = 2");
    device.take(4, Vec::new());
    assert_eq!(device.count("select count(*) from sealed_piece"), 1);
    device.sql("update log set horizon = 4");
    device.take(4, Vec::new());
    assert_eq!(device.count("select count(*) from sealed_piece"), 0);
    assert_eq!(device.heads(), heads);
}

#[test]
fn without_a_key_to_seal_to_nothing_of_the_own_log_is_let_go_that_no_backup_holds() {
    let _turn = turn();
    let mut device = Device::new();
    device.store.append(&[note(1, "OWN")]).unwrap();
    device.take(1, vec![FeedItem::Removed(HouseholdId(1))]);
    assert!(device.holds("OWN"));
    device.sql("update log set horizon = 1");
    device.take(1, Vec::new());
    assert!(!device.holds("OWN"));
    assert_eq!(device.count("select count(*) from sealed_piece"), 0);
}

/// What the server sends of this device's own log, about the first household.
fn come_back(of: &Segment, text: &str, sequence: u64) -> FeedEntry {
    let FeedItem::Entry(entry) = in_log(of.log, sequence, &note(1, text)) else { unreachable!() };
    FeedEntry { salt: of.salt(sequence), ..entry }
}

#[test]
fn where_content_left_another_branch_takes_its_number_and_what_is_sealed_is_still_offered() {
    let _turn = turn();
    let run = |salt_of_branch: bool| {
        let mut device = Device::new();
        device.learns_the_envelope_key();
        device.store.append(&[note(2, "COMMON"), note(1, "LEFT-2"), note(2, "OWN-3")]).unwrap();
        let whole = device.whole();
        device.take(3, vec![FeedItem::Removed(HouseholdId(1))]);
        // The log is closed, and the server that came back older has said nothing of it yet.
        device.store.move_behind(device.log, 3).unwrap();
        device.sql("update log set have = 0 where state = 'closed'");
        let of_copy = come_back(&whole, "BY-COPY-2", 2);
        let of_copy = FeedEntry { salt: of_copy.salt.filter(|_| salt_of_branch), ..of_copy };
        let open = device.store.log().unwrap().log;
        device.store.apply(&answer(open, 0, vec![household(1), FeedItem::Entry(of_copy)])).unwrap();
        let closed = device.store.log_named(whole.log).unwrap().unwrap();
        let shown = device.store.lines_of(HouseholdId(1), 9).unwrap();
        let strays: Vec<_> = device.store.strays().unwrap().iter().map(|stray| stray.sequence).collect();
        ((closed.last, closed.have), shown.iter().map(|line| line.stored.id.sequence).collect::<Vec<_>>(), strays)
    };
    // What the server holds of the rest it says itself: the log waits until then.
    assert_eq!(run(true), ((1, 0), vec![2], vec![2]));
    assert_eq!(run(false), ((3, 0), vec![], vec![]), "nothing proves that it is of another branch");
}

#[test]
fn a_household_that_comes_back_brings_its_history_and_only_what_was_really_written() {
    let _turn = turn();
    let mut device = Device::new();
    device.learns_the_envelope_key();
    let mine = note(1, "MINE");
    device.store.append(&[mine.clone(), note(1, "PURGED")]).unwrap();
    let (before, public) = (device.whole(), device.store.device().unwrap().signing_key().unwrap());
    let going = device.order(1, &[2..=2]);
    device.take(2, vec![FeedItem::Removed(HouseholdId(1))]);
    device.take(2, vec![going]);
    let entry_back = |text: &str, sequence: u64| come_back(&before, text, sequence);
    let back = |text: &str, sequence: u64| FeedItem::Entry(entry_back(text, sequence));
    let unproven = FeedItem::Entry(FeedEntry { salt: None, ..entry_back("UNPROVEN", 1) });
    device.take(2, vec![household(1), unproven, back("PURGED", 2), others(1, &note(1, "THEIRS"))]);
    assert!(!device.holds("UNPROVEN") && !device.holds("PURGED") && device.holds("THEIRS"));
    device.take(2, vec![back("MINE", 1)]);
    let lines = device.store.lines_of(HouseholdId(1), 9).unwrap();
    assert_eq!(lines.len(), 2);
    assert!(lines.iter().any(|line| line.stored.own && line.stored.entry == mine));
    let after = device.whole();
    assert_eq!(after.sign(&public).unwrap().signature, before.sign(&public).unwrap().signature);
    assert!(matches!((&after.slots[0], &after.slots[1]), (Slot::Entry(_), Slot::Purged(_))));
}

#[test]
fn phones_let_go_after_their_days_of_what_is_receipted_and_in_a_verified_backup() {
    let _turn = turn();
    let settings = |phone_days| {
        let mut settings = Settings::default_in(Zone::SHANGHAI);
        settings.retention.phone_days = phone_days;
        FeedItem::Settings(serde_json::to_string(&DistrictRecord { name: "延吉市".to_owned(), settings }).unwrap())
    };
    // The quarantine ended on 28 February, it is 1 March 2020.
    let run = |phone_days, have, horizon| {
        let mut device = Device::new();
        device.store.append(&[note(1, "MINE-1"), note(1, "MINE-2"), note(1, "MINE-3")]).unwrap();
        device.take(3, vec![others(1, &note(1, "THEIRS"))]);
        device.sql(&format!("update log set horizon = {horizon}"));
        device.take(have, vec![settings(phone_days)]);
        ["MINE-1", "MINE-2", "MINE-3", "THEIRS"].map(|text| device.holds(text))
    };
    for (name, days, have, horizon, kept) in [
        ("off", None, 3, 3, [true; 4]),
        ("not yet", Some(2), 3, 3, [true; 4]),
        ("over", Some(1), 3, 3, [false; 4]),
        ("the horizon covers two", Some(1), 3, 2, [false, false, true, false]),
        ("the server says that it has one", Some(1), 1, 3, [false, true, true, false]),
        ("no backup yet", Some(0), 3, 0, [true, true, true, false]),
    ] {
        assert_eq!(run(days, have, horizon), kept, "{name}");
    }
    assert_eq!(daylog_teeth::with(Fault::PruneBeyondHorizon, || run(Some(1), 3, 2)), [false; 4]);
}

#[test]
fn a_sweep_that_could_not_be_made_is_made_at_the_next_opening() {
    let _turn = turn();
    let mut device = Device::new();
    device.store.append(&[note(1, "GOING")]).unwrap();
    let going = device.order(1, &[1..=1]);
    daylog_teeth::with(Fault::PurgeLeavesBytes, || device.take(1, vec![going]));
    assert_eq!((device.count("select unswept from device"), device.holds("GOING")), (1, true));
    device.store = open(device.folder.path());
    assert_eq!((device.count("select unswept from device"), device.holds("GOING")), (0, false));
}

#[test]
fn what_was_kept_aside_of_others_goes_with_their_household_too() {
    let _turn = turn();
    for by_order in [true, false] {
        let mut device = Device::new();
        device.learns_the_envelope_key();
        device.take(0, vec![others(1, &note(1, "REPLACED-1")), others(2, &note(2, "REPLACED-2"))]);
        device.take(0, vec![others(1, &note(1, "PRESENT-1")), others(2, &note(2, "PRESENT-2"))]);
        assert!(device.holds("REPLACED-1"));
        device.take(0, vec![if by_order { order_of_others(1) } else { FeedItem::Removed(HouseholdId(1)) }]);
        let left = ["REPLACED-1", "PRESENT-1", "REPLACED-2", "PRESENT-2"].map(|text| device.holds(text));
        assert_eq!(left, [false, false, true, true], "by order: {by_order}");
    }
}
