//! What the database says of the district's state, in numbers only.

use daylog_domain::time::Instant;

use crate::{Read, StorageError, backups::BackupState, params};

/// Numbers for whoever watches over the server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gauges {
    pub refused: u64,
    pub forks: u64,
    /// Entries that devices hold unsent, by the age of their last complete report.
    pub pending: Vec<(&'static str, u64)>,
    /// Devices by state.
    pub devices: Vec<(&'static str, u64)>,
    pub backup: BackupState,
    pub database_bytes: u64,
    pub wal_bytes: u64,
    /// How far the clock is behind by what is known, where it is in doubt; negative where it is ahead.
    pub clock_behind_ms: Option<i64>,
}

const HOUR_MS: i64 = 3_600_000;

/// Reads everything but the files' sizes and the clock.
pub fn read(db: &Read<'_>, now: Instant) -> Result<Gauges, StorageError> {
    let (refused, forks) =
        db.one("SELECT (SELECT count(*) FROM refused), (SELECT count(*) FROM fork)", params![], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut pending = Vec::new();
    for (age, from, until) in [("1h", 0, 1), ("6h", 1, 6), ("24h", 6, 24), ("3d", 24, 72), ("older", 72, i64::MAX / HOUR_MS)] {
        let sum = db.one(
            "SELECT CAST(coalesce(sum(pending), 0) AS BIGINT) FROM device
             WHERE revoked_at IS NULL AND ?1 - coalesce(complete_to, enrolled_at) BETWEEN ?2 AND ?3",
            params![now, from * HOUR_MS, until * HOUR_MS - 1],
            |row| row.get(0),
        )?;
        pending.push((age, sum));
    }
    let mut devices = Vec::new();
    for (state, sql) in [
        ("active", "SELECT count(*) FROM device WHERE revoked_at IS NULL AND (lost_at IS NULL OR last_seen > lost_at)"),
        ("lost", "SELECT count(*) FROM device WHERE revoked_at IS NULL AND lost_at IS NOT NULL AND (last_seen > lost_at) IS NOT TRUE"),
        ("revoked", "SELECT count(*) FROM device WHERE revoked_at IS NOT NULL"),
    ] {
        devices.push((state, db.one(sql, params![], |row| row.get(0))?));
    }
    let backup = crate::backups::state(db)?;
    Ok(Gauges { refused, forks, pending, devices, backup, ..Gauges::default() })
}
