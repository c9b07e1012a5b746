//! The world: devices, the district, a bad network between them, and the list of what must not get lost.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::atomic::Ordering,
};

use daylog_domain::{clocks, entry::Content, time::Instant};
use daylog_sync::Next;
use daylog_testkit::SeededRandom;
use daylog_wire::{chain, entry_from_bytes};

use crate::{
    device::{Device, copy_folder},
    district::District,
};

pub struct World {
    folder: tempfile::TempDir,
    random: SeededRandom,
    district: District,
    devices: Vec<Device>,
    /// Requests that are still somewhere on the way.
    stale: Vec<Vec<u8>>,
    /// Older copies of devices: whose, and where.
    copies: Vec<(usize, PathBuf)>,
    /// Every entry that was ever saved, by its text, with the device that saved it.
    saved: BTreeMap<String, usize>,
    history: Vec<String>,
    is_calm: bool,
    makes_copies: bool,
    came_to_rest: bool,
    made: u64,
    /// What waited unsent on a device when it was copied: there twice from then on.
    doubled: BTreeSet<String>,
    /// What went with a replaced state.
    gone: BTreeSet<String>,
}

impl World {
    pub fn new(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let district = District::new(folder.path());
        let mut world = World {
            random: SeededRandom::new(seed),
            district,
            devices: Vec::new(),
            stale: Vec::new(),
            copies: Vec::new(),
            saved: BTreeMap::new(),
            history: Vec::new(),
            is_calm: false,
            makes_copies: false,
            came_to_rest: false,
            made: 0,
            doubled: BTreeSet::new(),
            gone: BTreeSet::new(),
            folder,
        };
        for (number, cadre) in ["张如彬", "园锦网格员"].into_iter().enumerate() {
            let mut device = Device::new(world.folder.path().join(format!("device-{number}")), seed * 100 + number as u64);
            device.enrol(&world.district, cadre);
            world.devices.push(device);
        }
        world
    }

    pub fn calm(seed: u64) -> Self {
        World { is_calm: true, ..World::new(seed) }
    }

    pub fn with_copies(seed: u64) -> Self {
        World { makes_copies: true, ..World::new(seed) }
    }

    pub fn now(&self) -> Instant {
        Instant(self.district.now.load(Ordering::Relaxed))
    }

    pub fn history(&self) -> Vec<String> {
        self.history.clone()
    }

    /// One thing happens.
    pub fn step(&mut self) {
        let pass = 1 + self.random.below(120_000).cast_signed();
        self.district.now.fetch_add(pass, Ordering::Relaxed);
        let device = self.some_device();
        let what = self.random.below(100);
        self.history.push(format!("{what} on {device}"));
        match what {
            0..35 => {
                let count = 1 + self.random.below(4);
                self.append(device, count);
            }
            35..80 => self.sync(device),
            80..84 => self.devices[device].restart(),
            84..86 => self.devices[device].reboot(),
            86..89 => self.district.restart(),
            89..92 => self.devices[device].off_ms = (self.random.below(20 * 365).cast_signed() - 3_650) * 86_400_000,
            92..94 if self.makes_copies && self.devices.len() < 5 => self.clone_device(device),
            94..96 if self.makes_copies => self.keep_copy(device),
            96..98 if self.makes_copies => self.put_copy_back(),
            _ => self.deliver_stale(),
        }
    }

    fn some_device(&mut self) -> usize {
        usize::try_from(self.random.below(self.devices.len() as u64)).unwrap()
    }

    pub fn append(&mut self, device: usize, count: u64) {
        let now = self.now();
        let tags: Vec<_> = (0..count).map(|number| format!("entry {} of device {device}", self.made + number)).collect();
        self.made += count;
        self.devices[device].append(now, &tags);
        self.saved.extend(tags.into_iter().map(|tag| (tag, device)));
    }

    /// Syncs until the device rests or the network fails it.
    pub fn sync(&mut self, device: usize) {
        let mut next = Next::Again;
        for _ in 0..50 {
            match self.exchange(device, &next) {
                Some(Next::Rest) | None => return,
                Some(more) => next = more,
            }
        }
        panic!("device {device} never comes to rest");
    }

