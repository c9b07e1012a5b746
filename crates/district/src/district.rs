//! A district in operation: its database, keys and clock, and what its devices are told. Whoever serves it holds one.

use std::sync::{Arc, PoisonError, RwLock};

use daylog_storage::{Database, StorageError, times};
use daylog_wire::directory::Authority;

use crate::{
    clock::{
        Clock,
        watch::{Time, Watch},
    },
    days::Days,
    directory::{self, Published},
    ingest::Pushes,
    keys::Keys,
    overview_cache::OverviewCache,
};

pub struct District {
    pub database: Database,
    pub clock: Clock,
    pub keys: Keys,
    /// What says whether the clock can be right.
    pub watch: Watch,
    /// What waits to be taken in.
    pub pushes: Pushes,
    pub(crate) days: Days,
    pub(crate) overviews: OverviewCache,
    announced: RwLock<Arc<Announced>>,
}

/// What devices are told of where the district is. It changes while the district is served.
#[derive(Debug)]
pub struct Announced {
    /// `host:port`, in the order in which they are tried.
    pub addresses: Vec<String>,
    pub directory: Published,
}

impl District {
    /// Signs the directory of these addresses first.
    pub fn new(database: Database, clock: Clock, keys: Keys, addresses: Vec<String>) -> Result<Self, StorageError> {
        let directory = directory::publish(&database, &keys, &addresses)?;
        let watch = Watch::new(database.read(times::read)?);
        let announced = RwLock::new(Arc::new(Announced { addresses, directory }));
        Ok(District {
            database,
            clock,
            keys,
            watch,
            pushes: Pushes::default(),
            days: Days::default(),
            overviews: OverviewCache::default(),
            announced,
        })
    }

    #[must_use]
    pub fn announced(&self) -> Arc<Announced> {
        self.announced.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Signs and tells other addresses from here on, with the authorities as they are given.
    pub fn announce(&self, addresses: Vec<String>, authorities: Vec<Authority>) -> Result<(), StorageError> {
        let directory = directory::publish_with(&self.database, &self.keys, authorities, &addresses)?;
        *self.announced.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(Announced { addresses, directory });
        Ok(())
    }

    /// The time, and whether the clock can be right. What begins or ends by itself waits while it cannot.
    #[must_use]
    pub fn time(&self) -> Time {
        self.watch.time(&self.clock)
    }
}
