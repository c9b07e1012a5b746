//! Values on their way to and from PostgreSQL, in its binary form. Truth is 0 and 1 here as everywhere.

use std::error::Error;

use bytes::BytesMut;
use tokio_postgres::{
    Row,
    types::{FromSql, IsNull, ToSql, Type, to_sql_checked},
};

use super::value::Value;
use crate::StorageError;

/// The type of a parameter that holds this; none where the statement has to say it.
pub(super) fn of_parameter(value: &Value<'_>) -> Type {
    match value {
        Value::Null => Type::UNKNOWN,
        Value::Integer(_) => Type::INT8,
        Value::Text(_) => Type::TEXT,
        Value::Bytes(_) => Type::BYTEA,
    }
}

/// Whether a parameter of this type takes the value.
pub(super) fn fits(value: &Value<'_>, of: &Type) -> bool {
    matches!(value, Value::Null) || *of == of_parameter(value)
}

impl ToSql for Value<'_> {
    fn to_sql(&self, of: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Integer(number) => number.to_sql(of, out),
            Value::Text(text) => text.to_sql(of, out),
            Value::Bytes(bytes) => bytes.to_sql(of, out),
        }
    }

    /// A statement is prepared for the values that it is given.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A column as it came; none where it is of a kind that no column of a district has.
struct Column<'r>(Option<Value<'r>>);

impl<'r> FromSql<'r> for Column<'r> {
    fn from_sql(of: &Type, raw: &'r [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Column(match *of {
            Type::INT8 => Some(Value::Integer(i64::from_sql(of, raw)?)),
            Type::INT4 => Some(Value::Integer(i32::from_sql(of, raw)?.into())),
            Type::INT2 => Some(Value::Integer(i16::from_sql(of, raw)?.into())),
            Type::BOOL => Some(Value::Integer(bool::from_sql(of, raw)?.into())),
            Type::TEXT | Type::VARCHAR | Type::NAME => Some(Value::Text(<&str>::from_sql(of, raw)?)),
            Type::BYTEA => Some(Value::Bytes(raw)),
            _ => None,
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Column(Some(Value::Null)))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

pub(super) fn value(row: &Row, column: usize) -> Result<Value<'_>, StorageError> {
    row.try_get::<_, Column<'_>>(column).ok().and_then(|column| column.0).ok_or(StorageError::Unreadable { what: "value" })
}
