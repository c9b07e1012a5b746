//! The district itself: name, settings, epoch and addresses.

use crate::{Read, StorageError, Write, feed::Feed, params};
use daylog_domain::{settings::Settings, time::Instant};
use daylog_faults::{Fault, broken};

#[derive(Debug, Clone)]
pub struct DistrictRow {
    pub name: String,
    pub settings: Settings,
    pub settings_feed: i64,
    pub epoch: [u8; 16],
    /// The epoch that this one follows, if it is not the first.
    pub follows: Option<[u8; 16]>,
    /// `host:port`, as invites and devices are told them.
    pub addresses: Vec<String>,
}

pub fn insert(db: &Write<'_>, name: &str, settings: &Settings, epoch: [u8; 16], addresses: &[String]) -> Result<(), StorageError> {
    let mut feed = Feed::begin(db)?;
    let settings = serde_json::to_string(settings).map_err(|_| StorageError::Unreadable { what: "settings" })?;
    let addresses = serde_json::to_string(addresses).map_err(|_| StorageError::Unreadable { what: "addresses" })?;
    db.run(
        "INSERT INTO district (id, name, settings, settings_feed, epoch, addresses) VALUES (1, ?1, ?2, ?3, ?4, ?5)",
        params![name, settings, feed.take(), epoch, addresses],
    )?;
    feed.finish(db)
}

pub fn read(db: &Read<'_>) -> Result<DistrictRow, StorageError> {
    db.one("SELECT name, settings, settings_feed, epoch, follows, addresses FROM district WHERE id = 1", params![], |row| {
        Ok(DistrictRow {
            name: row.get(0)?,
            settings: serde_json::from_str(&row.get::<String>(1)?).map_err(|_| StorageError::Unreadable { what: "settings" })?,
            settings_feed: row.get(2)?,
            epoch: row.get(3)?,
            follows: row.get(4)?,
            addresses: serde_json::from_str(&row.get::<String>(5)?).map_err(|_| StorageError::Unreadable { what: "addresses" })?,
        })
    })
}

/// Keeps new settings, which devices get at their new place in the feed.
pub fn set_settings(db: &Write<'_>, feed: &mut Feed, settings: &Settings) -> Result<(), StorageError> {
    let settings = serde_json::to_string(settings).map_err(|_| StorageError::Unreadable { what: "settings" })?;
    db.run("UPDATE district SET settings = ?1, settings_feed = ?2 WHERE id = 1", params![settings, feed.take()])?;
    feed.roster_changed();
    Ok(())
}

/// Whether this epoch was one of the district's and has ended.
pub fn is_past_epoch(db: &Read<'_>, epoch: [u8; 16]) -> Result<bool, StorageError> {
    db.one("SELECT EXISTS (SELECT 1 FROM past_epoch WHERE epoch = ?1)", params![epoch], |row| row.get(0))
}

/// When an epoch of the district's ended, if it did.
pub fn epoch_ended(db: &Read<'_>, epoch: [u8; 16]) -> Result<Option<Instant>, StorageError> {
    db.optional("SELECT ended_at FROM past_epoch WHERE epoch = ?1", params![epoch], |row| row.get(0))
}

/// Ends the present epoch, and `shown` with it where that is another one, and begins `new`.
pub fn begin_epoch(db: &Write<'_>, new: [u8; 16], shown: Option<[u8; 16]>, now: Instant) -> Result<(), StorageError> {
    if broken(Fault::RestoredServerKeepsEpoch) {
        return Ok(());
    }
    db.run("INSERT INTO past_epoch (epoch, ended_at) SELECT epoch, ?1 FROM district WHERE id = 1 ON CONFLICT DO NOTHING", params![now])?;
    if let Some(shown) = shown {
        db.run("INSERT INTO past_epoch (epoch, ended_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING", params![shown, now])?;
    }
    db.run("UPDATE district SET follows = epoch, epoch = ?1", params![new])?;
    Ok(())
}

pub fn set_addresses(db: &Write<'_>, addresses: &[String]) -> Result<(), StorageError> {
    let addresses = serde_json::to_string(addresses).map_err(|_| StorageError::Unreadable { what: "addresses" })?;
    db.run("UPDATE district SET addresses = ?1 WHERE id = 1", params![addresses])?;
    Ok(())
}

/// Writes a page and leaves everything as it was.
pub fn touch(db: &Write<'_>) -> Result<(), StorageError> {
    for step in [1, -1] {
        db.run("UPDATE district SET directory_number = directory_number + ?1 WHERE id = 1", params![step])?;
    }
    Ok(())
}

/// Keeps the directory's body where it changed, and says its number.
pub fn number_directory(db: &Write<'_>, body: &[u8]) -> Result<u64, StorageError> {
    db.run(
        "UPDATE district SET directory_number = directory_number + CASE WHEN directory IS NULL THEN 0 ELSE 1 END, directory = ?1
         WHERE directory IS DISTINCT FROM ?1",
        params![body],
    )?;
    db.one("SELECT directory_number FROM district WHERE id = 1", params![], |row| row.get(0))
}

/// Whether roles that need a second factor are asked for it.
pub fn requires_second_factor(db: &Read<'_>) -> Result<bool, StorageError> {
    db.one("SELECT second_factor = 'required' FROM district WHERE id = 1", params![], |row| row.get(0))
}

pub fn require_second_factor(db: &Write<'_>, is_required: bool) -> Result<(), StorageError> {
    let state = if is_required { "required" } else { "optional" };
    db.run("UPDATE district SET second_factor = ?1 WHERE id = 1", params![state])?;
    Ok(())
}
