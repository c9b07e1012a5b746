//! Phones that come at their own times, each over a connection of its own, whether earlier ones have been answered or not.

use std::time::{Duration, Instant};

use daylog_domain::time;
use daylog_testkit::{SeededRandom, city::Phone};
use tokio::task::JoinSet;

use super::connected::{Connected, FIRST_PAGE_BYTES};

/// What came of it: one time for each phone, from when it was due.
#[derive(Debug, Default)]
pub struct Arrived {
    /// Until what it pushed was receipted.
    pub receipted: Vec<Duration>,
    /// Until everything that it may see had come down too.
    pub done: Vec<Duration>,
    pub entries: u64,
    /// How often one was asked to come again later.
    pub asked_to_wait: u32,
}

/// Lets all of them come within this time, at moments of a seed. Every phone's log is receipted to its end, or this fails.
pub async fn arrive(phones: Vec<Phone>, within: Duration, now: time::Instant, (port, authority): (u16, &[u8])) -> Arrived {
    let mut random = SeededRandom::new(phones.len() as u64);
    let millis = u64::try_from(within.as_millis()).unwrap();
    let mut due: Vec<_> = phones.into_iter().map(|phone| (Duration::from_millis(random.below(millis)), phone)).collect();
    due.sort_by_key(|(due, _)| *due);
    let (started, mut running, mut arrived) = (Instant::now(), JoinSet::new(), Arrived::default());
    for (due, phone) in due {
        tokio::time::sleep_until((started + due).into()).await;
        let authority = authority.to_vec();
        running.spawn(async move { One::come(phone, started + due, now, port, &authority).await });
        while let Some(one) = running.try_join_next() {
            arrived.add(one.unwrap());
        }
    }
    while let Some(one) = running.join_next().await {
        arrived.add(one.unwrap());
    }
    arrived
}

impl Arrived {
    fn add(&mut self, one: One) {
        self.receipted.push(one.receipted);
        self.done.push(one.done);
        self.entries += one.entries;
        self.asked_to_wait += one.asked_to_wait;
    }
}

struct One {
    receipted: Duration,
    done: Duration,
    entries: u64,
    asked_to_wait: u32,
}

impl One {
    async fn come(phone: Phone, due: Instant, now: time::Instant, port: u16, authority: &[u8]) -> Self {
        let mut phone = Connected::new(phone, port, authority);
        let (_, answer) = phone.exchange(now, FIRST_PAGE_BYTES).await;
        let receipted = due.elapsed();
        if answer.page.is_some_and(|page| page.more) {
            phone.pull_all(now).await;
        }
        One { receipted, done: due.elapsed(), entries: phone.phone.device.have, asked_to_wait: phone.asked_to_wait }
    }
}
