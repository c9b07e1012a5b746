//! A device's side: the real store and engine on a disk that can fail, with clocks and randomness that the caller moves.

use daylog_district::Refused;
use daylog_domain::{
    clocks::{BootId, Clocks, Reading},
    entries::{Claimed, Content, Entry, note::Note},
    ids::{EntryId, HouseholdId, ResidentId},
    target::Target,
    time::{Instant, Zone},
};
use daylog_store::{NewDevice, STEPS, Steps, Store, StoreError, StoredLine, key_file::Key};
use daylog_sync::{Backoff, Engine, EngineError, Next, Step};
use daylog_testkit::{SeededRandom, disk::Disk};
use daylog_wire::enrol::Enrolment;

use super::{District, district::CERTIFICATE};

pub struct Device {
    pub disk: Disk,
    pub key: Key,
    /// What brings its file up to date.
    pub steps: Steps,
    store: Option<Store>,
    pub engine: Engine,
    pub backoff: Backoff,
    /// How far the wall clock is off.
    pub off_ms: i64,
    boot: u8,
    seed: u64,
}

/// Why a sync ended early.
#[derive(Debug)]
pub enum Stop {
    Device(EngineError),
    District(Refused),
}

impl From<EngineError> for Stop {
    fn from(error: EngineError) -> Self {
        Stop::Device(error)
    }
}

impl From<Refused> for Stop {
    fn from(refusal: Refused) -> Self {
        Stop::District(refusal)
    }
}

/// The key of every profile here.
#[must_use]
pub fn device_key() -> Key {
    Key::new([7; 32])
}

impl Device {
    /// A disk on which nothing was opened yet.
    #[must_use]
    pub fn on(disk: Disk, seed: u64) -> Self {
        let engine = Engine { program: "parts".to_owned() };
        Device { disk, key: device_key(), steps: STEPS, store: None, engine, backoff: Backoff::default(), off_ms: 0, boot: 1, seed }
    }

    /// The program starts: opens what is there, or makes it, with a key and a first log.
    pub fn start(&mut self) -> Result<(), StoreError> {
        self.seed = self.seed.wrapping_add(1_000_003);
        self.store = None;
        let mut store = Store::open_with_steps(self.disk.folder(), &self.key, Box::new(SeededRandom::new(self.seed)), self.steps)?;
        store.device()?;
        self.store = Some(store);
        Ok(())
    }

    /// The program dies with the power on.
    pub fn die(&mut self) {
        self.disk.kill();
        self.store = None;
    }

    /// The program ends as it should.
    pub fn stop(&mut self) {
        self.store = None;
    }

    /// The device is switched off and on again.
    pub fn reboot(&mut self) {
        self.boot = self.boot.wrapping_add(1);
    }

    #[must_use]
    pub fn is_running(&self) -> bool {
        self.store.is_some()
    }

    pub fn store(&mut self) -> &mut Store {
        self.store.as_mut().unwrap()
    }

    #[must_use]
    pub fn open(&self) -> &Store {
        self.store.as_ref().unwrap()
    }

    /// Keeps the answer, and its directory where the district signed it.
    pub fn enrol(&mut self, enrolment: Enrolment) -> Result<(), StoreError> {
        let directory = enrolment.directory.open(&enrolment.server).is_ok().then(|| (*enrolment.directory).clone());
        self.store().enrol(&NewDevice { enrolment, certificate: CERTIFICATE.to_vec(), directory })
    }

    /// What its clocks show at a time that passes for everybody.
    #[must_use]
    pub fn reading(&self, now: Instant) -> Reading {
        Reading { wall: now.plus_millis(self.off_ms), elapsed_ms: now.0.unsigned_abs(), boot: BootId([self.boot; 8]) }
    }

    /// Saves one note about the one resident of a household for each text.
    pub fn append(&mut self, now: Instant, household: u32, texts: &[String]) -> Result<Vec<EntryId>, StoreError> {
        self.append_about(now, Target::home(HouseholdId(household), Some(ResidentId(household))), texts)
    }

    /// Saves one note for each text.
    pub fn append_about(&mut self, now: Instant, target: Target, texts: &[String]) -> Result<Vec<EntryId>, StoreError> {
        let known = self.store().device()?;
        let reading = self.reading(now);
        let clocks = Clocks::new(reading, known.server_time).doubting(known.trust.now(reading).doubted_server);
        let mut entries: Vec<_> = texts.iter().map(|text| note_about(reading, target, text)).collect();
        entries.iter_mut().for_each(|entry| entry.clocks = clocks.clone());
        self.store().append(&entries)
    }

    /// One request straight to the district, and its answer taken in.
    pub fn exchange(&mut self, district: &District) -> Result<Step, Stop> {
        self.exchange_after(&Next::Rest, district)
    }

    fn exchange_after(&mut self, last: &Next, district: &District) -> Result<Step, Stop> {
        let sent = self.reading(district.time());
        let engine = self.engine.clone();
        let backoff = self.backoff;
        let request = engine.request_after(self.store(), last, backoff, sent)?;
        let answer = district.answer(&request.body)?;
        let arrived = self.reading(district.time());
        Ok(engine.receive(self.store(), &request, &answer, arrived)?)
    }

    /// Syncs until nothing waits on either side, or something fails.
    pub fn sync(&mut self, district: &District) -> Result<(), Stop> {
        let mut next = Next::Rest;
        for _ in 0..50 {
            let step = self.exchange_after(&next, district)?;
            assert_eq!(step.problem, None);
            next = step.next;
            if next == Next::Rest {
                return Ok(());
            }
        }
        panic!("the device never comes to rest");
    }

    /// What the device shows, in the order of time.
    #[must_use]
    pub fn lines(&self) -> Vec<StoredLine> {
        self.open().lines_between(Instant(i64::MIN), Instant(i64::MAX)).unwrap()
    }

    /// What the device shows, by its words.
    #[must_use]
    pub fn shown(&self) -> Vec<String> {
        self.lines().iter().map(|line| text(&line.effective.content)).collect()
    }

    /// A copy of the profile's folder as it stands, on another disk, not running.
    #[must_use]
    pub fn cloned(&self, seed: u64) -> Device {
        let disk = Disk::new();
        disk.put_back(&self.disk.copy());
        let boot = self.boot.wrapping_add(100);
        Device { off_ms: self.off_ms, boot, ..Device::on(disk, seed) }
    }
}

/// An entry that says `text` about the one resident of a household.
#[must_use]
pub fn note(reading: Reading, household: u32, text: &str) -> Entry {
    note_about(reading, Target::home(HouseholdId(household), Some(ResidentId(household))), text)
}

/// An entry that says `text` about a household or a place.
#[must_use]
pub fn note_about(reading: Reading, target: Target, text: &str) -> Entry {
    Entry {
        about: target.into(),
        at: Claimed { instant: reading.wall, zone: Zone::SHANGHAI },
        clocks: Clocks::new(reading, None),
        content: Content::Note(Note { text: text.to_owned() }),
        note: None,
        late: None,
        origin: None,
    }
}

/// What a note says.
#[must_use]
pub fn text(content: &Content) -> String {
    match content {
        Content::Note(note) => note.text.clone(),
        other => panic!("not made here: {other:?}"),
    }
}
