//! `sync`: sends what waits and fetches what others logged.

use std::path::Path;

use daylog_app::{Problem, ProblemCode, SyncReport};

use crate::{
    failure::Failure,
    output::{Format, print_error},
    profile, words,
};

/// Attempts in one call. Each failure shrinks the next request to a quarter: five of them reach from the largest
/// request to one of a single entry, which gets through where a path swallows large ones.
const MOST_ATTEMPTS: u32 = 6;

pub fn run(folder: &Path, format: Format) -> Result<(), Failure> {
    let app = profile::open(folder)?;
    let waited = app.sync_state()?.pending;
    let report: SyncReport = profile::wait_for(persist(async || app.sync().await))??;
    app.flush();
    // What is carried for others: trouble with it is said, and makes this device's own sync no failure.
    if let Err(problem) = profile::wait_for(persist(async || app.deliver_in_background().await))? {
        print_error(&words::problem(&problem));
    }
    // An attempt that broke off may have delivered something before it did.
    let pushed = report.pushed.max(u64::from(waited).saturating_sub(report.pending));
    format.print(&SyncReport { pushed, ..report }, words::synced)
}

/// Tries again while it may be the size that the connection does not carry; the app makes each attempt smaller.
pub(super) async fn persist<T>(exchange: impl AsyncFn() -> Result<T, Problem>) -> Result<T, Problem> {
    let mut attempt = 1;
    loop {
        match exchange().await {
            Err(problem) if may_be_the_way(&problem) && attempt < MOST_ATTEMPTS => attempt += 1,
            result => return result,
        }
    }
}

/// Whether something between here and the server may have swallowed or cut the request.
fn may_be_the_way(problem: &Problem) -> bool {
    problem.code.is_no_connection() || problem.code == ProblemCode::RequestTooLarge
}
