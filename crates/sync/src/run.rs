//! Carries requests over a transport until both sides are at rest. Never holds the store while waiting for the network.

use std::sync::{Mutex, MutexGuard, PoisonError};

use daylog_domain::clocks::Reading;
use daylog_store::Store;

use crate::{
    Backoff, Problem, Route, Transport, TransportError,
    engine::{Engine, EngineError},
    step::Next,
};

/// What one run came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Entries that the server acknowledged newly.
    pub pushed: u64,
    /// Entries and households that came down.
    pub pulled: u64,
    /// What the server holds of the open log.
    pub server_has: u64,
    pub problem: Option<Problem>,
}

/// Why a run ended early. What was taken in before stands.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    #[error(transparent)]
    Transport(#[from] TransportError),
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// Requests in one run; far beyond what any log needs, so that a broken server cannot keep a phone busy for ever.
const MOST_ROUNDS: u32 = 100_000;

/// Requests about closed logs in one run: enough for hundreds of thousands of entries. What is left waits for the next run.
const MOST_CLOSED_ROUNDS: u32 = 200;

/// Syncs until nothing waits on either side. `progress` is called after every answer that was taken in.
pub async fn run<T: Transport>(
    store: &Mutex<Store>,
    engine: &Engine,
    transport: &T,
    backoff: &mut Backoff,
    read_clock: &(dyn Fn() -> Reading + Send + Sync),
    progress: &(dyn Fn() + Send + Sync),
) -> Result<Outcome, SyncError> {
    let mut outcome = Outcome::default();
    let (mut opened_log, mut closed_rounds, mut next) = (false, 0, Next::Again);
    let backoff_before = *backoff;
    for _ in 0..MOST_ROUNDS {
        let (request, before) = {
            let mut store = lock(store);
            let request = engine.request_after(&mut store, &next, *backoff, read_clock())?;
            (request, store.pending().map_err(EngineError::from)?)
        };
        let answer = transport.exchange(Route::Sync, request.body.clone()).await;
        let bytes = answer.inspect_err(|error| *backoff = backoff.after_failure().asked_to_wait(error.retry_after_seconds()))?;
        let step = {
            let mut store = lock(store);
            let step = engine.receive(&mut store, &request, &bytes, read_clock()).inspect_err(|_| *backoff = backoff.after_failure())?;
            let after = store.pending().map_err(EngineError::from)?;
            outcome.pushed += before.saturating_sub(after);
            step
        };
        *backoff = backoff.after_success().asked_to_wait(step.retry_after_seconds);
        outcome.pulled += step.applied.entries + step.applied.households;
        outcome.server_has = step.server_has;
        outcome.problem = step.problem;
        progress();
        next = step.next;
        match &next {
            Next::Rest => break,
            Next::ClosedLog if closed_rounds == MOST_CLOSED_ROUNDS => break,
            Next::ClosedLog => closed_rounds += 1,
            Next::Again => {}
            // A new log is nobody's copy: a server that refuses that one too would keep a phone moving entries for ever.
            Next::AgainWithNewLog(why) if opened_log => {
                outcome.problem = Some(Problem::Refused(why.clone()));
                break;
            }
            Next::AgainWithNewLog(_) => opened_log = true,
        }
    }
    if outcome.problem.is_some() {
        *backoff = backoff.after_problem(backoff_before);
    }
    Ok(outcome)
}

/// A panic elsewhere does not make the record unreachable: every write is a transaction, so the store is sound.
fn lock(store: &Mutex<Store>) -> MutexGuard<'_, Store> {
    store.lock().unwrap_or_else(PoisonError::into_inner)
}
