//! An answer that is read in pieces.

use super::{super::value::Value, transaction::Session};
use crate::StorageError;

/// A cursor of the server's, closed when it is dropped.
pub(super) struct Cursor<'s, 'c> {
    session: &'s Session<'c>,
    name: String,
}

impl<'s, 'c> Cursor<'s, 'c> {
    pub(super) fn open(session: &'s Session<'c>, sql: &str, params: &[Value<'_>]) -> Result<Self, StorageError> {
        let depth = session.cursors.get();
        let name = format!("c{depth}");
        session.run(&format!("DECLARE {name} NO SCROLL CURSOR FOR {sql}"), params)?;
        session.cursors.set(depth + 1);
        Ok(Cursor { session, name })
    }

    pub(super) fn next(&self, rows: usize) -> Result<Vec<tokio_postgres::Row>, StorageError> {
        let sql = format!("FETCH {rows} FROM {}", self.name);
        self.session.wait(self.session.connection.client.query_typed(&sql, &[]))
    }
}

impl Drop for Cursor<'_, '_> {
    fn drop(&mut self) {
        self.session.cursors.set(self.session.cursors.get().saturating_sub(1));
        self.session.send_only(&format!("CLOSE {}", self.name));
    }
}
