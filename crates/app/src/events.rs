//! What changed, so that screens ask again. Says what kind of thing, never what it holds.

use serde::Serialize;
use std::sync::{Mutex, PoisonError};
use ts_rs::TS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    Entries,
    Roster,
    Sync,
    Lock,
    /// The day or the state of a check moved on.
    Time,
}

type Listener = Box<dyn Fn(Changed) + Send + Sync>;

#[derive(Default)]
pub(crate) struct Listeners(Mutex<Vec<Listener>>);

impl Listeners {
    pub(crate) fn add(&self, listener: Listener) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(listener);
    }

    pub(crate) fn tell(&self, changed: Changed) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().for_each(|listener| listener(changed));
    }
}
