//! Randomness from a seed: the same seed gives the same bytes on every machine.

use daylog_store::{Random, StoreError};
use ring::digest::{SHA256, digest};

#[derive(Debug, Clone)]
pub struct SeededRandom {
    seed: u64,
    used: u64,
}

impl SeededRandom {
    #[must_use]
    pub fn new(seed: u64) -> Self {
        SeededRandom { seed, used: 0 }
    }

    pub fn next_u64(&mut self) -> u64 {
        self.used += 1;
        let hash = digest(&SHA256, &[self.seed.to_be_bytes(), self.used.to_be_bytes()].concat());
        hash.as_ref().first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes))
    }

    /// A number below `limit`, which is above 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.next_u64() % limit.max(1)
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let place = self.below(from.len() as u64);
        from.get(usize::try_from(place).unwrap_or(0))
    }
}

impl Random for SeededRandom {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), StoreError> {
        for chunk in bytes.chunks_mut(8) {
            chunk.iter_mut().zip(self.next_u64().to_be_bytes()).for_each(|(to, from)| *to = from);
        }
        Ok(())
    }
}

/// Random bytes that a district draws on this thread meanwhile follow from the seed: its tokens, salts and epochs. A release build
/// knows no such thing, and draws them from the system.
pub fn with_random_bytes_from<T>(seed: u64, work: impl FnOnce() -> T) -> T {
    #[cfg(debug_assertions)]
    daylog_district::random::pretended::seed(Some(seed));
    let done = work();
    #[cfg(debug_assertions)]
    daylog_district::random::pretended::seed(None);
    let _used_in_debug_builds = seed;
    done
}
