//! How much goes into one request, and when the next attempt is made. Numbers only.

use daylog_faults::{Fault, broken};

/// Requests shrink when a path swallows them and grow again when it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// Entries in the next segment, or envelopes in the next delivery.
    pub entries: usize,
    /// About how many bytes of them.
    pub bytes: usize,
    /// How much feed is asked for.
    pub page_bytes: u32,
    failures: u32,
    /// How long the server asked to be left alone.
    asked_wait_seconds: u32,
}

impl Default for Backoff {
    fn default() -> Self {
        Backoff { entries: 512, bytes: 256 * 1024, page_bytes: 512 * 1024, failures: 0, asked_wait_seconds: 0 }
    }
}

const MOST_ENTRIES: usize = 2048;
const MOST_BYTES: usize = 1024 * 1024;
const MOST_PAGE_BYTES: u32 = 1024 * 1024;
/// The longest that a server's wish to be left alone is heeded.
const MOST_ASKED_SECONDS: u32 = 3600;

impl Backoff {
    #[must_use]
    pub fn after_success(self) -> Self {
        Backoff {
            entries: (self.entries * 2).min(MOST_ENTRIES),
            bytes: (self.bytes * 2).min(MOST_BYTES),
            page_bytes: (self.page_bytes * 2).min(MOST_PAGE_BYTES),
            failures: 0,
            asked_wait_seconds: 0,
        }
    }

    /// An answer came, and says that this device cannot go on: size has no part in it, but asking at once is no use.
    /// `before` is the backoff from before that exchange, which may have gone well for a while.
    #[must_use]
    pub fn after_problem(self, before: Backoff) -> Self {
        Backoff { failures: before.failures.saturating_add(1), ..self }
    }

    /// The server said when to come back.
    #[must_use]
    pub fn asked_to_wait(self, seconds: Option<u32>) -> Self {
        Backoff { asked_wait_seconds: seconds.unwrap_or(0).min(MOST_ASKED_SECONDS), ..self }
    }

    /// A path that eats large packets still lets one entry through.
    #[must_use]
    pub fn after_failure(self) -> Self {
        if broken(Fault::LargeRequestsOnly) {
            return Backoff { failures: self.failures.saturating_add(1), asked_wait_seconds: 0, ..self };
        }
        Backoff {
            entries: (self.entries / 4).max(1),
            bytes: (self.bytes / 4).max(1024),
            page_bytes: (self.page_bytes / 4).max(4096),
            failures: self.failures.saturating_add(1),
            asked_wait_seconds: 0,
        }
    }

    /// Seconds until the timer tries again after failures in a row: 5, 10, 20 … at most five minutes, or what the server asked for.
    /// `spread` is any number; it keeps a district's phones from coming back all at once.
    #[must_use]
    pub fn wait_seconds(self, spread: u8) -> u64 {
        let wait = 5_u64.saturating_mul(1 << self.failures.saturating_sub(1).min(6)).min(300).max(u64::from(self.asked_wait_seconds));
        wait + wait * u64::from(spread % 64) / 256
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_shrink_to_one_entry_and_recover() {
        let shrunk = (0..10).fold(Backoff::default(), |backoff, _| backoff.after_failure());
        assert_eq!((shrunk.entries, shrunk.bytes, shrunk.page_bytes), (1, 1024, 4096));
        let grown = (0..20).fold(shrunk, |backoff, _| backoff.after_success());
        assert_eq!((grown.entries, grown.bytes), (MOST_ENTRIES, MOST_BYTES));
    }

    #[test]
    fn the_timer_backs_off_up_to_five_minutes() {
        let waits: Vec<_> =
            (1..9).map(|failures| (0..failures).fold(Backoff::default(), |backoff, _| backoff.after_failure()).wait_seconds(0)).collect();
        assert_eq!(waits, [5, 10, 20, 40, 80, 160, 300, 300]);
        assert!(Backoff::default().after_failure().wait_seconds(255) <= 6);
    }

    #[test]
    fn a_server_that_asks_to_be_left_alone_is_and_one_that_takes_an_answer_amiss_is_asked_ever_less() {
        assert_eq!(Backoff::default().after_failure().asked_to_wait(Some(90)).wait_seconds(0), 90);
        assert_eq!(Backoff::default().after_failure().asked_to_wait(Some(u32::MAX)).wait_seconds(0), 3600);
        let revoked = (0..4).fold(Backoff::default(), |backoff, _| backoff.after_success().after_problem(backoff));
        assert_eq!((revoked.entries, revoked.wait_seconds(0)), (MOST_ENTRIES, 40));
    }
}
