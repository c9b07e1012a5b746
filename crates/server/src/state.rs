//! What a running server holds: database, keys, clock, limits, and who listens for changes. Cheap to clone.

use std::{net::IpAddr, sync::Arc, time::Duration};

use daylog_domain::time::Instant;
use tokio::sync::{Notify, Semaphore, broadcast, watch};

use crate::{
    accounts::limits::{Limits, Rate},
    api::types::{Changed, DistrictEvent},
    clock::{
        Clock,
        doubt::Doubt,
        watch::{Time, Watch},
    },
    directory::{self, Published},
    keys::Keys,
    metrics::Metrics,
    routes::body::Places,
    storage::{
        StorageError,
        sqlite::{
            Database,
            feed::{self, Changes},
            times,
        },
    },
    views::cache::OverviewCache,
};

#[derive(Clone)]
pub struct Server(Arc<Inner>);

pub struct Inner {
    pub database: Database,
    pub clock: Clock,
    pub keys: Keys,
    /// `host:port`, as enrolled devices are told them.
    pub addresses: Vec<String>,
    pub directory: Published,
    pub limits: ServerLimits,
    pub overviews: OverviewCache,
    pub metrics: Metrics,
    /// What says whether the clock can be right.
    pub watch: Watch,
    /// Bodies that are read and worked on at one time.
    pub bodies: Places,
    /// Passwords that are looked at at one time.
    pub passwords: Semaphore,
    events: broadcast::Sender<DistrictEvent>,
    written: Notify,
    stopping: watch::Sender<bool>,
}

/// Who may try how often. Addresses are those of a network: `accounts::limits::network`.
pub struct ServerLimits {
    pub enrol_by_address: Limits<IpAddr>,
    pub enrol: Limits<()>,
    pub sign_in_by_address: Limits<IpAddr>,
    pub sign_in_by_both: Limits<(String, IpAddr)>,
    pub sign_in_by_name: Limits<String>,
}

impl Default for ServerLimits {
    fn default() -> Self {
        ServerLimits {
            enrol_by_address: Limits::new(Rate { tries: 10, refill_ms: 30_000 }),
            // Fifty bits of secret against one try in half a second: longer than any invite holds.
            enrol: Limits::new(Rate { tries: 200, refill_ms: 500 }),
            sign_in_by_address: Limits::new(Rate { tries: 20, refill_ms: 5_000 }),
            sign_in_by_both: Limits::new(Rate { tries: 5, refill_ms: 20_000 }),
            // From many addresses at once. Wider, because whoever uses it up locks the account's owner out for as long; with
            // passwords of 78 bits one try in five seconds finds nothing all the same.
            sign_in_by_name: Limits::new(Rate { tries: 50, refill_ms: 5_000 }),
        }
    }
}

const PASSWORDS_AT_ONCE: usize = 4;
/// How often a running server looks whether another process wrote.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// How long changes are gathered before pages hear of the next ones.
const GATHER: Duration = Duration::from_millis(200);

impl std::ops::Deref for Server {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Server {
    /// Signs the directory of these addresses first.
    pub fn new(database: Database, clock: Clock, keys: Keys, addresses: Vec<String>) -> Result<Self, StorageError> {
        let directory = directory::publish(&database, &keys, &addresses)?;
        let watch = Watch::new(database.read(times::read)?);
        Ok(Server(Arc::new(Inner {
            database,
            clock,
            keys,
            addresses,
            directory,
            limits: ServerLimits::default(),
            overviews: OverviewCache::default(),
            metrics: Metrics::default(),
            watch,
            bodies: Places::default(),
            passwords: Semaphore::new(PASSWORDS_AT_ONCE),
            events: broadcast::Sender::new(64),
            written: Notify::new(),
            stopping: watch::Sender::new(false),
        })))
    }

    /// Runs blocking work on a thread that may block.
    pub async fn blocking<T: Send + 'static>(&self, work: impl FnOnce(&Server) -> T + Send + 'static) -> Result<T, Stopped> {
        let server = self.clone();
        tokio::task::spawn_blocking(move || work(&server)).await.map_err(|_| Stopped)
    }

    /// The time, and whether the clock can be right. What begins or ends by itself waits while it cannot.
    #[must_use]
    pub fn time(&self) -> Time {
        self.watch.time(&self.clock)
    }

    /// Says in the trace when the clock is doubted or no more, and keeps the devices' word that it is right.
    fn watch_clock(&self, said: &mut Option<Doubt>) {
        let time = self.time();
        match (time.doubt, &said) {
            (Some(doubt), None) => tracing::error!(behind_seconds = doubt.behind_ms / 1000, "the server's clock cannot be right"),
            (None, Some(_)) => tracing::info!("the server's clock is not in doubt any more"),
            _ => {}
        }
        *said = time.doubt;
        if self.watch.take_confirmed() {
            let kept = self.database.write(|transaction| times::confirm(transaction, time.now, "devices"));
            tracing::info!(is_kept = kept.is_ok(), "devices say that the clock is right");
        }
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
        let mut seen = self.blocking(changes).await.ok().and_then(Result::ok).unwrap_or_default();
        let mut minute = minute(self.clock.now());
        let mut doubted = None;
        loop {
            tokio::select! {
                () = self.written.notified() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
                () = self.stopped() => return,
            }
            let Ok(Ok(now)) = self.blocking(changes).await else { continue };
            self.tell(seen.entries != now.entries, Changed::Entries);
            self.tell(seen.roster != now.roster, Changed::Roster);
            self.tell(seen.devices != now.devices, Changed::Devices);
            seen = now;
            let (server, mut said) = (self.clone(), doubted);
            doubted = self
                .blocking(move |_| {
                    server.watch_clock(&mut said);
                    said
                })
                .await
                .unwrap_or(doubted);
            let current = self::minute(self.clock.now());
            self.tell(current != minute, Changed::Time);
            if current != minute {
                // After a purge, when the file could not be rewritten at once.
                let _swept = self.blocking(|server| server.database.sweep()).await;
            }
            minute = current;
            // Hundreds of phones that report one after another are told to pages in one go.
            tokio::time::sleep(GATHER).await;
        }
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
    server.database.read(feed::changes)
}

pub(crate) fn minute(at: Instant) -> i64 {
    at.0.div_euclid(60_000)
}
