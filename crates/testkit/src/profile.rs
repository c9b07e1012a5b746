//! A profile that is enrolled without a server, as an answer of the district would leave it.

// Everything here is test code, where a failed unwrap is a failed test with a line number.
#![allow(clippy::unwrap_used)]

use std::{path::PathBuf, sync::Arc};

use daylog_app::{App, Ports};
use daylog_domain::{
    assignment::{Assignment, Role},
    clocks::{BootId, ServerTime},
    entries::Entry,
    household::{Household, Quarantine, Resident},
    ids::{CadreId, DeviceId, HouseholdId, LogId, ResidentId},
    settings::Settings,
    time::{Date, Instant, Zone},
};
use daylog_store::{Answer, NewDevice, Store, SystemRandom, key_file::Key, key_file::KeyFiles};
use daylog_wire::{
    checkpoint::Epoch,
    directory::SignedDirectory,
    enrol::Enrolment,
    entry_to_bytes,
    feed::{DistrictRecord, FeedEntry, FeedItem, HouseholdRecord},
    keys::{PublicKey, Signature},
    message::Colleague,
};

use crate::FakeClock;

const EPOCH: Epoch = Epoch([1; 16]);
/// The colleague beside the own cadre, as in the seed's household.
pub const COLLEAGUE: CadreId = CadreId(2);

/// The profile of 张如彬, with its folder and clock.
pub struct Profile {
    pub folder: PathBuf,
    pub clock: Arc<FakeClock>,
    key: Key,
}

impl Profile {
    pub const PIN: &str = "24682468";

    /// Makes it in `folder`, looking after `households` households of one resident each, whose quarantine begins on `first_day`.
    #[must_use]
    pub fn new(folder: PathBuf, households: u32, first_day: Date, now: Instant) -> Self {
        let key = KeyFiles::in_folder(&folder).create(Self::PIN, None, &mut SystemRandom).unwrap();
        let profile = Profile { folder, clock: Arc::new(FakeClock::at(now)), key };
        let mut store = profile.store();
        store.device().unwrap();
        store.enrol(&NewDevice { enrolment: enrolment(PublicKey([1; 32])), certificate: vec![0], directory: None }).unwrap();
        let items = (1..=households).map(|number| FeedItem::Household(serde_json::to_string(&household(number, first_day)).unwrap()));
        profile.take(&mut store, items.collect(), None);
        profile
    }

    /// A connection of its own to the record, for what no person does.
    #[must_use]
    pub fn store(&self) -> Store {
        Store::open(&self.folder, &self.key, Box::new(SystemRandom)).unwrap()
    }

    /// The app on it, unlocked.
    #[must_use]
    pub fn app(&self) -> Arc<App> {
        let app = App::new(self.folder.clone(), Ports { clock: self.clock.clone(), ..Ports::default() });
        app.unlock(Self::PIN).unwrap();
        app
    }

    /// The colleague's entries come down.
    pub fn colleague_logs(&self, first: u64, entries: &[Entry]) {
        self.receive(&mut self.store(), first, entries);
    }

    /// The colleague's entries come down to a record that is open already.
    pub fn receive(&self, store: &mut Store, first: u64, entries: &[Entry]) {
        let feed = |(sequence, entry)| {
            FeedItem::Entry(FeedEntry {
                log: LogId([2; 16]),
                sequence,
                cadre: COLLEAGUE,
                cadre_name: "园锦网格员".to_owned(),
                received: Instant(0),
                bytes: entry_to_bytes(entry),
                salt: None,
            })
        };
        self.take(store, (first..).zip(entries).map(feed).collect(), None);
    }

    /// The server says up to when the colleague's one device has reported.
    pub fn colleague_reported(&self, complete_to: Option<Instant>) {
        self.take(&mut self.store(), Vec::new(), Some(vec![Colleague { cadre: COLLEAGUE, complete_to: vec![complete_to] }]));
    }

    /// The district sets other rules.
    pub fn set_rules(&self, settings: Settings) {
        let district = DistrictRecord { name: "延吉市".to_owned(), settings };
        self.take(&mut self.store(), vec![FeedItem::Settings(serde_json::to_string(&district).unwrap())], None);
    }

    fn take(&self, store: &mut Store, items: Vec<FeedItem>, colleagues: Option<Vec<Colleague>>) {
        let log = store.log().unwrap();
        store.apply(&Answer { items, colleagues, ..answer(log.log, log.have) }).unwrap();
    }
}

/// What the engine makes of an answer that says nothing but how much the district has of a log, in the epoch of `enrolment`.
#[must_use]
pub fn answer(log: LogId, have: u64) -> Answer {
    Answer {
        log,
        epoch: EPOCH,
        have,
        receipt: None,
        token: None,
        refused: Vec::new(),
        items: Vec::new(),
        feed: None,
        colleagues: None,
        // Of a start of the machine that is over: this server's time moves no clock.
        server_time: ServerTime { server: Instant(0), elapsed_ms: 0, boot: BootId([0; 8]), round_trip_ms: 1, wall: Instant(0) },
        is_time_doubted: false,
        checkpoint: None,
        watermark: None,
        directory: None,
    }
}

/// What the district whose key this is says at the enrolment of the first device.
///
/// # Panics
/// Never: the district's rules are those of every district at first.
#[must_use]
pub fn enrolment(server: PublicKey) -> Enrolment {
    let district = DistrictRecord { name: "延吉市".to_owned(), settings: Settings::default_in(Zone::SHANGHAI) };
    Enrolment {
        device: DeviceId(1),
        cadre: CadreId(1),
        cadre_name: "张如彬".to_owned(),
        office: "市委办督查室".to_owned(),
        district: serde_json::to_string(&district).unwrap(),
        epoch: EPOCH,
        server,
        recovery: [1; 32],
        // Nobody listens on the discard port.
        addresses: vec!["127.0.0.1:9".to_owned()],
        // Somebody else signed it: it is followed by nobody.
        directory: Box::new(SignedDirectory { body: Vec::new(), signature: Signature([0; 64]) }),
    }
}

/// Household `number`, with the own cadre responsible and the colleague leading beside.
fn household(number: u32, first_day: Date) -> HouseholdRecord {
    let last_day = first_day.iter_days().nth(13).unwrap();
    let resident = Resident {
        id: ResidentId(number),
        name: format!("住户{number}"),
        phone: None,
        origin: None,
        quarantine: Quarantine::planned(first_day, last_day),
    };
    let household = Household {
        id: HouseholdId(number),
        code: format!("YJ-{number:03}"),
        street: "公园街道".to_owned(),
        community: "园锦社区".to_owned(),
        address: format!("{}号楼1单元{}01", number / 8 + 1, number % 8 + 1),
        guarantor: None,
        guarantor_workplace: None,
        residents: vec![resident],
    };
    let assignment = |cadre, role, name: &str| Assignment {
        cadre,
        name: name.to_owned(),
        office: "某单位".to_owned(),
        phone: None,
        role,
        from: Instant(0),
        until: None,
        complete_to: vec![],
    };
    HouseholdRecord {
        household,
        assignments: vec![assignment(CadreId(1), Role::Cadre, "张如彬"), assignment(COLLEAGUE, Role::Lead, "园锦网格员")],
    }
}
