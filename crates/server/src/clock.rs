//! The server's clock: the one place that reads the system's time. Development and test builds start from `DAYLOG_NOW`.

use std::time::SystemTime;

use daylog_district::clock::Clock;
use daylog_domain::time::Instant;

/// The system's clock, or in development builds the one that `DAYLOG_NOW` starts.
#[must_use]
pub fn system() -> Clock {
    #[cfg(debug_assertions)]
    if let Some(start) = pretended_start() {
        let begun = std::time::Instant::now();
        return Clock::new(move || start.plus_millis(i64::try_from(begun.elapsed().as_millis()).unwrap_or(0)));
    }
    Clock::with_elapsed(system_now, since_boot_ms)
}

#[expect(clippy::disallowed_methods, reason = "this is the server's clock")]
fn system_now() -> Instant {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Instant(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Whether this is the example district, whose clock is its own; pages say so then. Never in a release build.
#[must_use]
pub fn is_example() -> bool {
    cfg!(debug_assertions) && std::env::var_os("DAYLOG_EXAMPLE").is_some()
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn since_boot_ms() -> u64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    u64::try_from(now.tv_sec).unwrap_or(0).saturating_mul(1000) + u64::try_from(now.tv_nsec).unwrap_or(0) / 1_000_000
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn since_boot_ms() -> u64 {
    static STARTED: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    u64::try_from(STARTED.elapsed().as_millis()).unwrap_or(u64::MAX)
}

#[cfg(debug_assertions)]
fn pretended_start() -> Option<Instant> {
    let text = std::env::var("DAYLOG_NOW").ok()?;
    chrono::DateTime::parse_from_rfc3339(text.trim()).ok().map(|at| Instant(at.timestamp_millis()))
}
