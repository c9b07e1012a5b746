//! One row of an answer. Which database gave it is not said.

use super::{
    from_sqlite,
    value::{FromValue, Value},
};
use crate::StorageError;

/// One row, as long as the statement stands on it.
#[derive(Clone, Copy)]
pub struct Row<'r>(Kind<'r>);

#[derive(Clone, Copy)]
enum Kind<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
}

impl<'r> Row<'r> {
    pub(crate) fn sqlite(row: &'r rusqlite::Row<'r>) -> Self {
        Row(Kind::Sqlite(row))
    }

    /// A column by its place from 0 on. What does not fit the type is damage.
    pub fn get<T: FromValue>(&self, column: usize) -> Result<T, StorageError> {
        T::from_value(self.value(column)?).ok_or(StorageError::Unreadable { what: "value" })
    }

    pub fn value(&self, column: usize) -> Result<Value<'r>, StorageError> {
        match self.0 {
            Kind::Sqlite(row) => from_sqlite::value(row, column),
        }
    }

    #[must_use]
    pub fn columns(&self) -> usize {
        match self.0 {
            Kind::Sqlite(row) => row.as_ref().column_count(),
        }
    }
}
