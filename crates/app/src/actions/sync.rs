//! Syncing now, and what the chip says about it. When it happens by itself is the worker's business.

use std::sync::{Arc, Mutex, PoisonError};

use daylog_domain::time::Instant;
use daylog_store::{Enrolled, Store};
use daylog_sync::Engine;
use serde::Serialize;

use super::enrol::PROGRAM;
use crate::{
    App, Problem, ProblemCode,
    app::Context,
    events::Changed,
    local_text,
    syncing::{Connection, SyncSession},
    views::{
        account::{SyncState, SyncView},
        build::clock,
    },
};

/// What one sync came to, in numbers of entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SyncReport {
    pub pushed: u64,
    pub pulled: u64,
    pub pending: u64,
    pub server_has: u64,
}

impl SyncReport {
    /// Of two exchanges of one sync.
    fn after(self, first: &SyncReport) -> Self {
        SyncReport { pushed: self.pushed + first.pushed, pulled: self.pulled + first.pulled, ..self }
    }
}

/// Says "running" for as long as it lives: a caller that goes away in the middle must not leave the word behind.
struct Running<'a>(&'a App);

impl<'a> Running<'a> {
    fn begin(app: &'a App) -> Self {
        app.note_status(|status| status.running = true);
        Running(app)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.note_status(|status| status.running = false);
    }
}

impl App {
    /// Syncs until both sides are at rest. One at a time: a second caller waits, then finds nothing to do.
    pub async fn sync(self: &Arc<Self>) -> Result<SyncReport, Problem> {
        let mut session = self.syncing.lock().await;
        let store = self.store()?;
        let enrolled = self.with_store(|_, context| Ok(context.enrolled()?.clone()))?;
        let running = Running::begin(self);
        let mut result = self.exchange(&store, &enrolled, &mut session).await;
        // The answer may have told when entries were saved whose time was not certain; that goes with the same sync.
        if let Ok(first) = &result
            && self.resolve_uncertain().unwrap_or(0) > 0
        {
            let first = first.clone();
            result = self.exchange(&store, &enrolled, &mut session).await.map(|second| second.after(&first));
        }
        drop(running);
        self.note_status(|status| {
            status.problem = result.as_ref().err().map(|problem| problem.code);
            status.wait_seconds =
                session.backoff.wait_seconds(self.ports.clock.read().elapsed_ms.to_le_bytes().first().copied().unwrap_or(0));
        });
        result
    }

    async fn exchange(
        self: &Arc<Self>,
        store: &Arc<Mutex<Store>>,
        enrolled: &Enrolled,
        session: &mut SyncSession,
    ) -> Result<SyncReport, Problem> {
        let was_warm = session.connection.is_some();
        let result = self.exchange_once(store, enrolled, session).await;
        match result {
            // Nobody told this device that its old connection has ended, so that says nothing of the network.
            Err(problem) if was_warm && problem.code == ProblemCode::ServerUnreachable => {
                self.exchange_once(store, enrolled, session).await
            }
            result => result,
        }
    }

    async fn exchange_once(
        self: &Arc<Self>,
        store: &Arc<Mutex<Store>>,
        enrolled: &Enrolled,
        session: &mut SyncSession,
    ) -> Result<SyncReport, Problem> {
        let connection = match session.connection.take().filter(|connection| connection.leads_to(enrolled)) {
            Some(connection) => connection,
            None => Connection::new(enrolled)?,
        };
        let http = &session.connection.insert(connection).http;
        let engine = Engine { program: PROGRAM.to_owned() };
        let clock = self.ports.clock.clone();
        let listening = Arc::clone(self);
        let progress = move || {
            listening.listeners.tell(Changed::Sync);
        };
        let ran = daylog_sync::run(store, &engine, http, &mut session.backoff, &move || clock.read(), &progress).await;
        if ran.is_err() {
            // A connection that swallows what it carries looks alive for ever; the next attempt makes its own.
            session.connection = None;
        }
        let outcome = ran?;
        if outcome.pulled > 0 {
            self.listeners.tell(Changed::Roster);
        }
        if outcome.pushed > 0 || outcome.pulled > 0 {
            self.listeners.tell(Changed::Entries);
        }
        match outcome.problem {
            Some(problem) => Err(problem.into()),
            None => {
                let pending = store.lock().unwrap_or_else(PoisonError::into_inner).pending()?;
                Ok(SyncReport { pushed: outcome.pushed, pulled: outcome.pulled, pending, server_has: outcome.server_has })
            }
        }
    }

    /// Asks the worker to sync at once and answers with how it stands.
    pub fn sync_now(&self) -> Result<SyncView, Problem> {
        self.wake.notify_one();
        self.sync_state()
    }

    pub fn sync_state(&self) -> Result<SyncView, Problem> {
        let status = self.status.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.with_store(|store, context| {
            let zone = context.enrolled()?.settings.zone;
            let pending = store.pending()?;
            let refused = store.refused()?.len();
            let last = self.last_heard(context);
            let state = match (&status.problem, pending) {
                _ if status.running => SyncState::Running,
                (Some(code), _) if code.is_no_connection() => SyncState::Offline,
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
                clock: clock::doubt(context)?,
            })
        })
    }
}

impl App {
    /// When a server last answered, by what this device takes for the time: the server's own clock may be in doubt.
    fn last_heard(&self, context: &Context) -> Option<Instant> {
        let (trust, clock) = (&context.device.trust, &self.ports.clock);
        let word = trust.last_word()?;
        if !clock.heeds_server() {
            return Some(word.wall);
        }
        let passed = trust.since_last_word_ms(clock.read());
        Some(passed.map_or(if trust.rival.is_some() { word.wall } else { word.server }, |passed| context.now.plus_millis(-passed)))
    }
}