    fn exchange(&mut self, device: usize, after: &Next) -> Option<Next> {
        let now = self.now();
        let sent = self.devices[device].reading(now);
        let pace = self.devices[device].pace;
        let device_now = &mut self.devices[device];
        let request = device_now.engine.clone().request_after(device_now.store(), after, pace, sent).unwrap();
        let answer = self.carry(&request.body);
        self.district.now.fetch_add(200, Ordering::Relaxed);
        let arrived = self.devices[device].reading(self.now());
        let device = &mut self.devices[device];
        let Some(bytes) = answer else {
            device.pace = device.pace.after_failure();
            return None;
        };
        device.pace = device.pace.after_success();
        let step = device.engine.clone().receive(device.store(), &request, &bytes, arrived).unwrap();
        assert_eq!(step.problem, None);
        if !self.is_calm && self.random.below(10) == 0 {
            // The same answer once more: a retransmission that the layers below did not notice.
            let _again = device.engine.clone().receive(device.store(), &request, &bytes, arrived).unwrap();
        }
        Some(step.next)
    }

    /// The way there and back. A request may be lost, come twice, or wait and come later; an answer may be lost.
    fn carry(&mut self, body: &[u8]) -> Option<Vec<u8>> {
        if self.is_calm {
            return self.district.answer(body);
        }
        match self.random.below(10) {
            0 => None,
            1 => {
                self.stale.push(body.to_vec());
                None
            }
            2 => {
                let _lost = self.district.answer(body);
                None
            }
            3 => {
                let _first = self.district.answer(body);
                self.district.answer(body)
            }
            4 => {
                self.stale.push(body.to_vec());
                self.district.answer(body)
            }
            5 => {
                // Cut off in the middle.
                let half = body.len() / 2;
                assert_eq!(self.district.answer(&body[..half]), None);
                None
            }
            _ => self.district.answer(body),
        }
    }

    fn deliver_stale(&mut self) {
        if let Some(body) = self.stale.pop() {
            let _nobody_listens = self.district.answer(&body);
        }
    }

    fn clone_device(&mut self, device: usize) {
        let number = self.devices.len();
        self.doubled.extend(self.waiting(device));
        let to = self.folder.path().join(format!("device-{number}"));
        let seed = self.random.next_u64();
        let copy = self.devices[device].copy(to, seed);
        self.devices.push(copy);
    }

    fn keep_copy(&mut self, device: usize) {
        self.doubled.extend(self.waiting(device));
        let to = self.folder.path().join(format!("copy-{}", self.copies.len()));
        copy_folder(&self.devices[device].folder, &to);
        self.copies.push((device, to));
    }

    /// What only the replaced state held is gone with it, as on any restored device; it is no longer expected, though a
    /// request that is still on the way may bring it.
    fn put_copy_back(&mut self) {
        let Some((device, copy)) = self.copies.pop() else { return };
        let before = self.waiting(device);
        self.devices[device].put_back(&copy);
        let after = self.waiting(device);
        let others: BTreeSet<_> = (0..self.devices.len()).flat_map(|device| self.waiting(device)).collect();
        let on_server = self.on_server();
        let is_kept = |tag: &String| !before.contains(tag) || after.contains(tag) || others.contains(tag) || on_server.contains_key(tag);
        self.gone.extend(self.saved.keys().filter(|tag| !is_kept(tag)).cloned());
        self.saved.retain(|tag, _| is_kept(tag));
    }

    fn waiting(&self, device: usize) -> BTreeSet<String> {
        self.devices[device].open().waiting().unwrap().iter().map(|entry| text(&entry.entry.content)).collect()
    }

    pub fn back_up(&self) -> PathBuf {
        let to = self.folder.path().join("backup.db");
        self.district.back_up(&to);
        to
    }

    pub fn restore(&mut self, from: &Path) {
        self.district.restore(from);
    }

    pub fn restart_device(&mut self, device: usize) {
        self.devices[device].restart();
    }

    pub fn shift_wall(&mut self, device: usize, by_ms: i64) {
        self.devices[device].off_ms = by_ms;
    }

