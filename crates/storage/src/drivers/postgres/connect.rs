//! The pool that keeps connections, and those beside it: a broken one is dropped, and the next call makes another.

use std::{sync::Arc, time::Duration};

use deadpool::{
    Runtime,
    managed::{self, PoolError, QueueMode, TimeoutType},
};
use pollster::block_on;
use tokio::sync::watch;

use super::{address::Address, listener, maker::Maker};
use crate::{
    server_error::{Refusal, ServerError},
    session::postgres::Connection,
    wakes::{Heard, Wakes},
};

/// The longest that a call waits for a connection when all are in use.
const WAIT: Duration = Duration::from_secs(10);

/// How long an answer may take beside the pool, where whole tables are read, sorted or given an index.
const APART: Duration = Duration::from_secs(15 * 60);

/// The pool and the runtime that carries its connections. Nothing of the runtime is waited for when it is dropped: that would
/// panic on a thread of another runtime.
pub(super) struct Connections {
    pool: managed::Pool<Maker>,
    maker: Arc<Maker>,
    runtime: Option<tokio::runtime::Runtime>,
}

impl Connections {
    pub(super) fn new(address: &Address) -> Result<Self, ServerError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("postgres")
            .enable_all()
            .build()
            .map_err(|_| ServerError::of(Refusal::Other))?;
        let pool = managed::Pool::builder(Maker::new(address)?)
            .max_size(address.bounds.pool)
            // The one that was used last has its statements prepared and planned.
            .queue_mode(QueueMode::Lifo)
            .wait_timeout(Some(WAIT.min(address.bounds.timeout)))
            .create_timeout(Some(address.let_in().min(address.bounds.timeout)))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|_| ServerError::of(Refusal::Other))?;
        Ok(Connections { pool, maker: Arc::new(Maker::new(address)?), runtime: Some(runtime) })
    }

    /// A connection of the pool; the calling thread waits for it. Refuses a pooler that keeps no sessions.
    pub(super) fn shared(&self) -> Result<managed::Object<Maker>, ServerError> {
        let _entered = self.runtime.as_ref().map(tokio::runtime::Runtime::enter);
        block_on(self.pool.get()).map_err(|error| match error {
            PoolError::Backend(error) => error,
            PoolError::Timeout(TimeoutType::Wait) => ServerError::of(Refusal::TooMany),
            _ => ServerError::of(Refusal::Unreachable),
        })
    }

    /// Listens on a connection beside the pool, as long as somebody wants to hear.
    pub(super) fn wakes(&self) -> Wakes {
        let (heard, hearing) = watch::channel(Heard::default());
        if let Some(runtime) = &self.runtime {
            runtime.spawn(listener::listen(self.maker.clone(), self.maker.address.schema.clone(), heard));
        }
        Wakes::of(hearing)
    }

    /// One beside the pool, for work that is long.
    pub(super) fn apart(&self) -> Result<Connection, ServerError> {
        let _entered = self.runtime.as_ref().map(tokio::runtime::Runtime::enter);
        block_on(async {
            let opened = tokio::time::timeout(self.maker.address.let_in(), self.maker.open(None, APART)).await;
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
