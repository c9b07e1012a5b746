//! The district itself: name, settings, epoch and addresses.

use daylog_domain::settings::Settings;
use rusqlite::{Connection, Transaction, params};

use super::{super::StorageError, bytes, feed::Feed};

#[derive(Debug, Clone)]
pub struct District {
    pub name: String,
    pub settings: Settings,
    pub settings_feed: i64,
    pub epoch: [u8; 16],
    /// `host:port`, as invites and devices are told them.
    pub addresses: Vec<String>,
}

pub fn insert(
    transaction: &Transaction<'_>,
    name: &str,
    settings: &Settings,
    epoch: [u8; 16],
    addresses: &[String],
) -> Result<(), StorageError> {
    let mut feed = Feed::begin(transaction)?;
    let settings = serde_json::to_string(settings).map_err(|_| StorageError::Unreadable { what: "settings" })?;
    let addresses = serde_json::to_string(addresses).map_err(|_| StorageError::Unreadable { what: "addresses" })?;
    transaction.execute(
        "INSERT INTO district (id, name, settings, settings_feed, epoch, addresses) VALUES (1, ?1, ?2, ?3, ?4, ?5)",
        params![name, settings, feed.take(), epoch, addresses],
    )?;
    feed.finish(transaction)
}

pub fn read(connection: &Connection) -> Result<District, StorageError> {
    let (name, settings, settings_feed, epoch, addresses): (String, String, i64, Vec<u8>, String) = connection
        .prepare_cached("SELECT name, settings, settings_feed, epoch, addresses FROM district WHERE id = 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?;
    Ok(District {
        name,
        settings: serde_json::from_str(&settings).map_err(|_| StorageError::Unreadable { what: "settings" })?,
        settings_feed,
        epoch: bytes(&epoch)?,
        addresses: serde_json::from_str(&addresses).map_err(|_| StorageError::Unreadable { what: "addresses" })?,
    })
}

pub fn set_addresses(transaction: &Transaction<'_>, addresses: &[String]) -> Result<(), StorageError> {
    let addresses = serde_json::to_string(addresses).map_err(|_| StorageError::Unreadable { what: "addresses" })?;
    transaction.execute("UPDATE district SET addresses = ?1 WHERE id = 1", [addresses])?;
    Ok(())
}
