//! Every device that was ever enrolled, as the district looks through them, and what the district does to one.

use std::collections::HashMap;

use crate::{Read, Row, StorageError, Value, Write, households, params, values::term};
use daylog_domain::{assignment::lost_since, places::Place, time::Instant};

/// A device with whose it is and what it last said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedDevice {
    pub id: i64,
    pub cadre: String,
    pub office: String,
    pub phone: Option<String>,
    pub program: String,
    pub enrolled_at: Instant,
    pub last_seen: Option<Instant>,
    /// Up to when its log is known to be complete.
    pub complete_to: Option<Instant>,
    pub pending: u32,
    /// How far its own clock was behind the server's when it last reported; negative where ahead.
    pub clock_offset_ms: Option<i64>,
    pub revoked_at: Option<Instant>,
    pub revoked_for: Option<String>,
    /// Its loss is confirmed, and it has not reported since.
    pub lost_at: Option<Instant>,
}

const COLUMNS: &str = "SELECT device.id, cadre.name, cadre.office, cadre.phone, device.program, device.enrolled_at, device.last_seen,
   device.complete_to, device.pending, device.revoked_at, device.revoked_for, device.lost_at, device.clock_offset_ms
 FROM device JOIN cadre ON cadre.id = device.cadre";

pub fn all(db: &Read<'_>) -> Result<Vec<ListedDevice>, StorageError> {
    db.many(&format!("{COLUMNS} ORDER BY cadre.name, cadre.office, device.id"), params![], listed)
}

pub fn one(db: &Read<'_>, device: i64) -> Result<Option<ListedDevice>, StorageError> {
    db.optional(&format!("{COLUMNS} WHERE device.id = ?1"), params![device], listed)
}

/// Where each device lies: every community in which its cadre looks after a household now. Those that lie nowhere are left out.
pub fn all_places(db: &Read<'_>, now: Instant) -> Result<HashMap<i64, Vec<Place>>, StorageError> {
    places_of(db, "TRUE", params![], now)
}

/// The same for one device.
pub fn places(db: &Read<'_>, device: i64, now: Instant) -> Result<Vec<Place>, StorageError> {
    Ok(places_of(db, "device.id = ?1", params![device], now)?.remove(&device).unwrap_or_default())
}

fn places_of(db: &Read<'_>, which: &str, params: &[Value<'_>], now: Instant) -> Result<HashMap<i64, Vec<Place>>, StorageError> {
    let sql = format!(
        "SELECT DISTINCT community.street, community.id, device.id, assignment.from_at, assignment.until_at
         FROM device JOIN assignment ON assignment.cadre = device.cadre
           JOIN household ON household.id = assignment.household JOIN community ON community.id = household.community
         WHERE {which} ORDER BY device.id, community.street, community.id"
    );
    let mut places: HashMap<i64, Vec<Place>> = HashMap::new();
    db.each(&sql, params, |row| {
        let place = Place::Community(households::community(row, 0)?);
        if term(row, 3)?.is_active_at(now) {
            let lies = places.entry(row.get(2)?).or_default();
            if lies.last() != Some(&place) {
                lies.push(place);
            }
        }
        Ok::<_, StorageError>(())
    })?;
    Ok(places)
}

/// Keeps why a device was revoked; the first reason stays.
pub fn set_reason(db: &Write<'_>, device: i64, reason: &str) -> Result<(), StorageError> {
    db.run("UPDATE device SET revoked_for = ?2 WHERE id = ?1 AND revoked_for IS NULL", params![device, reason])?;
    Ok(())
}

/// Keeps since when the device's loss is confirmed. One that reports later is found again.
pub fn set_lost(db: &Write<'_>, device: i64, at: Instant) -> Result<(), StorageError> {
    db.run("UPDATE device SET lost_at = ?2 WHERE id = ?1", params![device, at])?;
    Ok(())
}

fn listed(row: &Row<'_>) -> Result<ListedDevice, StorageError> {
    Ok(ListedDevice {
        id: row.get(0)?,
        cadre: row.get(1)?,
        office: row.get(2)?,
        phone: row.get(3)?,
        program: row.get(4)?,
        enrolled_at: row.get(5)?,
        last_seen: row.get(6)?,
        complete_to: row.get(7)?,
        pending: row.get(8)?,
        revoked_at: row.get(9)?,
        revoked_for: row.get(10)?,
        lost_at: lost_since(row.get(11)?, row.get(6)?),
        clock_offset_ms: row.get(12)?,
    })
}
