//! What a running server counts, for whoever watches over it: never a name, an identity or a reading.
//!
//! Counting here, the form in `text`. Read by whoever shows the token of the file `metrics.token`.

mod text;

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};

use ring::digest::{SHA256, digest};
use tracing_appender::non_blocking::ErrorCounter;

pub use text::write;

/// Upper bounds of the histogram of sync times, in milliseconds.
const BOUNDS_MS: [u64; 10] = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000];

/// Everything that is counted since the server started. Bounded: routes, methods and statuses are a fixed few.
#[derive(Default)]
pub struct Metrics {
    counted: Mutex<Counted>,
    token: OnceLock<[u8; 32]>,
    traces: OnceLock<ErrorCounter>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Counted {
    /// By route, method and status.
    requests: BTreeMap<(String, &'static str, u16), u64>,
    verdicts: BTreeMap<&'static str, u64>,
    entries: u64,
    sync: Histogram,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Histogram {
    /// How many took at most each bound; those beyond the last are only in `count`.
    within: [u64; BOUNDS_MS.len()],
    count: u64,
    sum_ms: u64,
}

/// Whether somebody may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    Allowed,
    Unknown,
    /// No token was set: there is nothing here.
    Nobody,
}

impl Metrics {
    /// Sets the token that readers show. A hash is kept.
    pub fn set_token(&self, token: &str) {
        let _first_stays = self.token.set(hash(token.trim()));
    }

    /// Sets what counts the lines of traces that were left out, since nobody took them.
    pub fn watch_traces(&self, left_out: ErrorCounter) {
        let _first_stays = self.traces.set(left_out);
    }

    fn traces_left_out(&self) -> usize {
        self.traces.get().map_or(0, ErrorCounter::dropped_lines)
    }

    #[must_use]
    pub fn reader(&self, shown: Option<&str>) -> Reader {
        match (self.token.get(), shown) {
            (None, _) => Reader::Nobody,
            // Hashes are compared, so that the time it takes tells nothing of the token.
            (Some(token), Some(shown)) if *token == hash(shown) => Reader::Allowed,
            (Some(_), _) => Reader::Unknown,
        }
    }

    /// Counts an answered request. `route` is the pattern, never the path; methods are the known few.
    pub fn request(&self, route: &str, method: &'static str, status: u16, took: Duration) {
        let mut counted = self.counted();
        *counted.requests.entry((route.to_owned(), method, status)).or_default() += 1;
        if route == "/sync" {
            counted.sync.add(u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
        }
    }

    pub fn verdict(&self, verdict: &'static str) {
        *self.counted().verdicts.entry(verdict).or_default() += 1;
    }

    /// Counts entries that were new.
    pub fn entries(&self, taken: u64) {
        self.counted().entries += taken;
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Histogram {
    fn add(&mut self, millis: u64) {
        for (within, bound) in self.within.iter_mut().zip(BOUNDS_MS) {
            *within += u64::from(millis <= bound);
        }
        self.count += 1;
        self.sum_ms = self.sum_ms.saturating_add(millis);
    }
}

fn hash(token: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, &[b"daylog metrics 1".as_slice(), token.as_bytes()].concat()).as_ref());
    hash
}
