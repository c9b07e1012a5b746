//! How much goes into one request, and when the next attempt is made. Numbers only.

/// Requests shrink when a path swallows them and grow again when it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Entries in the next segment.
    pub entries: usize,
    /// About how many bytes of entries.
    pub bytes: usize,
    /// How much feed is asked for.
    pub page_bytes: u32,
    failures: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Pace { entries: 512, bytes: 256 * 1024, page_bytes: 512 * 1024, failures: 0 }
    }
}

const MOST_ENTRIES: usize = 2048;
const MOST_BYTES: usize = 1024 * 1024;
const MOST_PAGE_BYTES: u32 = 1024 * 1024;

impl Pace {
    #[must_use]
    pub fn after_success(self) -> Self {
        Pace {
            entries: (self.entries * 2).min(MOST_ENTRIES),
            bytes: (self.bytes * 2).min(MOST_BYTES),
            page_bytes: (self.page_bytes * 2).min(MOST_PAGE_BYTES),
            failures: 0,
        }
    }

    /// A path that eats large packets still lets one entry through.
    #[must_use]
    pub fn after_failure(self) -> Self {
        Pace {
            entries: (self.entries / 4).max(1),
            bytes: (self.bytes / 4).max(1024),
            page_bytes: (self.page_bytes / 4).max(4096),
            failures: self.failures.saturating_add(1),
        }
    }

    /// Seconds until the timer tries again after failures in a row: 5, 10, 20 … at most five minutes.
    /// `spread` is any number; it keeps a district's phones from coming back all at once.
    #[must_use]
    pub fn wait_seconds(self, spread: u8) -> u64 {
        let wait = 5_u64.saturating_mul(1 << self.failures.saturating_sub(1).min(6)).min(300);
        wait + wait * u64::from(spread % 64) / 256
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_shrink_to_one_entry_and_recover() {
        let shrunk = (0..10).fold(Pace::default(), |pace, _| pace.after_failure());
        assert_eq!((shrunk.entries, shrunk.bytes, shrunk.page_bytes), (1, 1024, 4096));
        let grown = (0..20).fold(shrunk, |pace, _| pace.after_success());
        assert_eq!((grown.entries, grown.bytes), (MOST_ENTRIES, MOST_BYTES));
    }

    #[test]
    fn the_timer_backs_off_up_to_five_minutes() {
        let waits: Vec<_> =
            (1..9).map(|failures| (0..failures).fold(Pace::default(), |pace, _| pace.after_failure()).wait_seconds(0)).collect();
        assert_eq!(waits, [5, 10, 20, 40, 80, 160, 300, 300]);
        assert!(Pace::default().after_failure().wait_seconds(255) <= 6);
    }
}
