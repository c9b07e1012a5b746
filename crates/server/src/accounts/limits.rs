//! Slowing down whoever guesses: a bucket of tries for each key, refilled with time. Kept in memory and bounded; reads no clock.

use std::{collections::HashMap, hash::Hash, sync::Mutex, sync::PoisonError};

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

/// More keys than this are forgotten, the fullest first: whoever fills the table with invented keys gains nothing for one key.
const KEYS_KEPT: usize = 10_000;

impl<K: Eq + Hash + Clone> Limits<K> {
    #[must_use]
    pub fn new(rate: Rate) -> Self {
        Limits { rate, buckets: Mutex::new(HashMap::new()) }
    }

    /// Takes one try, or says how many seconds to wait.
    pub fn take(&self, key: &K, now: Instant) -> Result<(), u32> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= KEYS_KEPT && !buckets.contains_key(key) {
            buckets.retain(|_, bucket| bucket.full_at > now.0);
            if buckets.len() >= KEYS_KEPT {
                return Err(60);
            }
        }
        let bucket = buckets.entry(key.clone()).or_insert(Bucket { full_at: now.0 });
        let capacity = self.rate.refill_ms.saturating_mul(i64::from(self.rate.tries));
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
}

fn seconds(millis: i64) -> u32 {
    u32::try_from(millis.saturating_add(999) / 1000).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
