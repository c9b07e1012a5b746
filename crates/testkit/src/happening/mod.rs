//! Random histories of a small district: what devices log, correct, take back and move, and what the district does meanwhile.
//! The same seed makes the same rows in whatever database the district has, random bytes among them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::missing_panics_doc, reason = "a failed test shows the line")]

mod beside;

use daylog_district::{purge, rebuild};
use daylog_domain::{
    entries::{
        Content, Entry,
        correct::Correct,
        note::Note,
        seal::{Seal, SealState},
        temperature::Celsius,
        withdraw::Withdraw,
    },
    ids::{EntryId, HouseholdId},
    time::Zone,
};
use daylog_storage::{district, feed::Feed};
use daylog_wire::{
    chain::{self, Nonce},
    purge::PurgeReason,
};

use crate::{
    SeededRandom,
    database::Kind,
    district::{Device, Founded, contact, entry, reading, roster},
    random::with_random_bytes_from,
};

const HOMES: u32 = 4;

pub fn seal_of(household: u32, local: &str, state: SealState) -> Entry {
    entry(household, local, Content::Seal(Seal { state, serial: None, reason: None }))
}

pub fn seal(household: u32, local: &str, random: &mut SeededRandom) -> Entry {
    let states = [SealState::Intact, SealState::Broken, SealState::Missing, SealState::NotReached];
    seal_of(household, local, *random.pick(&states).unwrap())
}

pub struct World {
    pub district: Founded,
    random: SeededRandom,
    devices: Vec<Device>,
    /// What was appended, by device: where it stands, and what.
    logged: Vec<Vec<(EntryId, Entry)>>,
    generation: u8,
}

fn rows(ends: &str, second: &str) -> String {
    let (mine, other) = ("张如彬/市委办督查室/cadre", second);
    roster(&[("A1", "园锦社区", mine), ("A2", "园锦社区", other), ("B1", "长新社区", mine), ("B2", "长新社区", other)])
        .replace("2020-03-10", ends)
}

const OTHER: &str = "权贺永/市退役军人事务局/cadre";

