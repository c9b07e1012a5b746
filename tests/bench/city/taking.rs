//! Devices that push at once, each on a thread of its own. Their segments were packed and signed beforehand; clone tokens and cursors
//! are filled in as they come, and requests signed then.

use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use daylog_district::{District, sync};
use daylog_domain::time;
use daylog_storage::{StorageError, district, feed};
use daylog_testkit::{
    Mix,
    city::{self, Phone, Plan},
};
use daylog_wire::{
    checkpoint::Epoch,
    feed::Cursor,
    message::{SignedRequest, SyncRequest},
};

/// So many devices of one district, and what each sends.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    pub devices: usize,
    pub pushes: usize,
    pub entries: usize,
}

impl Load {
    pub const fn count(&self) -> usize {
        self.devices * self.pushes * self.entries
    }
}

/// The devices of a district with what they are going to send.
pub struct Senders {
    district: Arc<District>,
    phones: Vec<(Phone, Vec<SyncRequest>)>,
}

impl Senders {
    /// Further phones, with this number, of the first cadres of a city.
    pub fn of(district: &Arc<District>, plan: &Plan, number: u32, load: Load) -> Self {
        // They pulled everything before, as phones have that push for weeks.
        let end = district.database.read(|db| Ok::<_, StorageError>((district::read(db)?.epoch, feed::changes(db)?.last))).unwrap();
        let cursor = Cursor { epoch: Epoch(end.0), feed: u64::try_from(end.1).unwrap() };
        let phone = |cadre| packed(city::enrol(district, plan, cadre, number), (plan.end(), cursor), load);
        Senders { district: district.clone(), phones: (0..load.devices).map(phone).collect() }
    }
}

/// How long it takes until everything of all these districts is on disk and acknowledged.
pub fn take_in(senders: Vec<Senders>) -> Duration {
    let started = Instant::now();
    thread::scope(|scope| {
        for Senders { district, phones } in senders {
            for (phone, requests) in phones {
                let district = district.clone();
                scope.spawn(move || push_all(&district, &phone, requests));
            }
        }
    });
    started.elapsed()
}

fn packed(mut phone: Phone, (now, cursor): (time::Instant, Cursor), load: Load) -> (Phone, Vec<SyncRequest>) {
    let Load { pushes, entries, .. } = load;
    phone.device.cursor = Some(cursor);
    let mut mix = Mix::new(u64::from(phone.device.id.0), 30);
    mix.entries(pushes * entries).iter().for_each(|entry| phone.device.append(entry));
    let request = |push: usize| {
        let (first, last) = ((push * entries) as u64 + 1, ((push + 1) * entries) as u64);
        let segments = vec![phone.device.segment(first, last)];
        SyncRequest { segments, last, head: phone.device.heads[(push + 1) * entries], wall: now, page_bytes: 0, ..phone.device.request() }
    };
    let requests = (0..pushes).map(request).collect();
    (phone, requests)
}

fn push_all(district: &District, phone: &Phone, requests: Vec<SyncRequest>) {
    let (mut token, mut cursor, mut have) = (None, phone.device.cursor, 0);
    for request in requests {
        let last = request.last;
        let bytes = phone.device.signed(&SyncRequest { token, cursor, ..request }).to_bytes();
        let answer = sync::answer(district, &SignedRequest::from_bytes(&bytes).unwrap()).unwrap();
        token = answer.response.token;
        cursor = answer.response.page.map(|page| page.cursor).or(cursor);
        assert_eq!((answer.response.have, answer.taken), (last, last - have));
        have = last;
    }
}
