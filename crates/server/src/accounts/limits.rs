//! Slowing down whoever guesses: a bucket of tries for each key, refilled with time. Kept in memory and bounded; reads no clock.

use std::{
    collections::HashMap,
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
};

use daylog_domain::time::Instant;

/// How many tries there are at once, and how long one takes to come back.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    pub tries: u32,
    pub refill_ms: i64,
}

/// Buckets by key, such as an address or an account name.
#[derive(Debug)]
pub struct Limits<K> {
    rate: Rate,
    buckets: Mutex<HashMap<K, Bucket>>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    /// The time at which all tries are back; tries are counted as time that is owed.
    full_at: i64,
}

/// The most keys that are kept. When there are more, those are forgotten that owe the least: whoever fills the table with
/// invented keys neither uses up memory, nor locks others out, nor gets back the tries of the one key that is guessed at.
pub const KEYS_KEPT: usize = 10_000;
/// So many are forgotten at once, so that a full table is not searched for each key.
const FORGOTTEN_AT_ONCE: usize = KEYS_KEPT / 10;

impl<K: Eq + Hash + Clone> Limits<K> {
    #[must_use]
    pub fn new(rate: Rate) -> Self {
        Limits { rate, buckets: Mutex::new(HashMap::new()) }
    }

    /// Takes one try, or says how many seconds to wait.
    pub fn take(&self, key: &K, now: Instant) -> Result<(), u32> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= KEYS_KEPT && !buckets.contains_key(key) {
            forget(&mut buckets, now);
        }
        let bucket = buckets.entry(key.clone()).or_insert(Bucket { full_at: now.0 });
        let capacity = self.rate.refill_ms.saturating_mul(i64::from(self.rate.tries));
        // Nobody owes more than all tries: the clock was set back, and must not lock anybody out for as long.
        if bucket.full_at.saturating_sub(now.0) > capacity {
            bucket.full_at = now.0;
        }
        let owed_after = (bucket.full_at.max(now.0) - now.0).saturating_add(self.rate.refill_ms);
        if owed_after > capacity {
            return Err(seconds(owed_after - capacity));
        }
        bucket.full_at = now.0.saturating_add(owed_after);
        Ok(())
    }

    /// Gives one try back: it was no guess.
    pub fn give_back(&self, key: &K) {
        if let Some(bucket) = self.buckets.lock().unwrap_or_else(PoisonError::into_inner).get_mut(key) {
            bucket.full_at = bucket.full_at.saturating_sub(self.rate.refill_ms);
        }
    }

    /// Gives all tries back, after a success.
    pub fn forgive(&self, key: &K) {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }

    /// How many keys are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn forget<K: Eq + Hash>(buckets: &mut HashMap<K, Bucket>, now: Instant) {
    let mut owed: Vec<i64> = buckets.values().map(|bucket| bucket.full_at).collect();
    owed.sort_unstable();
    let least = owed.get(FORGOTTEN_AT_ONCE).copied().unwrap_or(now.0).max(now.0);
    let mut left = FORGOTTEN_AT_ONCE;
    buckets.retain(|_, bucket| {
        let goes = bucket.full_at <= now.0 || (bucket.full_at <= least && left > 0);
        left = left.saturating_sub(usize::from(goes));
        !goes
    });
}

/// Whose guesses are counted together: an IPv4 address, or what one IPv6 line is given at least, a /64, since its owner
/// has every address in it.
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => IpAddr::V4(v4),
            None => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
        },
    }
}

fn seconds(millis: i64) -> u32 {
    u32::try_from(millis.saturating_add(999) / 1000).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_falls_back_by_years_locks_nobody_out() {
        let limits = Limits::new(Rate { tries: 2, refill_ms: 10_000 });
        let (before, after) = (Instant(1_600_000_000_000), Instant(1_300_000_000_000));
        assert_eq!((limits.take(&"a", before), limits.take(&"a", before)), (Ok(()), Ok(())));
        assert_eq!(limits.take(&"a", before), Err(10));
        assert_eq!((limits.take(&"a", after), limits.take(&"a", after)), (Ok(()), Ok(())));
        assert_eq!(limits.take(&"a", after), Err(10));
    }

    #[test]
    fn tries_run_out_come_back_with_time_and_belong_to_one_key() {
        let limits = Limits::new(Rate { tries: 3, refill_ms: 10_000 });
        let start = Instant(1_000_000);
        for _ in 0..3 {
            assert_eq!(limits.take(&"a", start), Ok(()));
        }
        assert_eq!(limits.take(&"a", start), Err(10));
        assert_eq!(limits.take(&"b", start), Ok(()));
        assert_eq!(limits.take(&"a", start.plus_millis(4_000)), Err(6));
        assert_eq!(limits.take(&"a", start.plus_millis(10_000)), Ok(()));
        assert_eq!(limits.take(&"a", start.plus_millis(10_000)), Err(10));
        limits.give_back(&"a");
        assert_eq!(limits.take(&"a", start.plus_millis(10_000)), Ok(()));
        limits.forgive(&"a");
        assert_eq!(limits.take(&"a", start.plus_millis(10_000)), Ok(()));
    }

    #[test]
    fn a_flood_of_keys_uses_no_more_memory_locks_nobody_out_and_frees_no_key_that_is_guessed_at() {
        let limits = Limits::new(Rate { tries: 5, refill_ms: 20_000 });
        let start = Instant(1_000_000);
        let guessed = "district".to_owned();
        (0..5).for_each(|_| limits.take(&guessed, start).unwrap());
        for number in 0..KEYS_KEPT * 3 {
            assert_eq!(limits.take(&format!("invented {number}"), start), Ok(()));
            assert!(limits.len() <= KEYS_KEPT);
        }
        assert_eq!(limits.take(&guessed, start), Err(20), "still slowed down");
        assert_eq!(limits.take(&"书记".to_owned(), start), Ok(()), "somebody new is let in");
    }

    #[test]
    fn guesses_from_one_line_count_together_whatever_address_it_takes() {
        let same = |one: &str, other: &str| network(one.parse().unwrap()) == network(other.parse().unwrap());
        assert!(same("2001:db8:1:2:aaaa::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assert!(!same("2001:db8:1:2::1", "2001:db8:1:3::1"));
        assert!(same("::ffff:10.0.0.1", "10.0.0.1") && !same("::ffff:10.0.0.1", "::ffff:10.0.0.2"));
        assert!(!same("10.0.0.1", "10.0.0.2"));
    }
}
