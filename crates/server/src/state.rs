//! What a running server holds: database, keys, clock, limits, and who listens for changes. Cheap to clone.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use daylog_backup::room::{RoomWatch, Seen};
use daylog_district::{
    District,
    clock::{Clock, doubt::Doubt},
    keys::Keys,
    roster::Uploads,
    types::Room,
};
use daylog_domain::time::Instant;
use daylog_storage::{
    Database, StorageError,
    feed::{self, Changes},
    served, times,
};
use tokio::{
    sync::{Notify, Semaphore, broadcast, watch},
    task::{self, JoinHandle},
    time,
};

use crate::{
    accounts::{recorder::Recorder, tries::ServerLimits},
    api::events::{Changed, DistrictEvent},
    metrics::Metrics,
    permits::Pools,
    proxies::Proxies,
};

#[derive(Clone)]
pub struct Server(Arc<Inner>);

pub struct Inner {
    pub district: District,
    pub limits: ServerLimits,
    pub metrics: Metrics,
    /// Bodies that are read and worked on at one time.
    pub bodies: Pools,
    /// Bodies that were refused and are read to their end at one time, so that whoever sends them hears why.
    pub drains: Arc<Semaphore>,
    /// Passwords that are looked at at one time.
    pub passwords: Semaphore,
    /// What waits to be written into the record of access.
    pub recorder: Recorder,
    /// Whose word counts for where a request came from; nobody's unless the operator named some.
    pub proxies: OnceLock<Proxies>,
    pub room: RoomWatch,
    /// Rosters that are looked at before they are taken in.
    pub uploads: Uploads,
    events: broadcast::Sender<DistrictEvent>,
    written: Notify,
    /// Told when `watch` has looked at what this and other processes wrote.
    pub(crate) looked: Notify,
    stopping: watch::Sender<bool>,
}

const PASSWORDS_AT_ONCE: usize = 4;
const DRAINS_AT_ONCE: usize = 64;
/// How often a running server looks whether another process wrote, where the database does not tell it.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How often where it does: for what went unheard.
const LOOK_WHILE_TOLD_EVERY: Duration = Duration::from_secs(5);
/// How often it looks whether there is room on the disks.
const LOOK_AT_ROOM_EVERY: Duration = Duration::from_secs(10);
/// How long the record of access is gathered: what a kill can lose.
const RECORD_EVERY: Duration = Duration::from_secs(2);

/// How long changes are gathered before pages hear of the next ones.
const GATHER: Duration = Duration::from_millis(200);

impl std::ops::Deref for Server {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl std::ops::Deref for Inner {
    type Target = District;

    fn deref(&self) -> &District {
        &self.district
    }
}

impl Server {
    /// Signs the directory of these addresses first.
    pub fn new(database: Database, clock: Clock, keys: Keys, addresses: Vec<String>) -> Result<Self, StorageError> {
        Ok(Server(Arc::new(Inner {
            district: District::new(database, clock, keys, addresses)?,
            limits: ServerLimits::default(),
            metrics: Metrics::default(),
            bodies: Pools::default(),
            drains: Arc::new(Semaphore::new(DRAINS_AT_ONCE)),
            passwords: Semaphore::new(PASSWORDS_AT_ONCE),
            recorder: Recorder::default(),
            proxies: OnceLock::new(),
            room: RoomWatch::default(),
            uploads: Uploads::default(),
            events: broadcast::Sender::new(64),
            written: Notify::new(),
            looked: Notify::new(),
            stopping: watch::Sender::new(false),
        })))
    }

    /// Writes what waits for the record of access. Where the database takes nothing, it waits on.
    pub fn keep_record(&self) {
        let (lines, lost) = self.recorder.take();
        if lost > 0 {
            tracing::error!(lost, "lines of the record of access were lost: the database took none for too long");
        }
        if lines.is_empty() {
            return;
        }
        if let Err(error) = daylog_district::record::keep(&self.database, &lines, self.time().trusted()) {
            tracing::warn!(cause = error.detail(), "the record of access waits");
            self.recorder.put_back(lines);
        }
    }

    /// Writes the record of access every few seconds, until the server stops.
    pub async fn record(self) {
        loop {
            tokio::select! {
                () = time::sleep(RECORD_EVERY) => {}
                () = self.stopped() => return,
            }
            let _kept = self.blocking(Server::keep_record).await;
        }
    }

    /// Runs blocking work on a thread that may block.
    pub async fn blocking<T: Send + 'static>(&self, work: impl FnOnce(&Server) -> T + Send + 'static) -> Result<T, Stopped> {
        let server = self.clone();
        tokio::task::spawn_blocking(move || work(&server)).await.map_err(|_| Stopped)
    }

    /// Says in the trace when the clock is doubted or no more, and keeps the devices' word that it is right.
    fn watch_clock(&self, said: Option<Doubt>) -> Option<Doubt> {
        let time = self.time();
        match (time.doubt, &said) {
            (Some(doubt), None) => tracing::error!(behind_seconds = doubt.behind_ms / 1000, "the server's clock cannot be right"),
            (None, Some(_)) => tracing::info!("the server's clock is not in doubt any more"),
            _ => {}
        }
        // The operator says so by a command, which is another process.
        if time.doubt.is_some()
            && let Ok(kept) = self.database.read(times::read)
        {
            self.watch.take_up(kept);
        }
        if self.watch.take_confirmed() {
            let kept = self.database.write(|db| times::confirm(db, time.now, "devices"));
            tracing::info!(is_kept = kept.is_ok(), "devices say that the clock is right");
        }
        time.doubt
    }

