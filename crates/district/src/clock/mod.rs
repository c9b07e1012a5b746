//! A clock as the district is given one. Whether it can be right is judged in `doubt` and kept under watch in `watch`.

pub mod doubt;
pub mod watch;

use std::{fmt, sync::Arc};

use daylog_domain::time::Instant;

/// Gives "now", and time since the boot where nobody can set that; cheap to clone.
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> Instant + Send + Sync>,
    elapsed_ms: Option<Arc<dyn Fn() -> u64 + Send + Sync>>,
}

impl Clock {
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
