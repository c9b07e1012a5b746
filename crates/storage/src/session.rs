//! What a table function is given: a snapshot to read, or a transaction to write. Which database is behind it is not said.

use std::ops::Deref;

use rusqlite::{CachedStatement, Connection, Params, Row, Statement};

/// One snapshot of the database.
#[derive(Clone, Copy)]
pub struct Read<'c>(&'c Connection);

/// One transaction under the write lock. Everything that it writes is on disk when it has ended well, or nothing of it.
#[derive(Clone, Copy)]
pub struct Write<'c>(Read<'c>);

impl<'c> Read<'c> {
    pub(crate) fn new(connection: &'c Connection) -> Self {
        Read(connection)
    }

    pub(crate) fn connection(&self) -> &'c Connection {
        self.0
    }

    /// A statement that is kept for the next caller.
    pub fn prepare_cached(&self, sql: &str) -> rusqlite::Result<CachedStatement<'c>> {
        self.0.prepare_cached(sql)
    }

    pub fn prepare(&self, sql: &str) -> rusqlite::Result<Statement<'c>> {
        self.0.prepare(sql)
    }

    pub fn query_row<T>(&self, sql: &str, params: impl Params, row: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        self.0.query_row(sql, params, row)
    }
}

impl<'c> Write<'c> {
    pub(crate) fn new(connection: &'c Connection) -> Self {
        Write(Read(connection))
    }

    /// How many rows were changed.
    pub fn execute(&self, sql: &str, params: impl Params) -> rusqlite::Result<usize> {
        self.connection().execute(sql, params)
    }

    pub fn execute_batch(&self, sql: &str) -> rusqlite::Result<()> {
        self.connection().execute_batch(sql)
    }

    /// The identity of the row that was inserted last.
    #[must_use]
    pub fn last_insert_rowid(&self) -> i64 {
        self.connection().last_insert_rowid()
    }
}

impl<'c> Deref for Write<'c> {
    type Target = Read<'c>;

    fn deref(&self) -> &Read<'c> {
        &self.0
    }
}