impl World {
    /// Over the database that the environment chooses.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self::over(Kind::chosen(), seed)
    }

    #[must_use]
    pub fn over(kind: Kind, seed: u64) -> Self {
        let district = Founded::of(kind, &rows("2020-03-10", OTHER));
        let devices = vec![district.device("张如彬"), district.device("权贺永")];
        World { district, random: SeededRandom::new(seed), devices, logged: vec![Vec::new(), Vec::new()], generation: 2 }
    }

    /// So many things happen in a district over this database, and then what else it keeps. Random bytes follow from the seed in
    /// development builds.
    #[must_use]
    pub fn whole(kind: Kind, seed: u64, steps: usize) -> Self {
        with_random_bytes_from(seed, || {
            let mut world = Self::over(kind, seed);
            for _ in 0..steps {
                world.step();
            }
            world.keep_the_rest();
            world
        })
    }

    /// Something happens; says what.
    pub fn step(&mut self) -> &'static str {
        let happened = match self.random.below(24) {
            0..=9 => self.log(),
            10..=12 => self.amend(),
            13 => self.withdraw(),
            14 => self.amend_of_another(),
            15 => self.amend_before_it_comes(),
            16 => self.move_twice(),
            17 => self.move_before_it_comes(),
            18 => self.new_log(),
            19..=20 => self.pass_time(),
            21 => self.import(),
            22 => self.purge(),
            _ => self.administer(),
        };
        // Now and then something waits for the next time.
        if self.random.below(4) > 0 {
            for device in &mut self.devices {
                device.sync(&self.district.running);
            }
        }
        happened
    }

    fn device(&mut self) -> usize {
        usize::try_from(self.random.below(2)).unwrap()
    }

    /// A time of these days, mostly of today, and now and then one to come.
    fn local(&mut self) -> String {
        let day = ["2020-02-28", "2020-02-29", "2020-03-01", "2020-03-01", "2020-03-01", "2020-03-02", "2020-03-04"];
        let minute = *self.random.pick(&["00:05", "09:00", "10:31", "10:50", "17:55", "20:20", "23:50"]).unwrap();
        format!("{}T{minute}", self.random.pick(&day).unwrap())
    }

    fn entry(&mut self) -> Entry {
        let (household, local) = (1 + u32::try_from(self.random.below(u64::from(HOMES))).unwrap(), self.local());
        let mut entry = match self.random.below(6) {
            0 => contact(household, &local),
            1 | 2 => seal(household, &local, &mut self.random),
            3 => entry(household, &local, Content::Note(Note { text: "x".to_owned() })),
            _ => reading(household, &local, 360 + u16::try_from(self.random.below(30)).unwrap()),
        };
        // Saved now, whatever it claims; or long before, by a clock that shows too early.
        entry.clocks.wall = if self.random.below(3) > 0 { self.district.now() } else { Zone::SHANGHAI.parse("2020-02-28T08:00").unwrap() };
        entry
    }

    fn append(&mut self, device: usize, entry: Entry) -> EntryId {
        self.devices[device].append(&entry);
        let id = EntryId { log: self.devices[device].log, sequence: self.devices[device].last() };
        self.logged[device].push((id, entry));
        id
    }

    fn sync(&mut self, device: usize) {
        self.devices[device].sync(&self.district.running);
    }

    fn log(&mut self) -> &'static str {
        let (device, entry) = (self.device(), self.entry());
        self.append(device, entry);
        "logged"
    }

    fn known(&mut self, device: usize) -> Option<(EntryId, Entry)> {
        let is_original = |(_, entry): &&(EntryId, Entry)| !matches!(entry.content, Content::Correct(_) | Content::Withdraw(_));
        let originals: Vec<_> = self.logged[device].iter().filter(is_original).cloned().collect();
        self.random.pick(&originals).cloned()
    }

    fn correction(&mut self, of: EntryId, original: &Entry) -> Entry {
        let at = (self.random.below(3) > 0).then(|| Zone::SHANGHAI.parse(&self.local()).unwrap());
        let content = match &original.content {
            Content::Temperature(_) => reading(1, "2020-03-01T10:50", 360 + u16::try_from(self.random.below(30)).unwrap()).content,
            Content::Seal(_) => seal(1, "2020-03-01T10:50", &mut self.random).content,
            other => other.clone(),
        };
        let correct = Correct { of, at, content: Box::new(content), note: None, reason: "看错".to_owned() };
        let mut entry = Entry { content: Content::Correct(correct), ..original.clone() };
        entry.at.instant = at.unwrap_or(original.at.instant);
        entry.clocks.wall = self.district.now();
        entry.origin = None;
        entry
    }

    fn amend(&mut self) -> &'static str {
        let device = self.device();
        let Some((of, original)) = self.known(device) else { return "nothing to correct" };
        let correction = self.correction(of, &original);
        self.append(device, correction);
        "corrected"
    }

    fn amend_of_another(&mut self) -> &'static str {
        let device = self.device();
        let Some((of, original)) = self.known(1 - device) else { return "nothing of another" };
        let correction = self.correction(of, &original);
        self.append(device, correction);
        "corrected what another logged"
    }

    fn withdraw(&mut self) -> &'static str {
        let device = self.device();
        let Some((of, original)) = self.known(device) else { return "nothing to withdraw" };
        let mut entry = Entry { content: Content::Withdraw(Withdraw { of, reason: "x".to_owned() }), origin: None, ..original };
        entry.clocks.wall = self.district.now();
        self.append(device, entry);
        "withdrew"
    }

    fn amend_before_it_comes(&mut self) -> &'static str {
        let (device, original) = (self.device(), self.entry());
        let of = EntryId { log: self.devices[device].log, sequence: self.devices[device].last() + 2 };
        let correction = self.correction(of, &original);
        self.append(device, correction);
        self.sync(device);
        self.append(device, original);
        "corrected before it came"
    }

    fn moved(original: &Entry, place: EntryId) -> Entry {
        Entry { origin: Some(chain::origin(place, &daylog_wire::entry_to_bytes(original))), ..original.clone() }
    }

    /// Both sides of a copied profile move what one of them logged.
    fn move_twice(&mut self) -> &'static str {
        let device = self.device();
        let Some((place, original)) = self.known(device).filter(|(_, entry)| entry.origin.is_none()) else { return "nothing to move" };
        for _ in 0..=self.random.below(2) {
            self.append(device, Self::moved(&original, place));
            self.sync(device);
        }
        "moved"
    }

    fn move_before_it_comes(&mut self) -> &'static str {
        let (device, original) = (self.device(), self.entry());
        let place = EntryId { log: self.devices[device].log, sequence: self.devices[device].last() + 3 };
        let copy = self.append(device, Self::moved(&original, place));
        let correction = self.correction(copy, &original);
        self.append(device, correction);
        self.sync(device);
        self.append(device, original);
        "moved before its first place came"
    }

    fn new_log(&mut self) -> &'static str {
        let device = self.device();
        self.sync(device);
        let common = self.devices[device].last();
        self.generation += 1;
        let nonce = Nonce([self.generation; 16]);
        self.devices[device].start_generation(common, nonce.0[0]);
        "began a log"
    }

    fn pass_time(&mut self) -> &'static str {
        let minutes = 1 + i64::try_from(self.random.below(400)).unwrap();
        self.district.pass_minutes(minutes);
        "time passed"
    }

    fn import(&mut self) -> &'static str {
        let ends = *self.random.pick(&["2020-03-10", "2020-03-01", "2020-02-29"]).unwrap();
        let second = *self.random.pick(&[OTHER, "张如彬/市委办督查室/cadre"]).unwrap();
        self.district.import(&rows(ends, second));
        "imported a roster"
    }

    fn purge(&mut self) -> &'static str {
        let household = 1 + u32::try_from(self.random.below(u64::from(HOMES))).unwrap();
        self.order(&[HouseholdId(household)]);
        "purged a household"
    }

    fn order(&self, households: &[HouseholdId]) {
        let running = &self.district.running;
        let ordering = purge::order::Ordering { key: &running.keys.signing, reason: PurgeReason::Retention, now: self.district.now() };
        purge::order::purge(&running.database, &ordering, households, |_| Ok::<_, purge::PurgeError>(())).unwrap();
    }

    fn administer(&mut self) -> &'static str {
        let (choice, now) = (self.random.below(3), self.district.now());
        let database = &self.district.running.database;
        match choice {
            0 => {
                rebuild::rebuild(database).unwrap();
                "rebuilt"
            }
            1 => {
                let fever_from = Celsius(370 + u16::try_from(self.random.below(10)).unwrap());
                let set = database.write(|db| {
                    let mut feed = Feed::begin(db)?;
                    let mut settings = district::read(db)?.settings;
                    settings.fever_from = fever_from;
                    district::set_settings(db, &mut feed, &settings)?;
                    feed.finish(db)
                });
                set.unwrap();
                "changed the settings"
            }
            _ => {
                let new: [u8; 16] = [u8::try_from(now.0 % 251).unwrap(); 16];
                database.write(|db| district::begin_epoch(db, new, None, now)).unwrap();
                "began an epoch"
            }
        }
    }
}
