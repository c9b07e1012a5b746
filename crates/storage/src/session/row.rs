//! One row of an answer. Which database gave it is not said.

use super::{
    from_postgres, from_sqlite,
    value::{FromValue, Value},
};
use crate::{
    StorageError,
    content::{Cipher, Column},
};

/// One row, as long as the statement stands on it.
#[derive(Clone, Copy)]
pub struct Row<'r>(Kind<'r>, Option<&'r Cipher>);

#[derive(Clone, Copy)]
enum Kind<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r tokio_postgres::Row),
}

impl<'r> Row<'r> {
    pub(crate) fn sqlite(row: &'r rusqlite::Row<'r>) -> Self {
        Row(Kind::Sqlite(row), None)
    }

    /// Content passes through this cipher, if there is one.
    pub(super) fn with(self, cipher: Option<&'r Cipher>) -> Self {
        Row(self.0, cipher)
    }

    /// A column that holds content, as it was before it was encrypted. `of` are the numbers of its row: `Table::row`.
    pub fn content(&self, column: Column, of: &[i64], place: usize) -> Result<Vec<u8>, StorageError> {
        match (self.value(place)?, self.1) {
            (Value::Bytes(stored), Some(cipher)) => cipher.decrypt(column, of, stored),
            (Value::Bytes(plain), None) => Ok(plain.to_vec()),
            _ => Err(StorageError::Unreadable { what: "value" }),
        }
    }

    pub(crate) fn postgres(row: &'r tokio_postgres::Row) -> Self {
        Row(Kind::Postgres(row), None)
    }

    /// A column by its place from 0 on. What does not fit the type is damage.
    pub fn get<T: FromValue>(&self, column: usize) -> Result<T, StorageError> {
        T::from_value(self.value(column)?).ok_or(StorageError::Unreadable { what: "value" })
    }

    /// The same, and none where it was changed, or put there from another row: nothing opens then but what was encrypted for it.
    pub fn content_if_sound(&self, column: Column, of: &[i64], place: usize) -> Result<Option<Vec<u8>>, StorageError> {
        match self.content(column, of, place) {
            Err(StorageError::Unreadable { what: "content" }) => Ok(None),
            content => content.map(Some),
        }
    }

    /// A text that is content.
    pub fn text(&self, column: Column, of: &[i64], place: usize) -> Result<String, StorageError> {
        String::from_utf8(self.content(column, of, place)?).map_err(|_| StorageError::Unreadable { what: "text" })
    }

    /// A text that is content and may be missing.
    pub fn optional_text(&self, column: Column, of: &[i64], place: usize) -> Result<Option<String>, StorageError> {
        if self.value(place)? == Value::Null { Ok(None) } else { self.text(column, of, place).map(Some) }
    }

    pub fn value(&self, column: usize) -> Result<Value<'r>, StorageError> {
        match self.0 {
            Kind::Sqlite(row) => from_sqlite::value(row, column),
            Kind::Postgres(row) => from_postgres::value(row, column),
        }
    }

    #[must_use]
    pub fn columns(&self) -> usize {
        match self.0 {
            Kind::Sqlite(row) => row.as_ref().column_count(),
            Kind::Postgres(row) => row.len(),
        }
    }
}
