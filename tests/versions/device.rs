//! A device on a profile's folder: the real store and engine, with a clock that the test moves.

use std::path::{Path, PathBuf};

use daylog_domain::{
    clocks::{BootId, Clocks, Reading},
    entries::{Claimed, Content, Entry},
    ids::{EntryId, HouseholdId, ResidentId},
    target::Target,
    time::{Instant, Zone},
};
use daylog_store::{
    NewDevice, Store, SystemRandom,
    key_file::{Key, KeyFiles},
};
use daylog_sync::{Backoff, Engine, EngineError, Next, Step};
use daylog_wire::{
    PROTOCOL_VERSION,
    chain::{self, Seed},
    enrol::{EnrolRequest, EnrolResponse},
};

use rusqlite::Connection;

use super::{District, Exchange, PIN, Program};

pub struct Device {
    pub folder: PathBuf,
    pub store: Store,
    pub backoff: Backoff,
}

const PROGRAM: &str = "fixtures";

/// The key of a kept profile.
#[must_use]
pub fn unlocked(folder: &Path) -> Key {
    let reading = Reading { wall: super::morning(), elapsed_ms: 1, boot: BootId([1; 8]) };
    KeyFiles::in_folder(folder).unlock(PIN, None, reading).unwrap()
}

/// A connection of its own to a profile's file, for looking and for breaking things on purpose.
#[must_use]
pub fn raw(folder: &Path) -> Connection {
    let connection = Connection::open(folder.join("daylog.db")).unwrap();
    let hex: String = unlocked(folder).iter().map(|byte| format!("{byte:02x}")).collect();
    connection.execute_batch(&format!("pragma key = \"x'{hex}'\"")).unwrap();
    connection
}

impl Device {
    /// Makes a profile and enrols it; answers what travelled.
    #[must_use]
    pub fn enrolled(folder: &Path, district: &District, secret: &str) -> (Self, Exchange) {
        std::fs::create_dir_all(folder).unwrap();
        let files = KeyFiles::in_folder(folder);
        let key = files.create(PIN, None, &mut SystemRandom).unwrap();
        let mut device = Self::with_key(folder, &key, Program::Present);
        let public = device.store.device().unwrap().public;
        let request = EnrolRequest { version: PROTOCOL_VERSION, secret: secret.to_owned(), device: public, program: PROGRAM.to_owned() };
        let request = request.to_bytes();
        let answer = district.enrol(&request);
        let EnrolResponse::Enrolled(enrolment) = EnrolResponse::from_bytes(&answer).unwrap() else { panic!("not enrolled") };
        files.add_recovery(&key, &enrolment.recovery, &mut SystemRandom).unwrap();
        let directory = Some((*enrolment.directory).clone());
        device.store.enrol(&NewDevice { enrolment, certificate: district.authority(), directory }).unwrap();
        (device, Exchange { request, answer })
    }

    /// Opens the profile that is there, with its PIN.
    #[must_use]
    pub fn open(folder: &Path) -> Self {
        Self::by(Program::Present, folder)
    }

    #[must_use]
    pub fn by(program: Program, folder: &Path) -> Self {
        Self::with_key(folder, &unlocked(folder), program)
    }

    #[must_use]
    pub fn with_key(folder: &Path, key: &Key, program: Program) -> Self {
        let store = Store::open_with_steps(folder, key, Box::new(SystemRandom), program.device_steps()).unwrap();
        Device { folder: folder.to_owned(), store, backoff: Backoff::default() }
    }

    #[must_use]
    pub fn reading(now: Instant) -> Reading {
        Reading { wall: now, elapsed_ms: now.0.unsigned_abs(), boot: BootId([7; 8]) }
    }

    /// Saves one entry about a household, claimed now.
    pub fn save(&mut self, now: Instant, (household, resident): (u32, Option<u32>), content: Content) -> EntryId {
        self.save_about(now, Target::home(HouseholdId(household), resident.map(ResidentId)), content)
    }

