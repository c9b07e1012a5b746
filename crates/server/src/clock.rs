//! The server's clock: the one place that reads the system's time. Development and test builds start from `DAYLOG_NOW`.
//! Whether it can be right is judged in `doubt` and kept under watch in `watch`.

pub mod doubt;
pub mod watch;

use std::{fmt, sync::Arc, time::SystemTime};

use daylog_domain::time::Instant;

/// Gives "now", and time since the boot where nobody can set that; cheap to clone.
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> Instant + Send + Sync>,
    elapsed_ms: Option<Arc<dyn Fn() -> u64 + Send + Sync>>,
}

impl Clock {
    /// The system's clock, or in development builds the one that `DAYLOG_NOW` starts.
    #[must_use]
    pub fn system() -> Self {
        #[cfg(debug_assertions)]
        if let Some(start) = pretended_start() {
            let begun = std::time::Instant::now();
            return Clock::new(move || start.plus_millis(i64::try_from(begun.elapsed().as_millis()).unwrap_or(0)));
        }
        Clock::with_elapsed(system_now, since_boot_ms)
    }

    /// A clock of the caller's, for tests: it moves as it likes.
    pub fn new(now: impl Fn() -> Instant + Send + Sync + 'static) -> Self {
        Clock { now: Arc::new(now), elapsed_ms: None }
    }

    /// A clock of the caller's, with elapsed time that contradicts it when it leaps.
    pub fn with_elapsed(now: impl Fn() -> Instant + Send + Sync + 'static, elapsed_ms: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        Clock { now: Arc::new(now), elapsed_ms: Some(Arc::new(elapsed_ms)) }
    }

    #[must_use]
    pub fn now(&self) -> Instant {
        (self.now)()
    }

    /// Milliseconds since some moment of this boot, running on in sleep; none where there is no such clock.
    #[must_use]
    pub fn elapsed_ms(&self) -> Option<u64> {
        self.elapsed_ms.as_ref().map(|elapsed_ms| elapsed_ms())
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
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
