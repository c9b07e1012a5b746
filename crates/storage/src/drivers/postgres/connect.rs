//! Connections and the pool that keeps them: a broken one is dropped, and the next call makes another.

use std::{future::ready, pin::Pin, sync::Arc, time::Duration};

use deadpool::{
    Runtime,
    managed::{self, Metrics, PoolError, QueueMode, RecycleError, RecycleResult, TimeoutType},
};
use futures_util::{Stream, TryStreamExt, stream};
use pollster::block_on;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_postgres::{AsyncMessage, Client, Error, NoTls};

use super::{
    address::{Address, CONNECT_TIMEOUT},
    schema::TABLES,
    tls::Tls,
};
use crate::{
    server_error::{Refusal, ServerError},
    session::postgres::Connection,
};

/// How long a server may take to let somebody in, with everything that is said before.
const LET_IN: Duration = CONNECT_TIMEOUT.saturating_mul(2);

/// The longest that a call waits for a connection when all are in use.
const WAIT: Duration = Duration::from_secs(10);

/// How much longer than the server's own deadline its answer is waited for: the server can say which transaction stood in the way.
const GRACE: Duration = Duration::from_secs(1);

/// How long an answer may take beside the pool, where whole tables are read, sorted or given an index.
const APART: Duration = Duration::from_secs(15 * 60);

/// Makes connections, and looks at one before it is used again.
pub(super) struct Maker {
    address: Address,
    tls: Option<Tls>,
}

pub(super) type Pool = managed::Pool<Maker>;
pub(super) type Pooled = managed::Object<Maker>;

/// What a server says without being asked; as long as it is read, the client's bytes are carried.
pub(super) type Messages = Pin<Box<dyn Stream<Item = Result<AsyncMessage, Error>> + Send>>;

impl Maker {
    /// A client, and what carries its bytes.
    pub(super) async fn dial(&self) -> Result<(Client, Messages), ServerError> {
        let told = |error: Error| ServerError::connecting(&error);
        Ok(match self.tls.clone() {
            None => {
                let (client, line) = self.address.config.connect(NoTls).await.map_err(told)?;
                (client, messages(line))
            }
            Some(tls) => {
                let (client, line) = self.address.config.connect(tls).await.map_err(told)?;
                (client, messages(line))
            }
        })
    }

    /// A connection whose statements the server ends after `ended`, if it does, and whose answers are waited for until `limit`.
    async fn open(&self, ended: Option<Duration>, limit: Duration) -> Result<Connection, ServerError> {
        let (client, messages) = self.dial().await?;
        let line = tokio::spawn(messages.try_for_each(|_| ready(Ok(())))).abort_handle();
        client.batch_execute(&setup(ended, self.address.bounds.timeout)).await?;
        Ok(Connection::new((client, line), limit, &self.address.schema, &TABLES))
    }
}

fn messages<S, T>(mut line: tokio_postgres::Connection<S, T>) -> Messages
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    Box::pin(stream::poll_fn(move |context| line.poll_message(context)))
}

/// What runs or waits for a lock for too long, or holds one and says nothing, is ended by the server. A commit is not: where a
/// standby is waited for, a server that is told to wait no longer answers as if it had waited.
/// Compiling a statement costs more than running it here.
fn setup(ended: Option<Duration>, timeout: Duration) -> String {
    let (statement, lock) = (ended.unwrap_or_default().as_millis(), (timeout * 2 / 3).as_millis());
    format!(
        "SET statement_timeout = {statement}; SET lock_timeout = {lock}; SET idle_in_transaction_session_timeout = '2min'; SET jit = off"
    )
}

impl managed::Manager for Maker {
    type Type = Connection;
    type Error = ServerError;

    async fn create(&self) -> Result<Connection, ServerError> {
        let timeout = self.address.bounds.timeout;
        self.open(Some(timeout), timeout + GRACE).await
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
            .max_size(address.bounds.pool)
            // The one that was used last has its statements prepared and planned.
            .queue_mode(QueueMode::Lifo)
            .wait_timeout(Some(WAIT.min(address.bounds.timeout)))
            .create_timeout(Some(LET_IN.min(address.bounds.timeout)))
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
        let _entered = self.runtime.as_ref().map(tokio::runtime::Runtime::enter);
        block_on(async {
            let opened = tokio::time::timeout(LET_IN, self.maker.open(None, APART)).await;
            opened.map_err(|_| ServerError::of(Refusal::Unreachable))?
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
