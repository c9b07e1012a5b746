//! A connection and the statements that it has prepared.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::task::AbortHandle;
use tokio_postgres::{Client, Statement, types::Type};

use super::{
    super::{from_postgres, value::Value},
    deadline::within,
    translated::translated,
};
use crate::server_error::{Refusal, ServerError};

/// What carries a client's bytes.
pub(crate) struct Line {
    pub(crate) task: AbortHandle,
    /// Whether the server warned of something. It does so before it answers.
    pub(crate) is_warned: Arc<AtomicBool>,
}

/// A connection to one district's schema.
pub(crate) struct Connection {
    pub(crate) client: Client,
    line: Line,
    /// How long an answer may take.
    limit: Duration,
    pub(super) statements: Statements,
    /// Said by whoever found it to be of no more use.
    is_broken: Cell<bool>,
}

impl Connection {
    pub(crate) fn new((client, line): (Client, Line), limit: Duration, schema: &str, tables: &'static [&'static str]) -> Self {
        let statements = Statements { schema: schema.to_owned(), tables, kept: RefCell::default() };
        Connection { client, line, limit, statements, is_broken: Cell::new(false) }
    }

    /// Waits for the answer with the calling thread. Where none comes in time nothing that was asked is waited for any more: the
    /// connection is cut, and whoever is at its other end rolls back what was not committed.
    pub(crate) fn wait<T, E: From<ServerError>>(&self, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        within(self.limit, work).unwrap_or_else(|| {
            self.give_up();
            self.line.task.abort();
            Err(ServerError::of(Refusal::Silent).into())
        })
    }

    /// Whether the server warned of something since this was last asked.
    pub(super) fn was_warned(&self) -> bool {
        self.line.is_warned.swap(false, Ordering::SeqCst)
    }

    pub(crate) fn is_broken(&self) -> bool {
        self.client.is_closed() || self.is_broken.get()
    }

    pub(super) fn give_up(&self) {
        self.is_broken.set(true);
    }
}

/// The prepared statements of a connection, by the text that the table functions have; one for each set of types that its
/// parameters came with.
pub(super) struct Statements {
    pub(super) schema: String,
    tables: &'static [&'static str],
    kept: RefCell<HashMap<String, Vec<Statement>>>,
}

/// Texts that are put together with their values' count could be without number.
const STATEMENTS_KEPT: usize = 500;

impl Statements {
    /// The statement in PostgreSQL's words, and the types of its parameters as far as these values say them.
    pub(super) fn translated(&self, sql: &str, params: &[Value<'_>]) -> (String, Vec<Type>) {
        (translated(sql, &self.schema, self.tables), params.iter().map(from_postgres::of_parameter).collect())
    }

    pub(super) fn known(&self, sql: &str, params: &[Value<'_>]) -> Option<Statement> {
        let kept = self.kept.borrow();
        let fits = |statement: &&Statement| params.iter().zip(statement.params()).all(|(value, of)| from_postgres::fits(value, of));
        kept.get(sql)?.iter().find(fits).cloned()
    }

    pub(super) fn keep(&self, sql: &str, statement: &Statement) {
        let mut kept = self.kept.borrow_mut();
        if kept.len() >= STATEMENTS_KEPT {
            kept.clear();
        }
        kept.entry(sql.to_owned()).or_default().push(statement.clone());
    }
}
