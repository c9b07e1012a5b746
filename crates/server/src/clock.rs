//! The server's clock: the one place that reads the system's time. Development and test builds start from `DAYLOG_NOW`.

use std::{fmt, sync::Arc, time::SystemTime};

use daylog_domain::time::Instant;

/// Gives "now"; cheap to clone.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Instant + Send + Sync>);

impl Clock {
    /// The system's clock, or in development builds the one that `DAYLOG_NOW` starts.
    #[must_use]
    pub fn system() -> Self {
        #[cfg(debug_assertions)]
        if let Some(start) = pretended_start() {
            let begun = std::time::Instant::now();
            return Clock::new(move || start.plus_millis(i64::try_from(begun.elapsed().as_millis()).unwrap_or(0)));
        }
        Clock::new(system_now)
    }

    /// A clock of the caller's, for tests.
    pub fn new(now: impl Fn() -> Instant + Send + Sync + 'static) -> Self {
        Clock(Arc::new(now))
    }

    #[must_use]
    pub fn now(&self) -> Instant {
        (self.0)()
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

#[cfg(debug_assertions)]
fn pretended_start() -> Option<Instant> {
    let text = std::env::var("DAYLOG_NOW").ok()?;
    chrono::DateTime::parse_from_rfc3339(text.trim()).ok().map(|at| Instant(at.timestamp_millis()))
}
