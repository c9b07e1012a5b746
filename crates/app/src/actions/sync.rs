//! Syncing now, and what the chip says about it. When it happens by itself is the worker's business.

use std::sync::{Arc, PoisonError};

use daylog_sync::{Engine, http::Http};
use serde::Serialize;

use super::account::PROGRAM;
use crate::{
    App, Problem,
    events::Changed,
    local_text,
    views::account::{SyncState, SyncView},
};

/// What one sync came to, in numbers of entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SyncReport {
    pub pushed: u64,
    pub pulled: u64,
    pub pending: u64,
    pub server_has: u64,
}

impl App {
    /// Syncs until both sides are at rest. One at a time: a second caller waits, then finds nothing to do.
    pub async fn sync(self: &Arc<Self>) -> Result<SyncReport, Problem> {
        let mut pace = self.syncing.lock().await;
        let store = self.store()?;
        let (addresses, certificate) = self.with_store(|_, context| {
            let enrolled = context.enrolled()?;
            Ok((enrolled.addresses.clone(), enrolled.certificate.clone()))
        })?;
        self.note_status(|status| status.running = true);
        let result = self.exchange(&store, addresses, certificate, &mut pace).await;
        self.note_status(|status| {
            status.running = false;
            status.problem = result.as_ref().err().map(|problem| problem.code.clone());
            status.failures = if result.is_ok() { 0 } else { status.failures.saturating_add(1) };
            status.wait_seconds = pace.wait_seconds(self.ports.clock.read().elapsed_ms.to_le_bytes().first().copied().unwrap_or(0));
        });
        result
    }

    async fn exchange(
        self: &Arc<Self>,
        store: &Arc<std::sync::Mutex<daylog_store::Store>>,
        addresses: Vec<String>,
        certificate: Vec<u8>,
        pace: &mut daylog_sync::Pace,
    ) -> Result<SyncReport, Problem> {
        let http = Http::pinned(addresses, certificate)?;
        let engine = Engine { program: PROGRAM.to_owned() };
        let clock = self.ports.clock.clone();
        let listening = Arc::clone(self);
        let progress = move || {
            listening.listeners.tell(Changed::Sync);
        };
        let outcome = daylog_sync::run(store, &engine, &http, pace, &move || clock.read(), &progress).await?;
        if outcome.pulled > 0 {
            self.listeners.tell(Changed::Roster);
        }
        if outcome.pushed > 0 || outcome.pulled > 0 {
            self.listeners.tell(Changed::Entries);
        }
        match outcome.problem {
            Some(problem) => Err(Problem::new(problem.code())),
            None => {
                let pending = store.lock().unwrap_or_else(PoisonError::into_inner).pending()?;
                Ok(SyncReport { pushed: outcome.pushed, pulled: outcome.pulled, pending, server_has: outcome.server_has })
            }
        }
    }

    /// Asks the worker to sync at once and answers with how it stands.
    pub fn sync_now(&self) -> Result<SyncView, Problem> {
        self.note_status(|status| status.problem = None);
        self.wake.notify_one();
        self.sync_state()
    }

    pub fn sync_state(&self) -> Result<SyncView, Problem> {
        let status = self.status.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.with_store(|store, context| {
            let zone = context.enrolled()?.settings.zone;
            let pending = store.pending()?;
            let refused = store.refused()?.len();
            // The server's own clock, moved on by what has passed since: what a watch on the wall would show.
            let last = context.device.server_time.map(|time| if context.server_time.is_some() { time.server } else { time.wall });
            let state = match (&status.problem, pending) {
                _ if status.running => SyncState::Running,
                (Some(code), _) if is_no_connection(code) => SyncState::Offline,
                (Some(_), _) => SyncState::Failed,
                (None, 0) if refused > 0 => SyncState::Failed,
                (None, 0) if last.is_some() => SyncState::Synced,
                (None, _) => SyncState::Waiting,
            };
            Ok(SyncView {
                state,
                pending: u32::try_from(pending).unwrap_or(u32::MAX),
                refused: u32::try_from(refused).unwrap_or(u32::MAX),
                last,
                last_text: last.map(|last| local_text::short(last, context.now, zone)),
                problem: status.problem,
            })
        })
    }
}

/// No connection is the normal state of a stairwell, not a failure.
pub(crate) fn is_no_connection(code: &str) -> bool {
    matches!(code, "server_unreachable" | "server_timed_out")
}
