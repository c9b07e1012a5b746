//! The app itself: a profile, the ports, and the open session. Actions and views are written on it in their own files.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use daylog_domain::{clocks::ServerTime, time::Instant, trust::Now};
use daylog_store::{
    Device, Store, StoreError,
    key_file::{Key, KeyFiles},
};

use crate::{
    Problem, ProblemCode,
    clock::SystemClock,
    envelopes::{take_answers, with_what_is_encrypted},
    events::{Changed, Listeners},
    ports::{Clock, KeyVault, NoReminders, NoVault, Reminders},
    profile::Profile,
    syncing::{Rounds, SyncSession, SyncStatus},
};

/// What the app needs from the device.
pub struct Ports {
    pub clock: Arc<dyn Clock>,
    pub vault: Box<dyn KeyVault>,
    pub reminders: Box<dyn Reminders>,
    /// Where files go that a person takes along, such as a rescue file; beside the profile where there is no such place.
    pub files_for_people: Option<PathBuf>,
}

impl Default for Ports {
    fn default() -> Self {
        Ports { clock: Arc::new(SystemClock::new()), vault: Box::new(NoVault), reminders: Box::new(NoReminders), files_for_people: None }
    }
}

pub struct App {
    pub(crate) profile: Profile,
    pub(crate) ports: Ports,
    pub(crate) listeners: Listeners,
    pub(crate) status: Mutex<SyncStatus>,
    pub(crate) wake: tokio::sync::Notify,
    /// One sync at a time: a second caller waits for the first.
    pub(crate) syncing: tokio::sync::Mutex<SyncSession>,
    /// Wakes what keeps the envelopes up to date.
    pub(crate) saved: tokio::sync::Notify,
    pub(crate) settling: Mutex<()>,
    pub(crate) rounds: Mutex<Rounds>,
    session: Mutex<Option<Session>>,
}

/// The unlocked record.
pub(crate) struct Session {
    pub(crate) store: Arc<Mutex<Store>>,
    key: Key,
    touched_elapsed_ms: u64,
}

/// What nearly every action needs to know about the device.
pub(crate) struct Context {
    pub(crate) device: Device,
    pub(crate) now: Instant,
    /// What `now` is taken from, and which clock says otherwise.
    pub(crate) time: Now,
    pub(crate) server_time: Option<ServerTime>,
}

impl App {
    #[must_use]
    pub fn new(folder: PathBuf, ports: Ports) -> Arc<Self> {
        Arc::new(App {
            profile: Profile::new(folder),
            ports,
            listeners: Listeners::default(),
            status: Mutex::default(),
            wake: tokio::sync::Notify::new(),
            syncing: tokio::sync::Mutex::default(),
            saved: tokio::sync::Notify::new(),
            settling: Mutex::default(),
            rounds: Mutex::default(),
            session: Mutex::new(None),
        })
    }

    #[must_use]
    pub fn folder(&self) -> &Path {
        self.profile.folder()
    }

    /// Calls `listener` after every change; it must return at once.
    pub fn on_change(&self, listener: impl Fn(Changed) + Send + Sync + 'static) {
        self.listeners.add(Box::new(listener));
    }

    pub(crate) fn key_files(&self) -> KeyFiles {
        KeyFiles::in_folder(self.profile.folder())
    }

    pub(crate) fn open_session(&self, mut store: Store, key: Key) {
        // Before anything is asked of the server: its later word stands over what waited here.
        if let Err(error) = take_answers(self.folder(), &mut store) {
            tracing::warn!(cause = %error, "answers that waited");
        }
        let touched_elapsed_ms = self.ports.clock.read().elapsed_ms;
        *self.lock_session() = Some(Session { store: Arc::new(Mutex::new(store)), key, touched_elapsed_ms });
        self.listeners.tell(Changed::Lock);
        self.wake.notify_one();
        self.saved.notify_one();
    }

    /// Takes the open record away from everybody, to decide what becomes of it.
    pub(crate) fn take_session(&self) -> Option<Session> {
        self.lock_session().take()
    }

    pub(crate) fn put_back(&self, session: Session) {
        *self.lock_session() = Some(session);
    }

