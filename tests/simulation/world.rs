//! The world: devices, the district and the network between them, moved step by step by the random numbers of one seed.
//! What befalls it stands in `faults`, what must hold in `invariants`.

use std::collections::BTreeSet;

use daylog_district::{Refused, random::pretended};
use daylog_domain::{
    ids::{BuildingId, HouseholdId, ResidentId},
    places::Premises,
    target::Target,
};
use daylog_store::StoreError;
use daylog_sync::{EngineError, Next, Problem, Step};
use daylog_testkit::disk::Disk;

use super::{
    bounds,
    counts::{Counts, Trace},
    fault_plan::{FaultPlan, Version},
    network::{Direction, Message, Network},
    older::{Backup, Copy},
    oracle::{About, Oracle, Saved},
    phone::{Asking, Phone},
    reshape,
    rng::Rng,
};
use crate::parts::{Device, District, roster};

pub struct World {
    pub rng: Rng,
    /// Of the faults that came later: they take nothing from the others' chance, so that a seed keeps its meaning.
    pub later_rng: Rng,
    pub fault_plan: FaultPlan,
    pub district: District,
    pub phones: Vec<Phone>,
    pub network: Network,
    pub oracle: Oracle,
    pub counts: Counts,
    pub trace: Trace,
    pub backups: Vec<Backup>,
    pub copies: Vec<Copy>,
    /// Rescue files that somebody has in a pocket.
    pub rescues: Vec<Vec<u8>>,
    pub at: u64,
    /// Nothing befalls it any more, and every message arrives at once.
    pub is_calm: bool,
}

/// The longest that an exchange is waited for, in steps.
const PATIENCE: u64 = 80;
/// Far beyond what any log here needs.
const MOST_ROUNDS: u32 = 200;

