//! Empty district databases of every kind. Which kind a suite runs on says the environment; what the tests say is the same.

#![allow(clippy::panic)]

mod copies;

use std::{
    env,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU32, Ordering},
};

use daylog_storage::{
    Address, Database, DatabaseKey, StorageError,
    content::{ContentKey, ContentKeys},
};

use crate::postgres::{Version, shared};

/// Names the kind for suites that do not ask for one: `sqlite`, which is what holds without it, `encrypted`, `postgres15` or
/// `postgres18`.
pub const CHOICE: &str = "DAYLOG_TEST_DATABASE";

/// Names a cluster of the chosen version that several test programs share: `postgres://…`. Without it each makes its own.
pub const CLUSTER: &str = "DAYLOG_TEST_CLUSTER";

/// The file of an embedded database.
pub const FILE: &str = "server.db";

/// The file of the keys that content is encrypted under.
pub const CONTENT_KEY: &str = "content.key";

/// What can hold a district.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    /// An embedded one that gets content encrypted, as a server that others operate does.
    Encrypted,
    Postgres(Version),
}

impl Kind {
    /// Where a district's folder notes its database to be; none for the folder itself.
    #[must_use]
    pub fn fresh_url(self) -> Option<String> {
        match self {
            Kind::Sqlite | Kind::Encrypted => None,
            Kind::Postgres(version) => Some(fresh_url(version)),
        }
    }

    /// # Panics
    /// When the environment names no kind.
    #[must_use]
    pub fn chosen() -> Self {
        match env::var(CHOICE).as_deref() {
            Err(_) | Ok("sqlite") => Kind::Sqlite,
            Ok("encrypted") => Kind::Encrypted,
            Ok("postgres15") => Kind::Postgres(Version::V15),
            Ok("postgres18") => Kind::Postgres(Version::V18),
            Ok(other) => panic!("{CHOICE} is sqlite, encrypted, postgres15 or postgres18, not {other}"),
        }
    }
}

/// Where a database of a test is, and the folder of its content keys where it has any.
#[derive(Debug, Clone)]
pub enum At {
    File(PathBuf),
    EncryptedFile(PathBuf, PathBuf),
    Schema(Box<Address>, PathBuf),
}

impl At {
    /// A place of the chosen kind where no database is yet; a file in this folder.
    #[must_use]
    pub fn new(kind: Kind, folder: &Path) -> Self {
        let key = folder.join(CONTENT_KEY);
        match kind {
            Kind::Sqlite => At::File(folder.join(FILE)),
            Kind::Encrypted => At::EncryptedFile(folder.join(FILE), key),
            Kind::Postgres(version) => At::Schema(Box::new(fresh_address(version)), key),
        }
    }

    /// The schema that this URL names; its content keys in this folder.
    ///
    /// # Panics
    /// When it is no address.
    #[must_use]
    pub fn on_server(address: &str, folder: &Path) -> Self {
        let address = Address::parse(address).unwrap_or_else(|why| panic!("{why}"));
        At::Schema(Box::new(address), folder.join(CONTENT_KEY))
    }

    /// What content is encrypted under there, if it is.
    #[must_use]
    pub fn content_keys(&self) -> Option<ContentKeys> {
        match self {
            At::File(_) => None,
            At::EncryptedFile(_, content) | At::Schema(_, content) => content_keys(content).ok(),
        }
    }

    pub fn create(&self) -> Result<Database, StorageError> {
        match self {
            At::File(path) => Database::create(path, &key()),
            At::EncryptedFile(path, content) => Database::create_with(path, &key(), &content_keys(content)?),
            At::Schema(address, content) => Database::create_at(address, &content_keys(content)?),
        }
    }

    /// As a further process opens it.
    pub fn open(&self) -> Result<Database, StorageError> {
        match self {
            At::File(path) => Database::open(path, &key()),
            At::EncryptedFile(path, content) => Database::open_with(path, &key(), &content_keys(content)?),
            At::Schema(address, content) => Database::connect(address, &content_keys(content)?),
        }
    }
}

/// Those in this file, which is made where it is not there.
pub fn content_keys(path: &Path) -> Result<ContentKeys, StorageError> {
    if path.exists() { ContentKeys::open(path) } else { ContentKeys::create(path, ContentKey::new([5; 32])) }
}

/// The address of a schema that is not there yet, on the cluster that the environment names or on this process's.
///
/// # Panics
/// When the cluster cannot be made.
#[must_use]
pub fn fresh_url(version: Version) -> String {
    static DISTRICTS: AtomicU32 = AtomicU32::new(1);
    let district = DISTRICTS.fetch_add(1, Ordering::Relaxed);
    let named = env::var(CLUSTER).ok().filter(|_| Kind::chosen() == Kind::Postgres(version));
    let cluster = named.unwrap_or_else(|| shared(version).url("postgres"));
    format!("{cluster}?district=d{}_{district}", process::id())
}

/// The same, read.
///
/// # Panics
/// When the cluster cannot be made.
#[must_use]
pub fn fresh_address(version: Version) -> Address {
    Address::parse(&fresh_url(version)).unwrap_or_else(|why| panic!("{why}"))
}

/// The key of every embedded database here, for those who read its pages.
pub const KEY: [u8; 32] = [1; 32];

#[must_use]
pub fn key() -> DatabaseKey {
    DatabaseKey::new(KEY)
}
