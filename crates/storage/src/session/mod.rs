//! What a table function is given: a snapshot to read, or a transaction to write. Which database is behind it is not said.

mod content;
mod from_postgres;
mod from_sqlite;
mod lists;
pub(crate) mod postgres;
mod row;
mod sql;
pub(crate) mod sqlite;
mod value;

pub(crate) use lists::{named_parts, parts};
pub use row::Row;
pub use sql::Sql;
pub use value::{FromValue, ToValue, Value};

use std::ops::Deref;

use crate::{StorageError, content::Cipher, counted};

/// One snapshot of the database.
#[derive(Clone, Copy)]
pub struct Read<'c>(Session<'c>, Option<&'c Cipher>);

#[derive(Clone, Copy)]
enum Session<'c> {
    Sqlite(&'c sqlite::Session<'c>),
    Postgres(&'c postgres::Session<'c>),
}

/// One transaction under the write lock. Everything that it writes is on disk when it has ended well, or nothing of it.
#[derive(Clone, Copy)]
pub struct Write<'c>(Read<'c>);

impl<'c> Read<'c> {
    pub(crate) fn sqlite(session: &'c sqlite::Session<'c>) -> Self {
        Read(Session::Sqlite(session), None)
    }

    /// Content passes through this cipher, if there is one.
    pub(crate) fn with(self, cipher: Option<&'c Cipher>) -> Self {
        Read(self.0, cipher)
    }

    pub(crate) fn cipher(&self) -> Option<&'c Cipher> {
        self.1
    }

    pub(crate) fn postgres(session: &'c postgres::Session<'c>) -> Self {
        Read(Session::Postgres(session), None)
    }

    /// The first row of the answer, of which there must be one.
    pub fn one<'s, T>(
        &self,
        sql: impl Into<Sql<'s>>,
        params: &[Value<'_>],
        read: impl FnOnce(&Row<'_>) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        self.optional(sql, params, read)?.ok_or(StorageError::Unreadable { what: "row" })
    }

    /// The first row of the answer, if there is one.
    pub fn optional<'s, T>(
        &self,
        sql: impl Into<Sql<'s>>,
        params: &[Value<'_>],
        read: impl FnOnce(&Row<'_>) -> Result<T, StorageError>,
    ) -> Result<Option<T>, StorageError> {
        let sql = counted(sql, params);
        match self.0 {
            Session::Sqlite(session) => sqlite::optional(session, sql.sqlite, params, |row| read(&row.with(self.1))),
            Session::Postgres(session) => postgres::optional(session, sql.postgres, params, |row| read(&row.with(self.1))),
        }
    }

    /// Every row of the answer.
    pub fn many<'s, T>(
        &self,
        sql: impl Into<Sql<'s>>,
        params: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, StorageError>,
    ) -> Result<Vec<T>, StorageError> {
        let sql = sql.into();
        if let Session::Postgres(session) = self.0 {
            counted::count(sql, params);
            return postgres::many(session, sql.postgres, params, |row| read(&row.with(self.1)));
        }
        let mut found = Vec::new();
        self.each(sql, params, |row| {
            found.push(read(row)?);
            Ok::<_, StorageError>(())
        })?;
        Ok(found)
    }

    /// Calls `look` with every row of the answer, which is never held as a whole.
    pub fn each<'s, E: From<StorageError>>(
        &self,
        sql: impl Into<Sql<'s>>,
        params: &[Value<'_>],
        mut look: impl FnMut(&Row<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = counted(sql, params);
        match self.0 {
            Session::Sqlite(session) => sqlite::each(session, sql.sqlite, params, |row| look(&row.with(self.1))),
            Session::Postgres(session) => postgres::each(session, sql.postgres, params, |row| look(&row.with(self.1))),
        }
    }
}

impl<'c> Write<'c> {
    pub(crate) fn sqlite(session: &'c sqlite::Session<'c>) -> Self {
        Write(Read::sqlite(session))
    }

    pub(crate) fn postgres(session: &'c postgres::Session<'c>) -> Self {
        Write(Read::postgres(session))
    }

    pub(crate) fn with(self, cipher: Option<&'c Cipher>) -> Self {
        Write(self.0.with(cipher))
    }

    /// How many rows were changed.
    pub fn run<'s>(&self, sql: impl Into<Sql<'s>>, params: &[Value<'_>]) -> Result<usize, StorageError> {
        let sql = counted(sql, params);
        match self.0.0 {
            Session::Sqlite(session) => sqlite::run(session, sql.sqlite, params),
            Session::Postgres(session) => postgres::run(session, sql.postgres, params),
        }
    }

    /// Runs one statement for each of these parameters, in one round trip; how many rows were changed by all of them.
    pub fn run_each<'s, 'v, R: AsRef<[Value<'v>]>>(&self, sql: impl Into<Sql<'s>>, params: &[R]) -> Result<usize, StorageError> {
        if params.is_empty() {
            return Ok(0);
        }
        let sql = counted(sql, params.first().map_or(&[], AsRef::as_ref));
        match self.0.0 {
            Session::Sqlite(session) => sqlite::run_each(session, sql.sqlite, params),
            Session::Postgres(session) => postgres::run_each(session, sql.postgres, params),
        }
    }

    /// Where the database can, other processes hear of this transaction once it is committed.
    pub fn tells_others(&self) {
        if let Session::Postgres(session) = self.0.0 {
            session.tells_others();
        }
    }

    /// Adds rows, the fastest way that the database has. `into` names the table and its columns: `tree (position, hash)`.
    pub fn copy_in<'v, R: AsRef<[Value<'v>]>>(&self, into: &str, rows: impl IntoIterator<Item = R>) -> Result<usize, StorageError> {
        match self.0.0 {
            Session::Sqlite(session) => sqlite::copy_in(session, into, rows),
            Session::Postgres(session) => postgres::copy_in(session, into, rows),
        }
    }
}

impl<'c> Deref for Write<'c> {
    type Target = Read<'c>;

    fn deref(&self) -> &Read<'c> {
        &self.0
    }
}

fn counted<'s>(sql: impl Into<Sql<'s>>, params: &[Value<'_>]) -> Sql<'s> {
    let sql = sql.into();
    counted::count(sql, params);
    sql
}