    /// Tells the watcher that this process wrote, so that pages hear of it at once.
    pub fn wrote(&self) {
        self.written.notify_one();
    }

    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<DistrictEvent> {
        self.events.subscribe()
    }

    /// Ends event streams, so that a graceful stop need not wait for open pages.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    pub async fn stopped(&self) {
        let mut stopping = self.stopping.subscribe();
        let _ended = stopping.wait_for(|stopping| *stopping).await;
    }

    /// Watches what this and other processes write, and tells the pages. Runs until the server stops.
    pub async fn watch(self) {
        let mut wakes = self.database.wakes();
        let mut seen = self.blocking(changes).await.ok().and_then(Result::ok).unwrap_or_default();
        let mut minute = minute(self.clock.now());
        let (mut doubted, mut vacuuming) = (None, self.vacuum());
        let (mut room, mut looked_at_room) = (Seen::default(), None::<time::Instant>);
        let mut looked = time::Instant::now();
        loop {
            if looked_at_room.is_none_or(|looked| looked.elapsed() >= LOOK_AT_ROOM_EVERY) {
                looked_at_room = Some(time::Instant::now());
                room = self.look_at_room(room).await;
            }
            let is_woken = tokio::select! {
                () = self.written.notified() => true,
                () = wakes.next() => true,
                () = time::sleep(LOOK_EVERY) => false,
                () = self.stopped() => return,
            };
            if is_woken || !wakes.is_listening() || looked.elapsed() >= LOOK_WHILE_TOLD_EVERY {
                looked = time::Instant::now();
                let Some(now) = self.look(seen).await else { return self.stop() };
                seen = now;
            }
            doubted = self.blocking(move |server| server.watch_clock(doubted)).await.unwrap_or(doubted);
            let current = self::minute(self.clock.now());
            self.tell(current != minute, Changed::Time);
            self.uploads.forget_old(self.clock.now());
            if current != minute && vacuuming.is_finished() {
                vacuuming = self.vacuum();
            }
            minute = current;
            if is_woken {
                // Hundreds of phones that report one after another are told to pages in one go.
                time::sleep(GATHER).await;
            }
        }
    }

    /// Has rewritten what held content before a purge, where that could not be done at once or the purge came before this server
    /// began. Where content is encrypted anew that takes minutes, and pages hear on.
    fn vacuum(&self) -> JoinHandle<()> {
        let server = self.clone();
        task::spawn_blocking(move || drop(server.database.vacuum()))
    }

    /// Tells the pages what changed since `seen`, and says what is there now; none where the district is elsewhere. A database that
    /// does not answer is looked at again the next time.
    async fn look(&self, seen: Changes) -> Option<Changes> {
        let now = match self.blocking(changes).await {
            Ok(Ok(now)) => now,
            // What it shows is not the district's any more.
            Ok(Err(StorageError::Moved)) => {
                tracing::error!("the district was moved to another database: this server ends");
                return None;
            }
            Ok(Err(_)) | Err(_) => return Some(seen),
        };
        self.tell(seen.entries != now.entries, Changed::Entries);
        self.tell(seen.roster != now.roster, Changed::Roster);
        self.tell(seen.devices != now.devices, Changed::Devices);
        self.looked.notify_waiters();
        Some(now)
    }

    /// Says it where the room on a disk is another than before.
    async fn look_at_room(&self, before: Seen) -> Seen {
        let Ok(seen) = self.blocking(|server| server.room.look(&server.database)).await else { return before };
        let free = |bytes: Option<u64>| bytes.map(|bytes| bytes / 1024 / 1024);
        match seen.district {
            now if now == before.district => {}
            Room::Enough => tracing::info!(free_mib = free(seen.free_bytes), "there is room on the disk again"),
            Room::Low => {
                tracing::warn!(free_mib = free(seen.free_bytes), "the disk is nearly full: free room before nothing can be taken in")
            }
            Room::Full => tracing::error!(
                free_mib = free(seen.free_bytes),
                "the disk is full or faulty: nothing is taken in until it can be written; devices keep what they have"
            ),
        }
        let (backups, backups_before) = (seen.backups.unwrap_or_default(), before.backups.unwrap_or_default());
        match backups.room {
            now if now == backups_before.room => {}
            Room::Enough => tracing::info!(free_mib = free(backups.free_bytes), "there is room for backups again"),
            Room::Low | Room::Full => tracing::warn!(free_mib = free(backups.free_bytes), "the disk with the backups is nearly full"),
        }
        // Pages show it too.
        self.tell(seen.district != before.district || backups.room != backups_before.room, Changed::Time);
        seen
    }

    fn tell(&self, is_new: bool, changed: Changed) {
        if is_new {
            // Nobody listening is no error.
            let _listeners = self.events.send(DistrictEvent { changed });
        }
    }
}

/// The work could not be finished because the server is going down or the work failed unexpectedly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the work was not finished")]
pub struct Stopped;

fn changes(server: &Server) -> Result<Changes, StorageError> {
    server.database.read(|db| {
        served::refuse_unserved(db)?;
        feed::changes(db)
    })
}

pub(crate) fn minute(at: Instant) -> i64 {
    at.0.div_euclid(60_000)
}