    pub(crate) fn close_session(&self) {
        if self.lock_session().take().is_some() {
            self.listeners.tell(Changed::Lock);
        }
    }

    pub(crate) fn is_open(&self) -> bool {
        self.lock_session().is_some()
    }

    pub(crate) fn database_key(&self) -> Result<Key, Problem> {
        self.lock_session().as_ref().map(|session| session.key.clone()).ok_or_else(|| Problem::new(ProblemCode::Locked))
    }

    /// Counts as a touch: the time until it locks starts again.
    pub fn touch(&self) {
        if let Some(session) = self.lock_session().as_mut() {
            session.touched_elapsed_ms = self.ports.clock.read().elapsed_ms;
        }
    }

    /// Locks when nobody has touched it for as long as the preferences say.
    pub(crate) fn lock_when_idle(&self) {
        let limit_ms = u64::from(self.profile.preferences().lock_after_minutes.max(1)) * 60_000;
        let now = self.ports.clock.read().elapsed_ms;
        let is_idle = self.lock_session().as_ref().is_some_and(|session| now.saturating_sub(session.touched_elapsed_ms) >= limit_ms);
        if is_idle {
            self.close_session();
        }
    }

    /// The open record, or the problem that it is locked.
    pub(crate) fn store(&self) -> Result<Arc<Mutex<Store>>, Problem> {
        self.lock_session().as_ref().map(|session| session.store.clone()).ok_or_else(|| Problem::new(ProblemCode::Locked))
    }

    /// Runs `work` on the open record, and holds it. Whoever waited for it while somebody signed out or locked finds it
    /// locked: what is written into it then was counted by nobody, and is removed.
    pub(crate) fn with_record<T>(&self, work: impl FnOnce(&mut Store) -> Result<T, Problem>) -> Result<T, Problem> {
        let shared = self.store()?;
        let mut store = shared.lock().unwrap_or_else(PoisonError::into_inner);
        let is_open_still = self.lock_session().as_ref().is_some_and(|session| Arc::ptr_eq(&session.store, &shared));
        if is_open_still {
            work(&mut store).map_err(|problem| with_what_is_encrypted(problem, self.folder()))
        } else {
            Err(Problem::new(ProblemCode::Locked))
        }
    }

    /// Runs `work` on the open record with what nearly every action needs to know.
    pub(crate) fn with_store<T>(&self, work: impl FnOnce(&mut Store, &Context) -> Result<T, Problem>) -> Result<T, Problem> {
        self.with_record(|store| {
            let device = store.device()?;
            let server_time = device.server_time.filter(|_| self.ports.clock.heeds_server());
            let time = self.ports.clock.now(&device.trust);
            let context = Context { now: time.at, time, device, server_time };
            work(store, &context)
        })
    }

    pub(crate) fn note_status(&self, change: impl FnOnce(&mut SyncStatus)) {
        change(&mut self.status.lock().unwrap_or_else(PoisonError::into_inner));
        self.listeners.tell(Changed::Sync);
    }

    fn lock_session(&self) -> MutexGuard<'_, Option<Session>> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Context {
    pub(crate) fn enrolled(&self) -> Result<&daylog_store::Enrolled, StoreError> {
        self.device.enrolled()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waited_for_a_record_that_was_taken_away_meanwhile_finds_it_locked() {
        let folder = tempfile::tempdir().unwrap();
        let app = App::new(folder.path().to_owned(), Ports::default());
        app.choose_pin("13571357").unwrap();
        let shared = app.store().unwrap();
        let held = shared.lock().unwrap();
        let waiting = app.clone();
        let saving = std::thread::spawn(move || waiting.with_store(|_, _| Ok("saved")));
        // The session's, this one's, and the one of who waits.
        while Arc::strong_count(&shared) < 3 {
            std::thread::yield_now();
        }
        let session = app.take_session().unwrap();
        drop(held);
        assert_eq!(saving.join().unwrap().unwrap_err().code, ProblemCode::Locked);
        app.put_back(session);
        assert_eq!(app.with_store(|_, _| Ok("saved")), Ok("saved"));
    }
}
