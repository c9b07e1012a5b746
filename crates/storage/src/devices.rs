//! Enrolled devices and what they last reported.

use std::collections::BTreeMap;

use crate::{Read, Row, StorageError, Value, Write, heard_requests::Heard, id, params, session::parts, stored, values::term};
use daylog_domain::{access::Viewer, assignment::lost_since, ids::CadreId, time::Instant};
use daylog_faults::{Fault, broken};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    pub id: i64,
    pub cadre: i64,
    pub public_key: [u8; 32],
    pub revoked: bool,
}

impl Device {
    /// What the table of access is asked with. A revoked device is nobody; teams, and with them devices of leads, are not stored yet.
    pub fn viewer(&self) -> Result<Viewer, StorageError> {
        if self.revoked { Ok(Viewer::Anyone) } else { Ok(Viewer::CadresDevice(CadreId(id(self.cadre)?))) }
    }
}

/// What a sync tells about a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report<'a> {
    pub at: Instant,
    /// Whether nothing was left on the device after this request.
    pub complete: bool,
    pub pending: u32,
    pub clock_offset_ms: i64,
    pub program: &'a str,
    /// The number of the directory that it holds.
    pub directory: u64,
}

/// A device as the dashboard lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceState {
    pub id: i64,
    pub cadre: i64,
    pub last_seen: Option<Instant>,
    pub complete_to: Option<Instant>,
    pub pending: u32,
}

const COLUMNS: &str = "SELECT id, cadre, public_key, revoked_at FROM device";

pub fn by_id(db: &Read<'_>, id: u32) -> Result<Option<Device>, StorageError> {
    one(db, &format!("{COLUMNS} WHERE id = ?1"), params![id])
}

/// Those of these devices that are enrolled, by their identity.
pub fn by_ids(db: &Read<'_>, ids: &[i64]) -> Result<BTreeMap<i64, Device>, StorageError> {
    let mut found = BTreeMap::new();
    for (places, values) in parts(ids) {
        let devices = db.many(&format!("{COLUMNS} WHERE id IN ({places})"), &values, device)?;
        found.extend(devices.into_iter().map(|device| (device.id, unless_broken(device))));
    }
    Ok(found)
}

pub fn by_key(db: &Read<'_>, key: &[u8; 32]) -> Result<Option<Device>, StorageError> {
    let found = one(db, &format!("{COLUMNS} WHERE public_key = ?1"), params![key])?;
    Ok(found.map(unless_broken))
}

/// The devices with these identities as a push finds them, and the requests that were heard of each.
pub fn with_heard(db: &Read<'_>, ids: &[i64]) -> Result<BTreeMap<i64, (Device, Heard)>, StorageError> {
    let mut found = BTreeMap::new();
    for (places, values) in parts(ids) {
        let sql = format!("SELECT id, cadre, public_key, revoked_at, heard FROM device WHERE id IN ({places})");
        found.extend(db.many(&sql, &values, |row| {
            let device = device(row)?;
            Ok((device.id, (unless_broken(device), Heard::new(row.get(4)?))))
        })?);
    }
    Ok(found)
}

fn unless_broken(device: Device) -> Device {
    Device { revoked: device.revoked && !broken(Fault::RevokedStillPushes), ..device }
}

fn one(db: &Read<'_>, sql: &str, params: &[Value<'_>]) -> Result<Option<Device>, StorageError> {
    db.optional(sql, params, device)
}

fn device(row: &Row<'_>) -> Result<Device, StorageError> {
    Ok(Device { id: row.get(0)?, cadre: row.get(1)?, public_key: row.get(2)?, revoked: row.get::<Option<Instant>>(3)?.is_some() })
}

pub fn insert(db: &Write<'_>, cadre: i64, key: &[u8; 32], program: &str, now: Instant) -> Result<i64, StorageError> {
    db.one(
        "INSERT INTO device (id, cadre, public_key, program, enrolled_at, pending)
         VALUES ((SELECT 1 + coalesce(max(id), 0) FROM device), ?1, ?2, ?3, ?4, 0) RETURNING id",
        params![cadre, key, program, now],
        |row| row.get(0),
    )
}

/// The key that may deliver envelopes for the device, if it told one.
pub fn delivery_key(db: &Read<'_>, device: i64) -> Result<Option<[u8; 32]>, StorageError> {
    let found = db.optional("SELECT delivery_key FROM device WHERE id = ?1", params![device], |row| row.get::<Option<_>>(0))?;
    Ok(found.flatten())
}

pub fn keep_delivery_key(db: &Write<'_>, device: i64, delivery_key: &[u8; 32]) -> Result<(), StorageError> {
    db.run("UPDATE device SET delivery_key = ?2 WHERE id = ?1", params![device, delivery_key])?;
    Ok(())
}

