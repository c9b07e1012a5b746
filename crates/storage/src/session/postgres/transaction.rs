//! One transaction on one connection. It begins with its first statement, in the same round trip; a statement that fails ends it, as
//! PostgreSQL has it.

use std::{
    cell::{Cell, RefCell},
    pin::pin,
    task::{Context, Poll, Waker},
};

use daylog_faults::{Fault, broken};
use futures_util::future::join;
use tokio_postgres::{Error, Statement, types::ToSql};

use super::{super::value::Value, connection::Connection};
use crate::{
    StorageError,
    server_error::{Refusal, ServerError},
};

/// A transaction that begins with its first statement and is rolled back when it is dropped before its end.
pub(crate) struct Session<'c> {
    pub(super) connection: &'c Connection,
    /// What begins it, and whether that was sent.
    begin: &'c str,
    has_begun: Cell<bool>,
    /// The error that ended it, which whoever asked may have kept to himself.
    failed: RefCell<Option<ServerError>>,
    is_over: Cell<bool>,
    /// Whether others are told of it.
    is_told: Cell<bool>,
    /// Answers that are being read in pieces.
    pub(super) cursors: Cell<usize>,
}

impl<'c> Session<'c> {
    pub(crate) fn new(connection: &'c Connection, begin: &'c str) -> Self {
        let (has_begun, is_over, is_told) = (Cell::new(false), Cell::new(false), Cell::new(false));
        Session { connection, begin, has_begun, failed: RefCell::default(), is_over, is_told, cursors: Cell::new(0) }
    }

    /// Waits for the answer with the calling thread. What begins the transaction goes first.
    pub(super) fn wait<T>(&self, work: impl Future<Output = Result<T, Error>>) -> Result<T, StorageError> {
        let answer = if self.has_begun.replace(true) {
            self.connection.wait(async { Ok(work.await?) })
        } else {
            self.connection.wait(async {
                let (begun, answer) = join(self.connection.client.batch_execute(self.begin), work).await;
                Ok(begun.and(answer)?)
            })
        };
        answer.map_err(|told: ServerError| {
            if told.ends_connection() {
                self.connection.give_up();
            }
            self.failed.borrow_mut().get_or_insert_with(|| told.clone());
            StorageError::Server(told)
        })
    }

    /// The statement, prepared for these values.
    pub(super) fn prepared(&self, sql: &str, params: &[Value<'_>]) -> Result<Statement, StorageError> {
        if let Some(known) = self.connection.statements.known(sql, params) {
            return Ok(known);
        }
        let (text, types) = self.connection.statements.translated(sql, params);
        let statement = self.wait(self.connection.client.prepare_typed(&text, &types))?;
        self.connection.statements.keep(sql, &statement);
        Ok(statement)
    }

    /// How many rows were changed.
    pub(super) fn run(&self, sql: &str, params: &[Value<'_>]) -> Result<usize, StorageError> {
        let statement = self.prepared(sql, params)?;
        let rows = self.wait(self.connection.client.execute_raw(&statement, bound(params)))?;
        usize::try_from(rows).map_err(|_| StorageError::Unreadable { what: "count" })
    }

    pub(crate) fn tells_others(&self) {
        self.is_told.set(true);
    }

    /// Ends it well: what it wrote is on disk when this returns. Where a statement failed there is nothing to commit. If others are
    /// to be told, `telling` does.
    pub(crate) fn commit(&self, telling: &str) -> Result<(), ServerError> {
        self.is_over.set(true);
        if let Some(failed) = self.failed.borrow().clone() {
            self.roll_back();
            return Err(failed);
        }
        if !self.has_begun.get() {
            return Ok(());
        }
        let _before = self.connection.was_warned();
        let committed = self.connection.wait(async { Ok(self.connection.client.batch_execute("COMMIT").await?) });
        // The one warning of a commit: somebody told it to wait no longer for a standby, which may never get it.
        let committed = committed.and_then(|()| if self.connection.was_warned() { Err(ServerError::warned()) } else { Ok(()) });
        committed.or_else(|error| self.uncommitted(error))?;
        if self.is_told.get() {
            self.send_only(telling);
        }
        Ok(())
    }

    fn uncommitted(&self, told: ServerError) -> Result<(), ServerError> {
        self.connection.give_up();
        match told.refusal {
            Refusal::Lost | Refusal::Silent if broken(Fault::UnknownCommitCounts) => Ok(()),
            // A server that goes away says so even where it has already committed, and one that says nothing may yet commit.
            Refusal::Lost | Refusal::Silent => Err(ServerError { refusal: Refusal::CommitUnknown, ..told }),
            _ => Err(told),
        }
    }

    /// What ended it, if anything did.
    pub(crate) fn failed(&self) -> Option<ServerError> {
        self.failed.borrow().clone()
    }

    /// Sent and not waited for: the connection's next statement stands behind it.
    fn roll_back(&self) {
        if self.has_begun.get() {
            self.send_only("ROLLBACK");
        }
    }

    pub(super) fn send_only(&self, sql: &str) {
        let sent = pin!(self.connection.client.batch_execute(sql)).poll(&mut Context::from_waker(Waker::noop()));
        if let Poll::Ready(Err(_)) = sent {
            self.connection.give_up();
        }
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        if !self.is_over.get() {
            self.roll_back();
        }
    }
}

/// Values as the client takes them.
pub(super) fn bound<'v>(params: &'v [Value<'v>]) -> impl ExactSizeIterator<Item = &'v (dyn ToSql + Sync)> {
    params.iter().map(|value| value as &(dyn ToSql + Sync))
}
