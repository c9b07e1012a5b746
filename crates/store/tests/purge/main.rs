//! Content that goes from the device: by order, with its household, by the end of its time. What went stands nowhere in the
//! file, and what is left still proves what was signed.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod leaving;
mod orders;

use std::{ops::RangeInclusive, path::Path};

use daylog_domain::{
    clocks::{BootId, Clocks, Reading, ServerTime},
    entries::{
        Claimed, Content, Entry,
        correct::Correct,
        errand::{Errand, Item, Step},
        note::Note,
        temperature::{Celsius, Measured, Method, Temperature},
    },
    household::{Household, Quarantine, Resident},
    ids::{CadreId, EntryId, HouseholdId, LogId, ResidentId, SiteId},
    places::Premises,
    settings::Settings,
    target::Target,
    time::{Instant, Zone},
};
use daylog_faults::{Fault, turn};
use daylog_store::{Answer, NewDevice, Store, StoreError, SystemRandom, key_file::Key};
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
    purge::{PurgeOrder, PurgeReason, Run},
    segment::{BlockSalts, Segment, Slot},
};

const KEY: [u8; 32] = [7; 32];
const NOW: i64 = 1_583_000_000_000;

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
        store.enrol(&NewDevice { enrolment: enrolment(server().public()), certificate: vec![0], directory: None }).unwrap();
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

    /// The district has so much of the open log, and orders these numbers of it gone.
    fn is_ordered(&mut self, have: u64, number: u64, numbers: &[RangeInclusive<u64>]) {
        let going = self.order(number, numbers);
        self.take(have, vec![going]);
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

/// The guard holds, and without it the same work is seen to go wrong.
fn only_without(fault: Fault, goes_wrong: impl Fn() -> bool) {
    assert!(!goes_wrong());
    assert!(daylog_faults::with(fault, goes_wrong));
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
    let told = daylog_testkit::answer(log, have);
    // Whose time is over is told by the district's clock.
    let server_time = ServerTime { server: Instant(NOW), wall: Instant(NOW), ..told.server_time };
    Answer { items, server_time, ..told }
}

/// A household whose one resident's quarantine ended on 28 February 2020, by `NOW` two days ago.
fn household(id: u32) -> FeedItem {
    let resident = Resident {
        id: ResidentId(id),
        name: format!("RESIDENT-{id}"),
        phone: None,
        origin: None,
        quarantine: Quarantine::planned("2020-02-15".parse().unwrap(), "2020-02-28".parse().unwrap()),
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
        about: Target::home(HouseholdId(household), None).into(),
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
    FeedItem::Entry(feed_entry(log, sequence, entry))
}

fn feed_entry(log: LogId, sequence: u64, entry: &Entry) -> FeedEntry {
    FeedEntry {
        log,
        sequence,
        cadre: CadreId(2),
        cadre_name: "园锦网格员".to_owned(),
        received: Instant(1),
        bytes: daylog_wire::entry_to_bytes(entry),
        salt: None,
    }
}

/// The first order, about what others wrote.
fn order_of_others(sequence: u64) -> FeedItem {
    order(1, LogId([2; 16]), runs_unseen(sequence..=sequence), &server())
}

fn order(number: u64, log: LogId, runs: Vec<Run>, key: &SigningKey) -> FeedItem {
    let (reason, household) = (PurgeReason::Retention, HouseholdId(1));
    FeedItem::Purge(PurgeOrder { number, log, runs, reason, ordered_at: Instant(NOW), household }.sign(key))
}
