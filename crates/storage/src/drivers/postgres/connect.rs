//! Connections and the pool that keeps them: a broken one is dropped, and the next call makes another.

use std::{sync::Arc, time::Duration};

use deadpool::{
    Runtime,
    managed::{self, Metrics, PoolError, QueueMode, RecycleError, RecycleResult, TimeoutType},
};
use pollster::block_on;
use tokio_postgres::NoTls;

use super::{
    address::{Address, CONNECT_TIMEOUT},
    schema::TABLES,
    tls::Tls,
};
use crate::{
    server_error::{Refusal, ServerError},
    session::postgres::Connection,
};

/// Connections of one process to one district's database. Writers of one process take turns: one of these is theirs.
const MOST: usize = 16;

/// How long a call waits for a connection when all are in use.
const WAIT: Duration = Duration::from_secs(10);

/// What holds for every connection: what waits for a lock, or holds one and says nothing, is ended by the server.
/// Compiling a statement costs more than running it here.
const SETUP: &str = "SET lock_timeout = '20s'; SET idle_in_transaction_session_timeout = '2min'; SET jit = off";

/// Makes connections, and looks at one before it is used again.
pub(super) struct Maker {
    address: Address,
    tls: Option<Tls>,
}

pub(super) type Pool = managed::Pool<Maker>;
pub(super) type Pooled = managed::Object<Maker>;

impl managed::Manager for Maker {
    type Type = Connection;
    type Error = ServerError;

    async fn create(&self) -> Result<Connection, ServerError> {
        let client = match self.tls.clone() {
            None => {
                let (client, line) = self.address.config.connect(NoTls).await.map_err(|error| ServerError::connecting(&error))?;
                tokio::spawn(line);
                client
            }
            Some(tls) => {
                let (client, line) = self.address.config.connect(tls).await.map_err(|error| ServerError::connecting(&error))?;
                tokio::spawn(line);
                client
            }
        };
        client.batch_execute(SETUP).await?;
        Ok(Connection::new(client, &self.address.schema, &TABLES))
    }

    async fn recycle(&self, connection: &mut Connection, _: &Metrics) -> RecycleResult<ServerError> {
        if connection.is_broken() {
            return Err(RecycleError::message("closed"));
        }
        Ok(())
    }
}

/// The pool and the runtime that carries its connections. Nothing of the runtime is waited for when it is dropped: that would
/// panic on a thread of another runtime.
pub(super) struct Connections {
    pool: Pool,
    maker: Arc<Maker>,
    runtime: Option<tokio::runtime::Runtime>,
}

impl Connections {
    pub(super) fn new(address: &Address) -> Result<Self, ServerError> {
        let maker = || Ok::<_, ServerError>(Maker { address: address.clone(), tls: Tls::new(&address.encryption)? });
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("postgres")
            .enable_all()
            .build()
            .map_err(|_| ServerError::of(Refusal::Other))?;
        let pool = Pool::builder(maker()?)
            .max_size(MOST)
            // The one that was used last has its statements prepared and planned.
            .queue_mode(QueueMode::Lifo)
            .wait_timeout(Some(WAIT))
            .create_timeout(Some(CONNECT_TIMEOUT * 2))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|_| ServerError::of(Refusal::Other))?;
        Ok(Connections { pool, maker: Arc::new(maker()?), runtime: Some(runtime) })
    }

    /// A connection of the pool; the calling thread waits for it.
    pub(super) fn shared(&self) -> Result<Pooled, ServerError> {
        let _entered = self.runtime.as_ref().map(tokio::runtime::Runtime::enter);
        block_on(self.pool.get()).map_err(|error| match error {
            PoolError::Backend(error) => error,
            PoolError::Timeout(TimeoutType::Wait) => ServerError::of(Refusal::TooMany),
            _ => ServerError::of(Refusal::Unreachable),
        })
    }

    /// One beside the pool, for work that is long.
    pub(super) fn apart(&self) -> Result<Connection, ServerError> {
        use managed::Manager;
        let _entered = self.runtime.as_ref().map(tokio::runtime::Runtime::enter);
        block_on(async {
            tokio::time::timeout(CONNECT_TIMEOUT * 2, self.maker.create()).await.map_err(|_| ServerError::of(Refusal::Unreachable))?
        })
    }
}

impl Drop for Connections {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
