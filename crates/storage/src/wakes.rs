//! Hearing at once that some process wrote, where the database tells it. Nothing is said of what was written.

use std::future::pending;

use tokio::sync::watch;

/// What a database tells of writes. Dropped, it listens no more.
pub struct Wakes(Option<watch::Receiver<Heard>>);

/// What was heard so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) times: u64,
    pub(crate) is_listening: bool,
}

impl Wakes {
    /// Of a database that tells nothing, such as a file.
    pub(crate) fn none() -> Self {
        Wakes(None)
    }

    pub(crate) fn of(heard: watch::Receiver<Heard>) -> Self {
        Wakes(Some(heard))
    }

    /// Whether writes are told at present. What was written while they were not is found by looking.
    #[must_use]
    pub fn is_listening(&self) -> bool {
        self.0.as_ref().is_some_and(|heard| heard.borrow().is_listening)
    }

    /// Waits until some process, this one too, may have written what was not looked at: a write was told since the last call, or
    /// listening began or ended. For ever where the database tells nothing.
    pub async fn next(&mut self) {
        let Some(heard) = &mut self.0 else { return pending().await };
        if heard.changed().await.is_err() {
            pending().await
        }
    }
}
