//! A device's side: the real store and engine, with clocks and randomness that the seed moves.

use std::{
    fs,
    path::{Path, PathBuf},
};

use daylog_domain::{
    clocks::{BootId, Clocks, Reading},
    entry::{Claimed, Content, Entry, note::Note},
    ids::{HouseholdId, ResidentId},
    time::{Instant, Zone},
};
use daylog_store::{NewDevice, Store, key_file::Key};
use daylog_sync::{Engine, Pace};
use daylog_testkit::SeededRandom;

use crate::district::District;

pub struct Device {
    pub folder: PathBuf,
    store: Option<Store>,
    pub pace: Pace,
    pub engine: Engine,
    /// How far the wall clock is off.
    pub off_ms: i64,
    boot: u8,
    seed: u64,
}

impl Device {
    pub fn new(folder: PathBuf, seed: u64) -> Self {
        fs::create_dir_all(&folder).unwrap();
        let store = Some(open(&folder, seed));
        let engine = Engine { program: "simulation".to_owned() };
        Device { folder, store, pace: Pace::default(), engine, off_ms: 0, boot: 1, seed }
    }

    pub fn enrol(&mut self, district: &District, cadre: &str) {
        let public = self.store().device().unwrap().public;
        let (enrolment, certificate) = district.enrol(cadre, public);
        self.store().enrol(&NewDevice { enrolment, certificate }).unwrap();
    }

    /// The process dies and starts again; the next random bytes differ.
    pub fn restart(&mut self) {
        self.seed = self.seed.wrapping_add(1_000_003);
        // The old connection goes first, as it does when a process dies.
        self.store = None;
        self.store = Some(open(&self.folder, self.seed));
    }

    pub fn store(&mut self) -> &mut Store {
        self.store.as_mut().unwrap()
    }

    pub fn open(&self) -> &Store {
        self.store.as_ref().unwrap()
    }

    pub fn reboot(&mut self) {
        self.boot = self.boot.wrapping_add(1);
        self.restart();
    }

    pub fn reading(&self, now: Instant) -> Reading {
        Reading { wall: now.plus_millis(self.off_ms), elapsed_ms: now.0.unsigned_abs(), boot: BootId([self.boot; 8]) }
    }

    pub fn append(&mut self, now: Instant, tags: &[String]) {
        let server = self.store().device().unwrap().server_time;
        let entries: Vec<_> = tags.iter().map(|tag| entry(self.reading(now), server, tag)).collect();
        self.store().append(&entries).unwrap();
    }

    /// Copies the profile's folder as it stands, as a backup program or a thief would.
    pub fn copy(&mut self, to: PathBuf, seed: u64) -> Device {
        copy_folder(&self.folder, &to);
        let mut copy = Device::new(to, seed);
        copy.boot = self.boot.wrapping_add(100);
        copy.off_ms = self.off_ms;
        copy
    }

    /// Puts an older copy of the own folder back in place.
    pub fn put_back(&mut self, from: &Path) {
        self.store = None;
        fs::remove_dir_all(&self.folder).unwrap();
        copy_folder(from, &self.folder);
        self.restart();
    }
}

pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for file in fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

fn open(folder: &Path, seed: u64) -> Store {
    let random = Box::new(SeededRandom::new(seed));
    let mut store = Store::open(folder, &Key::new([7; 32]), random).unwrap();
    store.device().unwrap();
    store
}

fn entry(reading: Reading, server: Option<daylog_domain::clocks::ServerTime>, tag: &str) -> Entry {
    Entry {
        household: HouseholdId(1),
        resident: Some(ResidentId(1)),
        at: Claimed { instant: reading.wall, zone: Zone::SHANGHAI },
        clocks: Clocks::new(reading, server),
        content: Content::Note(Note { text: tag.to_owned() }),
        note: None,
        late: None,
        origin: None,
    }
}
