//! An answer that is read in pieces.

use futures_util::future::join;

use super::{
    super::value::Value,
    transaction::{Session, bound},
};
use crate::StorageError;

/// A cursor of the server's, closed when it is dropped.
pub(super) struct Cursor<'s, 'c> {
    session: &'s Session<'c>,
    name: String,
}

impl<'s, 'c> Cursor<'s, 'c> {
    /// The cursor with its first rows, which come in the same round trip.
    pub(super) fn open(
        session: &'s Session<'c>,
        sql: &str,
        params: &[Value<'_>],
        rows: usize,
    ) -> Result<(Self, Vec<tokio_postgres::Row>), StorageError> {
        let depth = session.cursors.get();
        let name = format!("c{depth}");
        let statement = session.prepared(&format!("DECLARE {name} NO SCROLL CURSOR FOR {sql}"), params)?;
        let (client, fetch) = (&session.connection.client, fetch(rows, &name));
        let first = session.wait(async {
            let (declared, first) = join(client.execute_raw(&statement, bound(params)), client.query_typed(&fetch, &[])).await;
            declared.and(first)
        })?;
        session.cursors.set(depth + 1);
        Ok((Cursor { session, name }, first))
    }

    pub(super) fn next(&self, rows: usize) -> Result<Vec<tokio_postgres::Row>, StorageError> {
        self.session.wait(self.session.connection.client.query_typed(&fetch(rows, &self.name), &[]))
    }
}

impl Drop for Cursor<'_, '_> {
    fn drop(&mut self) {
        self.session.cursors.set(self.session.cursors.get().saturating_sub(1));
        self.session.send_only(&format!("CLOSE {}", self.name));
    }
}

fn fetch(rows: usize, name: &str) -> String {
    format!("FETCH {rows} FROM {name}")
}