    /// Saves one entry, claimed now.
    pub fn save_about(&mut self, now: Instant, target: Target, content: Content) -> EntryId {
        let mut entry = Entry { about: target.into(), ..draft(now, 1, None, content) };
        entry.clocks.server = self.store.device().unwrap().server_time;
        self.store.append(&[entry]).unwrap().remove(0)
    }

    /// Saves entries given as bytes, such as a later version writes.
    pub fn save_bytes(&mut self, entries: &[Vec<u8>]) {
        let placeholders: Vec<_> = entries.iter().map(|_| draft(super::morning(), 1, Some(1), super::note("to be replaced"))).collect();
        let ids = self.store.append(&placeholders).unwrap();
        let connection = raw(&self.folder);
        let log = self.store.log().unwrap();
        let key: i64 = connection.query_row("select key from log where log = ?1", [log.log.0], |row| row.get(0)).unwrap();
        let seed = |block: u64| {
            let sql = "select seed from block where log = ?1 and block = ?2";
            Seed(connection.query_row(sql, (key, block.cast_signed()), |row| row.get(0)).unwrap())
        };
        let mut head = self.store.head_at(log.log, ids[0].sequence - 1).unwrap().unwrap();
        for (id, bytes) in ids.iter().zip(entries) {
            let salt = chain::salt(seed(chain::block_of(id.sequence)), id.sequence);
            head = chain::next_head(head, chain::commitment(salt, bytes));
            let sql = "update entry set bytes = ?1, head = ?2 where log = ?3 and sequence = ?4";
            connection.execute(sql, (bytes, head.0, key, id.sequence.cast_signed())).unwrap();
        }
        connection.execute("update log set head = ?1 where key = ?2", (head.0, key)).unwrap();
    }

    /// Every line that it shows, with the name of its cadre.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let lines = self.store.lines_between(Instant(i64::MIN), Instant(i64::MAX)).unwrap();
        lines.iter().map(|line| format!("{} {} {:?}", line.stored.id, line.stored.cadre_name, line.effective.content)).collect()
    }

    /// One request and its answer, taken in; answers both and what came of them.
    pub fn exchange(&mut self, district: &District) -> (Exchange, Step) {
        let sent = Self::reading(district.now());
        let engine = engine();
        let request = engine.request(&mut self.store, self.backoff, sent).unwrap();
        let answer = district.answer(&request.body);
        let step = engine.receive(&mut self.store, &request, &answer, sent).unwrap();
        (Exchange { request: request.body, answer }, step)
    }

    /// The request that it would send now.
    pub fn request(&mut self, now: Instant) -> Vec<u8> {
        engine().request(&mut self.store, self.backoff, Self::reading(now)).unwrap().body
    }

    /// Takes in an answer that was recorded.
    pub fn take(&mut self, answer: &[u8]) -> Step {
        self.try_take(answer).unwrap()
    }

    pub fn try_take(&mut self, answer: &[u8]) -> Result<Step, EngineError> {
        let sent = Self::reading(super::morning());
        let engine = engine();
        let request = engine.request(&mut self.store, self.backoff, sent).unwrap();
        engine.receive(&mut self.store, &request, answer, sent)
    }

    /// Syncs until nothing waits on either side.
    pub fn sync(&mut self, district: &District) {
        for _ in 0..50 {
            let (_, step) = self.exchange(district);
            assert_eq!(step.problem, None);
            if step.next == Next::Rest {
                return;
            }
        }
        panic!("the device never comes to rest");
    }
}

fn engine() -> Engine {
    Engine { program: PROGRAM.to_owned() }
}

/// An entry that claims to have happened now.
#[must_use]
pub fn draft(now: Instant, household: u32, resident: Option<u32>, content: Content) -> Entry {
    Entry {
        about: Target::home(HouseholdId(household), resident.map(ResidentId)).into(),
        at: Claimed { instant: now, zone: Zone::SHANGHAI },
        clocks: Clocks::new(Device::reading(now), None),
        content,
        note: None,
        late: None,
        origin: None,
    }
}
