//! The times that the district gave out and keeps: what a clock that is right does not fall behind.

use daylog_domain::{
    time::Instant,
    trust::{DAY_MS, FIRST_POSSIBLE},
};

use crate::{Read, StorageError, Write, audit, params};

/// The clock was said to be right: times that were kept before count no more.
const CONFIRMED: &str = "clock_confirmed";
/// Segments that are looked at, the last ones: a clock that has been wrong for longer is told by the devices.
const SEGMENTS: i64 = 10_000;

/// A longer gap than this between two times may be a leap of the clock.
const LONGEST_REST_MS: i64 = 60 * DAY_MS;

/// What the times of segments, backups, commands and accounts say, since somebody last said that the clock is right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Times {
    /// The newest of them.
    pub newest: Option<Instant>,
    /// The last before a gap after which nobody has said that the clock is right; else the newest.
    pub steady: Option<Instant>,
    /// When the operator last said that the clock is right, as that clock showed it.
    pub said_right: Option<Instant>,
}

pub fn read(db: &Read<'_>) -> Result<Times, StorageError> {
    let word = db.optional("SELECT id, detail FROM audit WHERE action = ?1 ORDER BY id DESC LIMIT 1", params![CONFIRMED], |row| {
        Ok((row.get::<i64>(0)?, row.get::<String>(1)?))
    })?;
    // No row has the number 0: without a word, everything is behind it.
    let (word, detail) = word.unwrap_or_default();
    let (segment, backup) = detail.split_once(' ').unwrap_or_default();
    let [segment, backup] = [segment, backup].map(|last| last.parse::<i64>().unwrap_or(0));
    let times = db.many(
        "SELECT 0, id, at FROM (SELECT id, at FROM audit WHERE action = ?2 AND actor = ?3 ORDER BY id DESC LIMIT 1) AS said
         UNION ALL
         SELECT 1, id, at FROM audit WHERE id >= ?4
         UNION ALL
         SELECT 2, id, received_at FROM (SELECT id, received_at FROM segment ORDER BY id DESC LIMIT ?1) AS newest WHERE id > ?5
         UNION ALL
         SELECT 3, id, started_at FROM backup WHERE id > ?6
         UNION ALL
         SELECT 4, id, created_at FROM account WHERE CAST(?4 AS BIGINT) = 0
         ORDER BY 1, 2",
        params![SEGMENTS, CONFIRMED, audit::COMMAND, word, segment, backup],
        |row| Ok((row.get::<u8>(0)?, row.get::<Instant>(2)?)),
    )?;
    let mut known = Times::default();
    let mut of_table: Option<(u8, Instant)> = None;
    for (table, at) in times {
        if table == 0 {
            known.said_right = Some(at);
            continue;
        }
        // In the order in which they were written: a time behind the ones before it says nothing, one far beyond them is a leap.
        let steady = match of_table {
            Some((same, steady)) if same == table => {
                if at.millis_since(steady) <= LONGEST_REST_MS {
                    at.max(steady)
                } else {
                    steady
                }
            }
            _ => at,
        };
        of_table = Some((table, steady));
        known = Times { newest: known.newest.max(Some(at)), steady: known.steady.max(Some(steady)), ..known };
    }
    Ok(known)
}

/// How far devices that were heard within a day hold the clock to be behind, by their own wall clocks.
pub fn devices_ms(db: &Read<'_>, now: Instant) -> Result<Vec<i64>, StorageError> {
    db.many(
        "SELECT -clock_offset_ms FROM device
         WHERE revoked_at IS NULL AND last_seen BETWEEN ?1 AND ?2 AND last_seen - clock_offset_ms >= ?3",
        params![now.0.saturating_sub(DAY_MS), now.0.saturating_add(60_000), FIRST_POSSIBLE],
        |row| row.get(0),
    )
}

/// Keeps that the clock is right by the word of the operator or of devices.
pub fn confirm(db: &Write<'_>, now: Instant, actor: &str) -> Result<(), StorageError> {
    let (segment, backup): (i64, i64) =
        db.one("SELECT (SELECT coalesce(max(id), 0) FROM segment), (SELECT coalesce(max(id), 0) FROM backup)", params![], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    audit::insert(db, now, actor, CONFIRMED, &format!("{segment} {backup}"))
}
