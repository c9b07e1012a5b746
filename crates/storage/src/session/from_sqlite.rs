//! Values as SQLite takes and gives them.

use rusqlite::{
    ToSql,
    types::{ToSqlOutput, ValueRef},
};

use super::value::Value;
use crate::StorageError;

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Value::Null => ValueRef::Null,
            Value::Integer(number) => ValueRef::Integer(number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

pub(super) fn value<'r>(row: &'r rusqlite::Row<'_>, column: usize) -> Result<Value<'r>, StorageError> {
    Ok(match row.get_ref(column)? {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Text(text) => Value::Text(std::str::from_utf8(text).map_err(|_| StorageError::Unreadable { what: "text" })?),
        ValueRef::Blob(bytes) => Value::Bytes(bytes),
        // No column of a district has any.
        ValueRef::Real(_) => return Err(StorageError::Unreadable { what: "value" }),
    })
}
