//! The district's schema on its server: sessions on connections of a pool.

use std::{
    hash::{BuildHasher, RandomState},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use daylog_faults::{Fault, broken};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::{
    address::Address,
    connect::Connections,
    listener,
    schema::{self, STEPS},
};
use crate::{
    Read, StorageError, Write,
    content::{Cipher, ContentKeys, Table},
    params,
    server_error::{Refusal, ServerError},
    session::postgres::{Session, within},
    wakes::Wakes,
};

/// One snapshot. It is of the moment of the first statement, which comes in the same round trip.
const BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// How often a transaction that others stood in the way of is run.
const TRIES: u32 = 8;

/// The longest pause before the second try; it doubles with each.
const PAUSE: Duration = Duration::from_millis(5);

/// The database of one district, as a schema. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Database(Arc<Inner>);

struct Inner {
    connections: Connections,
    /// Writers of one process take turns here, and hold no connection while they wait.
    turn: Semaphore,
    /// How long they wait.
    timeout: Duration,
    /// The district's one counter is locked first, so that writers of all processes follow each other.
    begin_write: String,
    /// What tells other processes of a write.
    telling: String,
    schema: String,
    /// Under which content is encrypted before it goes there.
    content: ContentKeys,
    /// Whether the server refused the last thing that was to be written.
    is_refused: AtomicBool,
}

impl Database {
    /// Makes the district's schema. Refuses one that holds anything.
    pub(crate) fn create(address: &Address, content: &ContentKeys) -> Result<Self, StorageError> {
        let database = Self::around(address, content)?;
        drop(database.0.connections.shared()?);
        schema::create(&database.0.connections.apart()?, &address.schema)?;
        Ok(database)
    }

    /// Opens the district's schema and brings it to this program's version; a newer one is refused before any write.
    pub(crate) fn connect(address: &Address, content: &ContentKeys) -> Result<Self, StorageError> {
        let database = Self::around(address, content)?;
        drop(database.0.connections.shared()?);
        schema::migrate(&database.0.connections.apart()?, &address.schema, STEPS)?;
        Ok(database)
    }

    pub(crate) fn remove(address: &Address) -> Result<(), StorageError> {
        let connections = Connections::new(address)?;
        Ok(schema::remove(&connections.apart()?, &address.schema)?)
    }

    fn around(address: &Address, content: &ContentKeys) -> Result<Self, StorageError> {
        let schema = address.schema.clone();
        let is_locked = !broken(Fault::FeedLockedLate) && !broken(Fault::FeedBySequence);
        let lock = if is_locked { " FOR UPDATE" } else { "" };
        let begin_write = format!("BEGIN ISOLATION LEVEL READ COMMITTED; SELECT last FROM {schema}.feed WHERE id = 1{lock}");
        let (turn, is_refused) = (Semaphore::new(1), AtomicBool::default());
        Ok(Database(Arc::new(Inner {
            connections: Connections::new(address)?,
            turn,
            timeout: address.bounds.timeout,
            begin_write,
            telling: listener::telling(&schema),
            schema,
            content: content.clone(),
            is_refused,
        })))
    }

    pub(crate) fn read<T, E: From<StorageError>>(&self, work: impl FnOnce(&Read<'_>) -> Result<T, E>) -> Result<T, E> {
        let connection = self.0.connections.shared().map_err(StorageError::from)?;
        let session = Session::new(&connection, BEGIN_READ);
        let cipher = Cipher::new(&self.0.content);
        work(&Read::postgres(&session).with(Some(&cipher)))
    }

    /// On a connection beside the pool.
    pub(crate) fn read_apart<T>(&self, work: impl FnOnce(&Read<'_>) -> Result<T, StorageError>) -> Result<T, StorageError> {
        let connection = self.0.connections.apart()?;
        let session = Session::new(&connection, BEGIN_READ);
        let cipher = Cipher::new(&self.0.content);
        work(&Read::postgres(&session).with(Some(&cipher)))
    }

    /// Runs `work` again, from its beginning, where others stood in the way or the connection went before the commit.
    pub(crate) fn write<T, E: From<StorageError>>(&self, mut work: impl FnMut(&Write<'_>) -> Result<T, E>) -> Result<T, E> {
        let _turn = self.turn().map_err(StorageError::from)?;
        let mut tried = 1;
        loop {
            let (result, failed) = self.try_write(&mut work)?;
            match failed {
                Some(failed) if failed.may_run_again() && tried < TRIES => pause(tried),
                failed => {
                    let is_refused = failed.is_some_and(|failed| matches!(failed.refusal, Refusal::Full | Refusal::ReadOnly));
                    self.0.is_refused.store(is_refused, Ordering::Relaxed);
                    return result;
                }
            }
            tried += 1;
        }
    }

    /// Comes in the order in which it was asked for. Whoever has it may wait for a server that does not answer.
    fn turn(&self) -> Result<SemaphorePermit<'_>, ServerError> {
        within(self.0.timeout, self.0.turn.acquire()).and_then(Result::ok).ok_or_else(|| ServerError::of(Refusal::Busy))
    }

    fn try_write<T, E: From<StorageError>>(
        &self,
        work: impl FnOnce(&Write<'_>) -> Result<T, E>,
    ) -> Result<(Result<T, E>, Option<ServerError>), E> {
        let connection = self.0.connections.shared().map_err(StorageError::from)?;
        let session = Session::new(&connection, &self.0.begin_write);
        let cipher = Cipher::new(&self.0.content);
        Ok(match work(&Write::postgres(&session).with(Some(&cipher))) {
            Ok(done) => match session.commit(&self.0.telling) {
                Ok(()) => (Ok(done), None),
                Err(failed) => (Err(StorageError::Server(failed.clone()).into()), Some(failed)),
            },
            Err(error) => (Err(error), session.failed()),
        })
    }

    /// Listens on a connection of its own.
    pub(crate) fn wakes(&self) -> Wakes {
        self.0.connections.wakes()
    }

    /// Whether something was refused, as far as is known, for a reason that may pass.
    pub(crate) fn is_refused(&self) -> bool {
        self.0.is_refused.load(Ordering::Relaxed)
    }

    /// What the tables of the district and their indexes take.
    pub(crate) fn bytes(&self) -> Result<u64, StorageError> {
        let sql = "SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class
                   WHERE relkind = 'r' AND relnamespace = ?1::text::regnamespace";
        self.read(|db| db.one(sql, params![self.0.schema], |row| row.get(0)))
    }

    /// Lets the server look at its tables as they are now. It does so by itself a minute after they were filled; until then it plans
    /// as if they were empty, and looks every row of an index up in its table. Nothing depends on it.
    pub(crate) fn look_over(&self) -> Result<(), StorageError> {
        let connection = self.0.connections.apart()?;
        let tables: Vec<String> = schema::TABLES.iter().map(|table| format!("{}.{table}", self.0.schema)).collect();
        let sql = format!("VACUUM (ANALYZE) {}", tables.join(", "));
        Ok(connection.wait(async { Ok::<_, ServerError>(connection.client.batch_execute(&sql).await?) })?)
    }

    /// Writes the tables with content anew, without what went; false when it is to be tried again.
    pub(crate) fn rewrite(&self) -> Result<bool, StorageError> {
        let connection = self.0.connections.apart()?;
        let tables: Vec<String> = Table::ALL.iter().map(|table| format!("{}.{}", self.0.schema, table.name)).collect();
        // While this waits for a reader, everybody who comes later waits behind it.
        let soon = "SET lock_timeout = '1s'";
        let sql = format!("VACUUM FULL {}", tables.join(", "));
        let rewritten = connection.wait(async {
            connection.client.batch_execute(soon).await?;
            Ok(connection.client.batch_execute(&sql).await?)
        });
        match rewritten {
            Ok(()) => Ok(true),
            Err(ServerError { refusal: Refusal::Busy | Refusal::Full | Refusal::Silent, state, .. }) => {
                tracing::warn!(state, "what holds content could not be rewritten after a purge; it is tried again");
                Ok(false)
            }
            Err(error) => Err(StorageError::Server(error)),
        }
    }
}

/// Somewhere within a time that doubles, so that two that met do not meet again.
fn pause(tried: u32) {
    let longest = PAUSE.saturating_mul(1 << tried.min(6)).as_micros();
    let chosen = u128::from(RandomState::new().hash_one(tried)) % longest.max(1);
    thread::sleep(Duration::from_micros(u64::try_from(chosen).unwrap_or_default()));
}
