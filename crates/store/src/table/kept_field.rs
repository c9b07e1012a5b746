//! Fields being typed: kept here, so that a killed renderer loses no word.

use rusqlite::{Connection, OptionalExtension, named_params};

use crate::{Store, StoreError};

impl Store {
    /// Keeps the field's text; `None` forgets it. Where the disk takes nothing it is kept only for as long as the record is open,
    /// and the answer says so.
    pub fn keep_field(&mut self, key: &str, text: Option<&str>) -> Result<(), StoreError> {
        if !self.is_copy() {
            match write(&self.connection, key, text) {
                Err(error) if error.is_of_room() => self.go_on_in_memory(error)?,
                written => return written,
            }
        }
        write(&self.connection, key, text)?;
        match (&self.copied_for, text) {
            (Some(why), Some(_)) => Err(why.as_room()),
            _ => Ok(()),
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

fn write(connection: &Connection, key: &str, text: Option<&str>) -> Result<(), StoreError> {
    match text {
        Some(text) => keep(connection, key, text),
        None => forget(connection, key),
    }
}

/// All that is kept, so that it can be put into another file.
pub(crate) fn all(connection: &Connection) -> Result<Vec<(String, String)>, StoreError> {
    let mut statement = connection.prepare_cached("select key, value from kept_field")?;
    let rows = statement.query_map([], |row| Ok((row.get("key")?, row.get("value")?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn forget_all(connection: &Connection) -> Result<(), StoreError> {
    connection.execute("delete from kept_field", [])?;
    Ok(())
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
