//! How wrong PINs are slowed down. Decides only; `key_file` keeps the count. Never wipes.

use daylog_domain::clocks::Reading;
use serde::{Deserialize, Serialize};

/// Wrong PINs that cost nothing.
const FREE: u32 = 5;
const FIRST_WAIT_MS: u64 = 30_000;
const LONGEST_WAIT_MS: u64 = 3_600_000;

/// Wrong PINs in a row, and when the last one was tried.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempts {
    pub wrong: u32,
    last_elapsed_ms: u64,
    last_boot: Option<[u8; 8]>,
}

impl Attempts {
    #[must_use]
    pub fn after_wrong(&self, reading: Reading) -> Self {
        Attempts { wrong: self.wrong.saturating_add(1), last_elapsed_ms: reading.elapsed_ms, last_boot: Some(reading.boot.0) }
    }

    /// Milliseconds until the next PIN is looked at. Counted in time since boot, which nobody can set:
    /// after a reboot the wait starts again with the boot.
    #[must_use]
    pub fn wait_ms(&self, reading: Reading) -> u64 {
        let Some(over) = self.wrong.checked_sub(FREE) else { return 0 };
        let wait = FIRST_WAIT_MS.saturating_mul(1_u64.checked_shl(over).unwrap_or(u64::MAX)).min(LONGEST_WAIT_MS);
        let from = if self.last_boot == Some(reading.boot.0) { self.last_elapsed_ms } else { 0 };
        from.saturating_add(wait).saturating_sub(reading.elapsed_ms).min(wait)
    }
}

#[cfg(test)]
mod tests {
    use daylog_domain::{clocks::BootId, time::Instant};

    use super::*;

    fn reading(boot: u8, elapsed_ms: u64) -> Reading {
        Reading { wall: Instant(0), elapsed_ms, boot: BootId([boot; 8]) }
    }

    #[test]
    fn wrong_pins_cost_ever_more_time_and_neither_a_clock_nor_a_reboot_shortens_it() {
        for (wrong, boot, elapsed_ms, expected) in [
            (4, 1, 1_000, 0),
            (5, 1, 1_000, 30_000),
            (5, 1, 11_000, 20_000),
            (5, 1, 31_000, 0),
            (6, 1, 1_000, 60_000),
            (30, 1, 1_000, LONGEST_WAIT_MS),
            // A reboot starts the wait again.
            (5, 2, 10_000, 20_000),
            (5, 2, 31_000, 0),
        ] {
            let attempts = (0..wrong).fold(Attempts::default(), |attempts, _| attempts.after_wrong(reading(1, 1_000)));
            assert_eq!(attempts.wait_ms(reading(boot, elapsed_ms)), expected, "{wrong} wrong, boot {boot}, {elapsed_ms} ms");
        }
    }
}
