//! Making connections, and looking at one before it is used again.

use std::{
    future::ready,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use deadpool::managed::{self, Metrics, RecycleError, RecycleResult};
use futures_util::{Stream, TryStreamExt, stream};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_postgres::{AsyncMessage, Client, Error, NoTls, error::SqlState};

use super::{address::Address, pooler, schema::TABLES, tls::Tls};
use crate::{
    server_error::ServerError,
    session::postgres::{Connection, Line},
};

/// How much longer than the server's own deadline its answer is waited for: the server can say which transaction stood in the way.
const GRACE: Duration = Duration::from_secs(1);

/// Makes connections, and looks at one before it is used again.
pub(super) struct Maker {
    pub(super) address: Address,
    tls: Option<Tls>,
    /// Whether connections of the pool were seen to keep their backends, and none of them broke off since.
    keep_backends: AtomicBool,
}

/// What a server says without being asked; as long as it is read, the client's bytes are carried.
pub(super) type Messages = Pin<Box<dyn Stream<Item = Result<AsyncMessage, Error>> + Send>>;

impl Maker {
    pub(super) fn new(address: &Address) -> Result<Self, ServerError> {
        Ok(Maker { address: address.clone(), tls: Tls::new(&address.encryption)?, keep_backends: AtomicBool::default() })
    }

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
    pub(super) async fn open(&self, ended: Option<Duration>, limit: Duration) -> Result<Connection, ServerError> {
        let (client, messages) = self.dial().await?;
        let is_warned = Arc::<AtomicBool>::default();
        let warned = is_warned.clone();
        let carried = messages.try_for_each(move |message| {
            if matches!(&message, AsyncMessage::Notice(notice) if *notice.code() == SqlState::WARNING) {
                warned.store(true, Ordering::SeqCst);
            }
            ready(Ok(()))
        });
        let line = Line { task: tokio::spawn(carried).abort_handle(), is_warned };
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
        let connection = self.open(Some(timeout), timeout + GRACE).await?;
        if !self.keep_backends.load(Ordering::SeqCst) {
            let other = self.open(None, timeout + GRACE).await?;
            pooler::refuse_lent_backends(&connection.client, &other.client).await?;
            self.keep_backends.store(true, Ordering::SeqCst);
        }
        Ok(connection)
    }

    async fn recycle(&self, connection: &mut Connection, _: &Metrics) -> RecycleResult<ServerError> {
        if connection.is_broken() {
            // Whoever answers next may be another one.
            self.keep_backends.store(false, Ordering::SeqCst);
            return Err(RecycleError::message("closed"));
        }
        Ok(())
    }
}