impl World {
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut rng = Rng::new(seed);
        let mut fault_plan = FaultPlan::of(&mut rng);
        fault_plan.and_later(seed);
        let world = Self::with(seed, rng, fault_plan);
        if world.fault_plan.later.watermarks > 0 {
            world.district.set_phone_retention(world.fault_plan.later.phone_days).unwrap();
        }
        world
    }

    #[must_use]
    pub fn calm(seed: u64) -> Self {
        let mut world = Self::with(seed, Rng::new(seed), FaultPlan::calm());
        world.is_calm = true;
        world
    }

    fn with(seed: u64, mut rng: Rng, fault_plan: FaultPlan) -> Self {
        pretended::seed(Some(seed));
        let households: Vec<_> = (1..=fault_plan.households)
            .map(|household| (household, vec![1 + (household - 1) % fault_plan.cadres, 1 + household % fault_plan.cadres]))
            .collect();
        let district = District::with_roster(&roster(&households));
        let mut oracle = Oracle::default();
        oracle.assign(&households, district.now());
        let mut phones = Vec::new();
        for place in 0..fault_plan.devices {
            let mut device = Device::on(Disk::new(), rng.draw());
            device.start().unwrap();
            let cadre = 1 + u32::try_from(place).unwrap() % fault_plan.cadres;
            let public = device.store().device().unwrap().public;
            let enrolment = district.enrol(cadre, public).unwrap();
            let number = enrolment.device.0;
            device.enrol(enrolment).unwrap();
            phones.push(Phone::new(device, cadre, number, fault_plan.versions[place]));
        }
        let network = Network::of(phones.len());
        World {
            rng,
            later_rng: Rng::new(!seed),
            fault_plan,
            district,
            phones,
            network,
            oracle,
            counts: Counts::default(),
            trace: Trace::default(),
            backups: Vec::new(),
            copies: Vec::new(),
            rescues: Vec::new(),
            at: 0,
            is_calm: false,
        }
    }

    /// One thing happens.
    pub fn step(&mut self) {
        self.at += 1;
        let pass = 1 + self.rng.below(90_000).cast_signed();
        self.district.pass_ms(pass);
        self.befall();
        self.befall_later();
        let what = self.rng.below(100);
        let phone = self.rng.place(self.phones.len());
        self.trace.number(what * 100 + phone as u64);
        match what {
            0..50 if self.deliver() => {}
            0..70 => self.ask(phone),
            70..92 => self.save(phone),
            _ => self.give_up(phone),
        }
    }

    pub fn save(&mut self, phone: usize) {
        let count = 1 + self.rng.below(3);
        // What the device knows of its cadre's households may be older than what the district has decided since.
        let known = self.phones[phone].device.open().households().unwrap();
        if known.is_empty() {
            return self.ask(phone);
        }
        let household = known[self.rng.place(known.len())].household.id.0;
        // Of the same number as the household: neither may be taken for the other.
        let (target, about) = match self.fault_plan.later.has_places && self.oracle.is_next_about_a_place() {
            true => (Target::Place(Premises::Building(BuildingId(household))), About::PlaceBy(self.phones[phone].cadre)),
            false => (Target::home(HouseholdId(household), Some(ResidentId(household))), About::Household(household)),
        };
        let texts: Vec<_> = (0..count).map(|_| self.oracle.next_text()).collect();
        let now = self.district.time();
        let is_certain = match self.on_device(phone, |device| device.append_about(now, target, &texts)) {
            Ok(_) => true,
            Err(StoreError::DiskFull) => return self.counts.add("saving refused by a full disk"),
            Err(StoreError::Database(_) | StoreError::Unwritable | StoreError::UnreadableDisk) => false,
            Err(other) => panic!("device {phone} does not save: {other:?}"),
        };
        self.counts.add(if target.place().is_some() { "saved about a place" } else { "saved" });
        self.counts.add_many("entry saved", count);
        let own: BTreeSet<String> = if is_certain { BTreeSet::new() } else { self.phones[phone].waiting().into_iter().collect() };
        self.phones[phone].holds.extend(texts.iter().filter(|text| is_certain || own.contains(*text)).cloned());
        self.oracle.saved.extend(texts.into_iter().map(|text| (text, Saved { about, at: now, is_certain })));
    }

    /// Begins an exchange, if none is under way.
    pub fn ask(&mut self, phone: usize) {
        if self.phones[phone].asking.is_some() {
            return;
        }
        let now = self.district.time();
        let next = std::mem::replace(&mut self.phones[phone].next, Next::Again);
        let made = self.on_device(phone, |device| {
            let (engine, backoff, reading) = (device.engine.clone(), device.backoff, device.reading(now));
            engine.request_after(device.store(), &next, backoff, reading)
        });
        let request = match made {
            Ok(request) => request,
            Err(EngineError::Store(
                StoreError::Database(_) | StoreError::DiskFull | StoreError::Unwritable | StoreError::UnreadableDisk,
            )) => return,
            Err(other) => panic!("device {phone} makes no request: {other:?}"),
        };
        let one = &mut self.phones[phone];
        bounds::request(&request.body, one.device.backoff, &mut self.counts);
        self.counts.add("request made");
        one.exchange += 1;
        one.rounds += 1;
        assert!(one.rounds < MOST_ROUNDS, "device {phone} never comes to rest");
        let bytes = reshape::request(request.body.clone(), one.version, &one.key);
        self.trace.note(&bytes);
        one.asking = Some(Asking { request, exchange: one.exchange, since: self.at });
        let message = Message::new(Direction::ToDistrict, phone, one.exchange, bytes);
        self.send(message);
    }

    fn send(&mut self, message: Message) {
        if self.is_calm {
            self.arrive(message);
        } else {
            self.network.send(&mut self.rng, &self.fault_plan, self.at, message);
        }
    }

    fn deliver(&mut self) -> bool {
        let taken = self.network.take(&mut self.rng, self.at);
        taken.is_some_and(|message| {
            self.arrive(message);
            true
        })
    }

    pub fn arrive(&mut self, message: Message) {
        match message.direction {
            Direction::ToDistrict => self.at_district(message),
            Direction::ToDevice => self.at_device(message),
        }
    }

    fn at_district(&mut self, message: Message) {
        let answered = self.on_district(|district| district.answer(&message.bytes));
        let bytes = match answered {
            Ok(bytes) => bytes,
            Err(Refused::Unreadable) => return self.counts.add("request unreadable"),
            Err(Refused::Storage(error)) if error.is_transient() => return self.counts.add("district refused: disk"),
            Err(other) => panic!("the district refuses: {other:?}"),
        };
        self.trace.note(&bytes);
        self.counts.add("request answered");
        self.look_at_answer(&message.bytes, &bytes);
        let older = if self.phones[message.device].version == Version::Older { Version::Older } else { Version::Present };
        let bytes = reshape::answer(reshape::answer(bytes, self.fault_plan.district), older);
        self.send(Message::new(Direction::ToDevice, message.device, message.exchange, bytes));
    }

    fn at_device(&mut self, message: Message) {
        let phone = message.device;
        let Some(asking) = self.phones[phone].asking.take_if(|asking| asking.exchange == message.exchange) else {
            return self.counts.add("answer came too late");
        };
        let now = self.district.time();
        let before = self.phones[phone].device.backoff;
        let taken = self.on_device(phone, |device| {
            let (engine, reading) = (device.engine.clone(), device.reading(now));
            engine.receive(device.store(), &asking.request, &message.bytes, reading)
        });
        let backoff = &mut self.phones[phone].device.backoff;
        match taken {
            Ok(step) => {
                *backoff = if step.problem.is_some() { backoff.after_success().after_problem(before) } else { backoff.after_success() };
                self.taken(phone, &step);
            }
            Err(EngineError::Answer(_)) => {
                *backoff = backoff.after_failure();
                self.counts.add("answer unreadable");
            }
            Err(EngineError::Store(
                StoreError::Database(_) | StoreError::DiskFull | StoreError::Unwritable | StoreError::UnreadableDisk,
            )) => *backoff = backoff.after_failure(),
            Err(other) => panic!("device {phone} does not take an answer: {other:?}"),
        }
    }

    fn taken(&mut self, phone: usize, step: &Step) {
        self.counts.add("answer taken in");
        match &step.problem {
            None => {}
            Some(Problem::Revoked) if self.oracle.ever_revoked.contains(&self.phones[phone].number) => {}
            Some(other) => panic!("device {phone}: {other:?}"),
        }
        match &step.next {
            Next::Rest => return self.phones[phone].forget_exchange(),
            Next::Again => {}
            Next::ClosedLog => self.counts.add("closed log offered again"),
            Next::AgainWithNewLog(_) => self.counts.add("log began anew"),
        }
        self.phones[phone].next = step.next.clone();
        self.ask(phone);
    }

    pub fn give_up(&mut self, phone: usize) {
        let (at, one) = (self.at, &mut self.phones[phone]);
        if one.asking.take_if(|asking| at > asking.since + PATIENCE).is_some() {
            one.device.backoff = one.device.backoff.after_failure();
            one.forget_exchange();
            self.counts.add("exchange given up");
        }
    }
}
