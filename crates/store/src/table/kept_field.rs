//! Fields being typed: kept here, so that a killed renderer loses no word.

use rusqlite::{Connection, OptionalExtension, named_params};

use crate::{Store, StoreError};

impl Store {
    /// Keeps the field's text; `None` forgets it.
    pub fn keep_field(&mut self, key: &str, text: Option<&str>) -> Result<(), StoreError> {
        match text {
            Some(text) => keep(&self.connection, key, text),
            None => forget(&self.connection, key),
        }
    }

    pub fn kept_field(&self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(self
            .connection
            .prepare_cached("select value from kept_field where key = :key")?
            .query_row(named_params! { ":key": key }, |row| row.get(0))
            .optional()?)
    }
}

pub(crate) fn forget(connection: &Connection, key: &str) -> Result<(), StoreError> {
    connection.prepare_cached("delete from kept_field where key = :key")?.execute(named_params! { ":key": key })?;
    Ok(())
}

pub(crate) fn keep(connection: &Connection, key: &str, text: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached("insert or replace into kept_field (key, value) values (:key, :text)")?
        .execute(named_params! { ":key": key, ":text": text })?;
    Ok(())
}
