//! Permits for bodies that are read and worked on: how many there are, how many of them one network or account may have, and
//! who gives one up. An office has one address: somebody who fills its permits with bodies that never end only pushes out the
//! slowest of them, while the office's others are let in.

use std::{
    net::{IpAddr, SocketAddr},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::sync::Notify;

use crate::accounts::limits::network;

/// Whose permits are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    Network(IpAddr),
    /// Who is signed in has permits of their own, whoever else shares the address.
    Account(i64),
}

impl Owner {
    #[must_use]
    pub fn network(peer: SocketAddr) -> Self {
        Owner::Network(network(peer.ip()))
    }
}

/// How many permits there are.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    pub all: usize,
    pub of_one: usize,
}

/// The permits of a server. None of these stands in another's way.
#[derive(Debug)]
pub struct Pools {
    /// Bodies of a few kilobytes, such as those of who signs in or enrols.
    pub small: Permits,
    /// What devices push and deliver, up to 4 MiB each.
    pub devices: Permits,
    /// Rescue files that somebody hands in who is signed in, up to 16 MiB each.
    pub accounts: Permits,
}

impl Default for Pools {
    fn default() -> Self {
        Pools {
            small: Permits::new(Bounds { all: 512, of_one: 128 }),
            devices: Permits::new(Bounds { all: 64, of_one: 32 }),
            accounts: Permits::new(Bounds { all: 12, of_one: 2 }),
        }
    }
}

/// Permits of one kind. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Permits(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    bounds: Bounds,
    held: Mutex<Vec<Arc<Held>>>,
    freed: Notify,
    waiting: AtomicUsize,
}

#[derive(Debug)]
struct Held {
    owner: Owner,
    since: Instant,
    /// Bytes that came so far.
    came: AtomicU64,
    is_reading: AtomicBool,
    given_up: AtomicBool,
    give_up: Notify,
}

/// Held while a body is read and worked on.
#[derive(Debug)]
pub struct Permit {
    permits: Permits,
    held: Arc<Held>,
}

/// Nobody who has waited less is pushed out, nor who sends faster than this on average.
const GRACE: Duration = Duration::from_secs(1);
const SLOW_BYTES_PER_SECOND: u64 = 2048;
/// How long somebody waits for a permit, and how often is looked whether a slow one has one.
const WAIT: Duration = Duration::from_secs(8);
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// More than these are told at once to come again.
const WAITING: usize = 512;

impl Permits {
    #[must_use]
    pub fn new(bounds: Bounds) -> Self {
        let (held, freed, waiting) = (Mutex::default(), Notify::new(), AtomicUsize::new(0));
        Permits(Arc::new(Inner { bounds, held, freed, waiting }))
    }

    /// A permit for this owner, if one becomes free or is given up in time.
    pub async fn take(&self, owner: Owner) -> Option<Permit> {
        if let Some(permit) = self.take_now(owner, Instant::now()) {
            return Some(permit);
        }
        let _waiting = Waiting::begin(&self.0.waiting)?;
        let until = Instant::now() + WAIT;
        while Instant::now() < until {
            let _woken = tokio::time::timeout(LOOK_EVERY, self.0.freed.notified()).await;
            if let Some(permit) = self.take_now(owner, Instant::now()) {
                return Some(permit);
            }
        }
        None
    }

    fn take_now(&self, owner: Owner, now: Instant) -> Option<Permit> {
        let mut held = self.held();
        let own = held.iter().filter(|held| held.owner == owner).count();
        if own >= self.0.bounds.of_one || held.len() >= self.0.bounds.all {
            let of = if own >= self.0.bounds.of_one { owner } else { greediest(&held)? };
            let slowest = slowest(&held, of, now)?;
            let given_up = held.swap_remove(slowest);
            given_up.given_up.store(true, Ordering::Release);
            given_up.give_up.notify_one();
        }
        let new = Arc::new(Held {
            owner,
            since: now,
            came: AtomicU64::new(0),
            is_reading: AtomicBool::new(true),
            given_up: AtomicBool::new(false),
            give_up: Notify::new(),
        });
        held.push(new.clone());
        Some(Permit { permits: self.clone(), held: new })
    }

