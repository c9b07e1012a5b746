//! The system's clocks behind the `Clock` port. Development and test builds take their "now" from `DAYLOG_NOW`.

use daylog_domain::{
    clocks::{BootId, Reading},
    time::Instant,
};

use crate::{boot, ports::Clock};

/// The clocks of the machine that this runs on.
#[derive(Debug)]
pub struct SystemClock {
    boot: BootId,
    started: std::time::Instant,
    /// `DAYLOG_NOW`: what the wall clock showed when the process began.
    set: Option<Instant>,
}

impl SystemClock {
    #[must_use]
    pub fn new() -> Self {
        SystemClock { boot: boot::id(), started: std::time::Instant::now(), set: set_by_hand() }
    }

    /// Runs on from `now`; for tests and demonstrations.
    #[must_use]
    pub fn starting_at(now: Instant) -> Self {
        SystemClock { set: Some(now), ..Self::new() }
    }

    fn since_start_ms(&self) -> i64 {
        i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX)
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn read(&self) -> Reading {
        match self.set {
            // Elapsed time follows the set clock, so that several short processes agree with each other.
            Some(now) => {
                let wall = now.plus_millis(self.since_start_ms());
                Reading { wall, elapsed_ms: u64::try_from(wall.0).unwrap_or(0), boot: BootId(*b"set-time") }
            }
            None => Reading { wall: wall(), elapsed_ms: boot::elapsed_ms(self.started), boot: self.boot },
        }
    }

    fn heeds_server(&self) -> bool {
        self.set.is_none()
    }

    fn is_example(&self) -> bool {
        self.set.is_some() && std::env::var_os("DAYLOG_EXAMPLE").is_some()
    }
}

#[cfg(debug_assertions)]
fn set_by_hand() -> Option<Instant> {
    let text = std::env::var("DAYLOG_NOW").ok()?;
    chrono::DateTime::parse_from_rfc3339(&text).ok().map(|now| Instant(now.timestamp_millis()))
}

#[cfg(not(debug_assertions))]
fn set_by_hand() -> Option<Instant> {
    None
}

#[allow(clippy::disallowed_methods, reason = "this is the one implementation of the port that reads the wall clock")]
fn wall() -> Instant {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Instant(since.ok().and_then(|since| i64::try_from(since.as_millis()).ok()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Systems without a name for the boot are left out, as in `boot`.
    #[cfg(any(target_os = "linux", target_os = "android", windows))]
    #[test]
    fn two_programs_of_one_boot_read_the_same_clock() {
        let (one, other) = (SystemClock::new().read(), SystemClock::new().read());
        assert_eq!(one.boot, other.boot);
        assert!(one.elapsed_ms > 1_000 && one.elapsed_ms <= other.elapsed_ms, "counted from the boot: {one:?} {other:?}");
    }
}