    pub fn offset_millis(&mut self, device: usize) -> i64 {
        clocks::offset_millis(self.devices[device].store().device().unwrap().server_time.unwrap())
    }

    pub fn now_on_device(&mut self, device: usize) -> Instant {
        let now = self.now();
        let device = &mut self.devices[device];
        clocks::now(device.reading(now), device.store().device().unwrap().server_time)
    }

    pub fn pending(&self, device: usize) -> u64 {
        self.devices[device].open().pending().unwrap()
    }

    pub fn pull_one_small_page(&mut self, device: usize) {
        self.devices[device].pace.page_bytes = 4096;
        self.exchange(device, &Next::Again);
    }

    /// Entries of others that a device shows.
    pub fn seen(&self, device: usize) -> usize {
        self.shown(device).len()
    }

    fn shown(&self, device: usize) -> Vec<String> {
        let lines = self.devices[device].open().lines_between(Instant(i64::MIN), Instant(i64::MAX)).unwrap();
        lines.iter().map(|line| text(&line.effective.content)).collect()
    }

    pub fn come_to_rest(&mut self) {
        while !self.stale.is_empty() {
            self.deliver_stale();
        }
        self.is_calm = true;
        self.came_to_rest = true;
        // A device may have to open a new log first, and others learn of that one round later.
        for _ in 0..3 {
            (0..self.devices.len()).for_each(|device| self.sync(device));
        }
    }

    /// Every text on the server, with how often it is there.
    fn on_server(&self) -> BTreeMap<String, usize> {
        let connection = self.district.reader();
        let mut statement = connection.prepare("select bytes from entry").unwrap();
        let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        let mut found = BTreeMap::new();
        for bytes in rows {
            let entry = entry_from_bytes(&bytes.unwrap()).unwrap();
            *found.entry(text(&entry.content)).or_insert(0) += 1;
        }
        found
    }

    /// What must hold at rest.
    pub fn check(&mut self) {
        let on_server = self.on_server();
        let lost: Vec<_> = self.saved.keys().filter(|tag| !on_server.contains_key(*tag)).collect();
        let invented: Vec<_> = on_server.keys().filter(|tag| !self.saved.contains_key(*tag) && !self.gone.contains(*tag)).collect();
        let twice: Vec<_> = on_server.iter().filter(|(tag, times)| **times > 1 && !self.doubled.contains(*tag)).collect();
        assert_eq!((lost, invented, twice), (vec![], vec![], vec![]), "lost, invented, twice on the server");
        for device in 0..self.devices.len() {
            assert_eq!(self.pending(device), 0, "device {device} has something to send");
            self.check_chain(device);
        }
        if self.came_to_rest {
            self.check_that_all_see_the_same();
        }
    }

    /// Both cadres look after the one household, so every device shows every entry of it.
    fn check_that_all_see_the_same(&mut self) {
        let on_server: BTreeSet<_> = self.on_server().into_keys().collect();
        for device in 0..self.devices.len() {
            let shown = self.shown(device);
            let distinct: BTreeSet<_> = shown.iter().cloned().collect();
            assert_eq!(distinct, on_server, "device {device} shows");
            let repeated = shown.len() - distinct.len();
            assert!(repeated <= self.doubled.len() * self.devices.len(), "device {device} shows something twice");
            assert!(!self.doubled.is_empty() || repeated == 0, "device {device} shows something twice");
        }
    }

    /// The head that the device holds is the head that the server computed from the same bytes.
    fn check_chain(&self, device: usize) {
        let facts = self.devices[device].open().log().unwrap();
        if facts.last == 0 {
            assert_eq!(facts.head, chain::first_head(facts.log));
            return;
        }
        let head: Vec<u8> =
            self.district.reader().query_row("select head from log where log = ?1", [facts.log.0], |row| row.get(0)).unwrap();
        assert_eq!(head, facts.head.0);
    }
}

fn text(content: &Content) -> String {
    match content {
        Content::Note(note) => note.text.clone(),
        other => panic!("not made here: {other:?}"),
    }
}
