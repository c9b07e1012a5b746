//! Numbers and bytes between their types and what is stored; what fits no type is damage.

use daylog_domain::{
    assignment::Term,
    household::{End, EndReason, Quarantine},
    time::Date,
};

use crate::{Row, StorageError};

/// Reads a stored identity; numbers that no identity can have are damage.
pub fn id(value: i64) -> Result<u32, StorageError> {
    u32::try_from(value).map_err(|_| StorageError::Unreadable { what: "identity" })
}

/// Numbers of entries and feed positions are stored as signed integers, which is what a column holds.
pub fn stored(number: u64) -> Result<i64, StorageError> {
    i64::try_from(number).map_err(|_| StorageError::Unreadable { what: "number" })
}

pub fn number(stored: i64) -> Result<u64, StorageError> {
    u64::try_from(stored).map_err(|_| StorageError::Unreadable { what: "number" })
}

pub fn bytes<const N: usize>(stored: &[u8]) -> Result<[u8; N], StorageError> {
    stored.try_into().map_err(|_| StorageError::Unreadable { what: "bytes" })
}

/// Reads from when to when an assignment holds, from the column `first` on.
pub(crate) fn term(row: &Row<'_>, first: usize) -> Result<Term, StorageError> {
    Ok(Term { from: row.get(first)?, until: row.get(first + 1)? })
}

/// Reads a quarantine: first and last day from the column `days` on, and from `end` on when it ended, on which day and why.
pub(crate) fn quarantine(row: &Row<'_>, days: usize, end: usize) -> Result<Quarantine, StorageError> {
    let date = |column| row.get::<String>(column)?.parse::<Date>().map_err(|_| StorageError::Unreadable { what: "date" });
    let planned = Quarantine::planned(date(days)?, date(days + 1)?);
    let Some(at) = row.get::<Option<_>>(end)? else { return Ok(planned) };
    let reason = EndReason::named(&row.get::<String>(end + 2)?).ok_or(StorageError::Unreadable { what: "reason" })?;
    Ok(Quarantine { ended: Some(End { at, on: date(end + 1)?, reason }), ..planned })
}