    fn held(&self) -> MutexGuard<'_, Vec<Arc<Held>>> {
        self.0.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Who holds the most permits.
fn greediest(held: &[Arc<Held>]) -> Option<Owner> {
    held.iter().map(|one| one.owner).max_by_key(|owner| held.iter().filter(|other| other.owner == *owner).count())
}

/// The one of this owner's that is still read and is slowest, if it is slow enough to be given up.
fn slowest(held: &[Arc<Held>], of: Owner, now: Instant) -> Option<usize> {
    let candidates = held.iter().enumerate().filter(|(_, held)| held.owner == of && held.is_slow(now));
    candidates.min_by_key(|(_, held)| (held.came.load(Ordering::Relaxed), held.since)).map(|(at, _)| at)
}

impl Held {
    fn is_slow(&self, now: Instant) -> bool {
        let age = now.saturating_duration_since(self.since);
        let enough = SLOW_BYTES_PER_SECOND.saturating_mul(age.as_secs());
        self.is_reading.load(Ordering::Relaxed) && age >= GRACE && self.came.load(Ordering::Relaxed) < enough
    }
}

impl Permit {
    /// Bytes came.
    pub(super) fn came(&self, bytes: usize) {
        self.held.came.fetch_add(u64::try_from(bytes).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// The whole body is here: from now on it is worked on, and nobody takes the permit away.
    pub(super) fn is_read(&self) {
        self.held.is_reading.store(false, Ordering::Relaxed);
    }

    /// Returns when somebody else was given the permit.
    pub(super) async fn given_up(&self) {
        while !self.held.given_up.load(Ordering::Acquire) {
            self.held.give_up.notified().await;
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.permits.held().retain(|held| !Arc::ptr_eq(held, &self.held));
        self.permits.0.freed.notify_waiters();
    }
}

/// Counts who waits, for as long as they do.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn begin(count: &'a AtomicUsize) -> Option<Self> {
        let begun = Waiting(count);
        (count.fetch_add(1, Ordering::Relaxed) < WAITING).then_some(begun)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEW: Bounds = Bounds { all: 6, of_one: 4 };

    fn owner(last: u8) -> Owner {
        Owner::Network([10, 0, 0, last].into())
    }

    #[test]
    fn one_network_gets_its_share_and_gives_it_back() {
        let (permits, now) = (Permits::new(FEW), Instant::now());
        let mut held: Vec<Permit> = (0..4).map(|_| permits.take_now(owner(1), now).unwrap()).collect();
        assert!(permits.take_now(owner(1), now).is_none());
        let others: Vec<Permit> = (0..2).map(|_| permits.take_now(owner(2), now).unwrap()).collect();
        assert!(permits.take_now(owner(3), now).is_none(), "all permits are taken, and nobody has been slow yet");
        held.pop();
        assert!(permits.take_now(owner(3), now).is_some());
        drop((held, others));
        assert!(permits.held().is_empty(), "nothing is remembered of who is gone");
    }

    #[tokio::test]
    async fn who_sends_next_to_nothing_is_pushed_out_and_who_sends_or_is_worked_on_is_not() {
        let (permits, begun) = (Permits::new(FEW), Instant::now());
        let held: Vec<Permit> = (0..4).map(|_| permits.take_now(owner(1), begun).unwrap()).collect();
        held[0].came(1_000_000);
        held[1].is_read();
        held[2].came(10);
        let later = begun + Duration::from_secs(5);
        let first = permits.take_now(owner(1), later).unwrap();
        held[3].given_up().await;
        let _second = permits.take_now(owner(1), later).unwrap();
        held[2].given_up().await;
        assert!(permits.take_now(owner(1), later).is_none(), "one sends, one is worked on, and two have just come");
        assert_eq!(permits.held().len(), 4);
        // Where all permits are taken, whoever has the most gives one up, and not whoever comes from elsewhere.
        let _others: Vec<Permit> = (0..2).map(|_| permits.take_now(owner(2), begun).unwrap()).collect();
        let much_later = begun + Duration::from_secs(60);
        let _newcomer = permits.take_now(owner(3), much_later).unwrap();
        first.given_up().await;
        // Given up and dropped, each is taken out once.
        drop(held);
        assert_eq!(permits.held().len(), 4);
    }

    #[tokio::test]
    async fn whoever_waits_gets_the_place_that_becomes_free() {
        let permits = Permits::new(Bounds { all: 1, of_one: 1 });
        let held = permits.take(owner(1)).await.unwrap();
        held.is_read();
        let waiting = tokio::spawn({
            let permits = permits.clone();
            async move { permits.take(owner(2)).await.is_some() }
        });
        while permits.0.waiting.load(Ordering::Relaxed) == 0 {
            tokio::task::yield_now().await;
        }
        drop(held);
        assert!(waiting.await.unwrap());
    }
}
