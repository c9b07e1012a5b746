//! What a column or a parameter holds: the kinds of value that both databases store, and what of Rust they become.
//! Truth is 0 and 1, as every column holds it; times are milliseconds; dates are text.

use std::borrow::Cow;

use daylog_domain::time::Instant;

/// One value, borrowed from whoever has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'v> {
    Null,
    Integer(i64),
    Text(&'v str),
    Bytes(&'v [u8]),
}

/// What can be given as a parameter. Unsigned 64-bit numbers cannot: see [`crate::stored`].
pub trait ToValue {
    fn to_value(&self) -> Value<'_>;
}

/// What a column can be read as; none where the value is of another kind or does not fit.
pub trait FromValue: Sized {
    fn from_value(value: Value<'_>) -> Option<Self>;
}

macro_rules! integers {
    ($($integer:ty),*) => {$(
        impl ToValue for $integer {
            fn to_value(&self) -> Value<'_> {
                Value::Integer(i64::from(*self))
            }
        }
    )*};
}

macro_rules! fitting {
    ($($integer:ty),*) => {$(
        impl FromValue for $integer {
            fn from_value(value: Value<'_>) -> Option<Self> {
                let Value::Integer(number) = value else { return None };
                number.try_into().ok()
            }
        }
    )*};
}

integers!(bool, u8, u16, u32, i32, i64);
fitting!(u8, u16, u32, u64, i32, i64);

impl ToValue for Instant {
    fn to_value(&self) -> Value<'_> {
        Value::Integer(self.0)
    }
}

impl ToValue for str {
    fn to_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl ToValue for String {
    fn to_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl ToValue for [u8] {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl ToValue for Vec<u8> {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl<const N: usize> ToValue for [u8; N] {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl ToValue for Cow<'_, [u8]> {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, ToValue::to_value)
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value<'_> {
        (**self).to_value()
    }
}

impl FromValue for bool {
    fn from_value(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Integer(0) => Some(false),
            Value::Integer(1) => Some(true),
            _ => None,
        }
    }
}

impl FromValue for Instant {
    fn from_value(value: Value<'_>) -> Option<Self> {
        i64::from_value(value).map(Instant)
    }
}

impl FromValue for String {
    fn from_value(value: Value<'_>) -> Option<Self> {
        let Value::Text(text) = value else { return None };
        Some(text.to_owned())
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: Value<'_>) -> Option<Self> {
        let Value::Bytes(bytes) = value else { return None };
        Some(bytes.to_owned())
    }
}

impl<const N: usize> FromValue for [u8; N] {
    fn from_value(value: Value<'_>) -> Option<Self> {
        let Value::Bytes(bytes) = value else { return None };
        bytes.try_into().ok()
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value<'_>) -> Option<Self> {
        if value == Value::Null { Some(None) } else { T::from_value(value).map(Some) }
    }
}

/// The parameters of a statement, in order: `params![household, name]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        &[$($crate::ToValue::to_value(&$value)),*][..]
    };
}
