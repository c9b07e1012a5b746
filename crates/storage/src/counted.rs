//! How many statements were run, for tests that hold it against the number of households.

use std::cell::Cell;

thread_local! {
    static RUN: Cell<u64> = const { Cell::new(0) };
}

/// How many this thread has run since it began.
#[must_use]
pub fn statements() -> u64 {
    RUN.get()
}

pub(crate) fn count() {
    RUN.set(RUN.get() + 1);
}
