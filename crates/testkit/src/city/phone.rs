//! A cadre's phone: it is enrolled with a key of the seed, writes drafts into its log and pushes what the district does not hold.

use std::collections::{HashMap, VecDeque};

use daylog_district::{District, enrolment, sync};
use daylog_domain::{
    clocks::BootId,
    entries::{Claimed, Content, Entry, correct::Correct, withdraw::Withdraw},
    ids::{DeviceId, EntryId},
    time::{Instant, Zone},
};
use daylog_storage::{devices, id, invites};
use daylog_wire::{
    PROTOCOL_VERSION,
    enrol::{EnrolRequest, EnrolResponse},
    keys::SigningKey,
    message::{SignedRequest, SyncRequest, Verdict},
};

use super::{
    draft::{Draft, Drafted, Key},
    plan::{Part, Plan},
    roster::Numbers,
    work,
};
use crate::{district::Device, mix};

pub struct Phone {
    /// The index of its cadre.
    pub cadre: usize,
    pub device: Device,
    waiting: VecDeque<Draft>,
    /// Where in the log each draft of these days stands.
    written: HashMap<Key, u64>,
    booted: Instant,
}

/// Enrols phone `number` of this cadre, 0 being the first; one that is enrolled already is found again.
pub fn enrol(district: &District, plan: &Plan, cadre: usize, number: u32) -> Phone {
    let mut random = plan.random(Part::Phone, cadre, number);
    let mut seed = [0; 32];
    seed.chunks_mut(8).for_each(|chunk| chunk.copy_from_slice(&random.next_u64().to_be_bytes()));
    let key = SigningKey::from_seed(&seed).unwrap().public();
    let known = district.database.read(|db| devices::by_key(db, &key.0)).unwrap();
    let device = match known {
        Some(device) => DeviceId(id(device.id).unwrap()),
        None => {
            let secret = format!("CITY{cadre}N{number}");
            invite(district, plan, cadre, &secret);
            let request = EnrolRequest { version: PROTOCOL_VERSION, secret, device: key, program: "city".to_owned() };
            match enrolment::answer(district, &request).unwrap() {
                EnrolResponse::Enrolled(enrolment) => enrolment.device,
                EnrolResponse::Refused(why, _) => panic!("{} was not enrolled: {why}", plan.cadres[cadre].name),
            }
        }
    };
    let booted = plan.start();
    Phone { cadre, device: Device::new(seed, device), waiting: VecDeque::new(), written: HashMap::new(), booted }
}

fn invite(district: &District, plan: &Plan, cadre: usize, secret: &str) {
    let (cadre, now) = (&plan.cadres[cadre], district.clock.now());
    let invited = district.database.write(|db| {
        let cadre = invites::candidates(db, &cadre.name, Some(&cadre.office))?.remove(0).id;
        invites::insert(db, cadre, &enrolment::secret_hash(secret), now, now.plus_minutes(60))
    });
    invited.unwrap();
}

impl Phone {
    /// What its cadre will do on this day.
    pub fn expect(&mut self, plan: &Plan, numbers: &Numbers, day: u32) {
        self.waiting.extend(work::day(plan, numbers, self.cadre, day));
        self.waiting.make_contiguous().sort_by_key(|draft| (draft.saved, draft.key));
    }

    /// Everything that is saved by `now` goes into the log.
    pub fn write_until(&mut self, now: Instant) {
        while let Some(draft) = self.waiting.pop_front_if(|draft| draft.saved <= now) {
            self.write(draft);
        }
    }

    /// The next entries that are saved by `now`, at most `count`.
    pub fn write_some(&mut self, now: Instant, count: usize) {
        for _ in 0..count {
            let Some(draft) = self.waiting.pop_front_if(|draft| draft.saved <= now) else { return };
            self.write(draft);
        }
    }

    fn write(&mut self, draft: Draft) {
        let key = draft.key;
        let entry = self.entry(draft);
        self.device.append(&entry);
        self.written.insert(key, self.device.last());
    }

    fn entry(&self, draft: Draft) -> Entry {
        let of = |key: Key| EntryId { log: self.device.log, sequence: self.written[&key] };
        let content = match draft.content {
            Drafted::Alone(content) => content,
            Drafted::Step(key, errand) => Content::Errand(daylog_domain::entries::errand::Errand { errand: Some(of(key)), ..errand }),
            Drafted::Correction(key, content) => {
                Content::Correct(Correct { of: of(key), at: None, content: Box::new(content), note: None, reason: "看错".to_owned() })
            }
            Drafted::Withdrawal(key) => Content::Withdraw(Withdraw { of: of(key), reason: Withdraw::UNDO.to_owned() }),
        };
        Entry {
            about: draft.target.into(),
            at: Claimed { instant: draft.claimed, zone: Zone::SHANGHAI },
            clocks: mix::clocks(draft.saved, self.booted, BootId(self.device.id.0.to_be_bytes().repeat(2).try_into().unwrap())),
            content,
            note: draft.note.map(str::to_owned),
            late: draft.late,
            origin: None,
        }
    }

    /// What it asks of the district: everything that waits, and the smallest page.
    #[must_use]
    pub fn request(&self, now: Instant) -> SyncRequest {
        SyncRequest { wall: now, page_bytes: 0, checkpoint: None, cursor: self.device.cursor, ..self.device.request() }
    }

    /// Pushes what waits, and leaves what comes down; how many entries were new.
    pub fn push(&mut self, district: &District, now: Instant) -> u64 {
        let bytes = self.device.signed(&self.request(now)).to_bytes();
        let answered = sync::answer(district, &SignedRequest::from_bytes(&bytes).unwrap()).unwrap();
        let answer = answered.response;
        assert_eq!((&answer.verdict, answer.have, answer.refused.len()), (&Verdict::Accepted, self.device.last(), 0));
        (self.device.have, self.device.token) = (answer.have, answer.token.or(self.device.token));
        answered.taken
    }
}