pub fn revoke(db: &Write<'_>, device: i64, now: Instant) -> Result<(), StorageError> {
    db.run("UPDATE device SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL", params![device, now])?;
    Ok(())
}

/// What one device reported, and the requests that were heard of it.
#[derive(Debug)]
pub struct Reported<'a> {
    pub device: i64,
    pub report: Report<'a>,
    pub heard: Heard,
}

/// Keeps what devices reported. A report of incompleteness leaves the last complete one standing.
pub fn report(db: &Write<'_>, reported: &[Reported<'_>]) -> Result<(), StorageError> {
    let rows = reported.iter().map(Reported::row).collect::<Result<Vec<_>, _>>()?;
    db.run_each(
        "UPDATE device SET last_seen = ?2, complete_to = CASE WHEN ?3 = 1 THEN ?2 ELSE complete_to END, pending = ?4, clock_offset_ms = ?5,
           program = ?6, directory = ?7, heard = ?8 WHERE id = ?1",
        &rows,
    )?;
    Ok(())
}

impl Reported<'_> {
    fn row(&self) -> Result<[Value<'_>; 8], StorageError> {
        let Reported { device, report, heard } = self;
        Ok([
            Value::Integer(*device),
            Value::Integer(report.at.0),
            Value::Integer(report.complete.into()),
            Value::Integer(report.pending.into()),
            Value::Integer(report.clock_offset_ms),
            Value::Text(report.program),
            Value::Integer(stored(report.directory)?),
            Value::Bytes(heard.stored()),
        ])
    }
}

/// How many enrolled, unrevoked devices have not shown that they hold this directory, of how many.
pub fn without_directory(db: &Read<'_>, number: u64) -> Result<(u32, u32), StorageError> {
    let sql = "SELECT count(*) FILTER (WHERE directory < ?1), count(*) FROM device WHERE revoked_at IS NULL";
    db.one(sql, params![stored(number)?], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Every enrolled, unrevoked device whose loss is not confirmed: those that hold coverage back.
pub fn active(db: &Read<'_>) -> Result<Vec<DeviceState>, StorageError> {
    let sql = "SELECT id, cadre, last_seen, complete_to, pending, lost_at FROM device WHERE revoked_at IS NULL ORDER BY id";
    Ok(db.many(sql, params![], |row| state(row, 0))?.into_iter().flatten().collect())
}

/// Whether the device was heard of at or after this time, or was never heard of.
pub fn was_heard_since(db: &Read<'_>, id: i64, time: Instant) -> Result<bool, StorageError> {
    db.one("SELECT last_seen IS NULL OR last_seen >= ?2 FROM device WHERE id = ?1", params![id, time], |row| row.get(0))
}

/// The devices that hold coverage back of everybody who ever looked after a household that this cadre looks after now, by cadre, the
/// cadre's own among them: who looks after it no more may have owed a check of an earlier day.
pub fn of_colleagues(db: &Read<'_>, cadre: i64, now: Instant) -> Result<Vec<(i64, Vec<DeviceState>)>, StorageError> {
    let mut found: BTreeMap<i64, BTreeMap<i64, DeviceState>> = BTreeMap::new();
    db.each(
        "SELECT DISTINCT own.from_at, own.until_at, other.cadre, device.id, device.cadre, device.last_seen, device.complete_to, device.pending,
           device.lost_at
         FROM assignment AS own JOIN assignment AS other ON other.household = own.household
           LEFT JOIN device ON device.cadre = other.cadre AND device.revoked_at IS NULL
         WHERE own.cadre = ?1 AND own.start_feed IS NOT NULL",
        params![cadre],
        |row| {
            if term(row, 0)?.is_active_at(now) {
                let devices = found.entry(row.get(2)?).or_default();
                let state = if row.get::<Option<i64>>(3)?.is_some() { state(row, 3)? } else { None };
                devices.extend(state.map(|state| (state.id, state)));
            }
            Ok::<_, StorageError>(())
        },
    )?;
    Ok(found.into_iter().map(|(cadre, devices)| (cadre, devices.into_values().collect())).collect())
}

/// Reads a device from the column `first` on; none whose loss is confirmed.
fn state(row: &Row<'_>, first: usize) -> Result<Option<DeviceState>, StorageError> {
    if lost_since(row.get(first + 5)?, row.get(first + 2)?).is_some() {
        return Ok(None);
    }
    Ok(Some(DeviceState {
        id: row.get(first)?,
        cadre: row.get(first + 1)?,
        last_seen: row.get(first + 2)?,
        complete_to: row.get(first + 3)?,
        pending: row.get(first + 4)?,
    }))
}
