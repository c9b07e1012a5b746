//! What "now" is taken from, in the columns of the one row about this device: the server's last word, and what else is known.

use daylog_domain::{
    clocks::{BootId, ServerTime},
    time::Instant,
    trust::Trust,
};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::{number, optional, signed};
use crate::StoreError;

pub(super) fn server_time(row: &Row<'_>) -> Result<Option<ServerTime>, StoreError> {
    let (Some(server), Some(boot)) = (optional(row, "server_time")?, optional(row, "server_boot")?) else { return Ok(None) };
    Ok(Some(ServerTime {
        server: Instant(server),
        elapsed_ms: number(row, "server_elapsed")?,
        boot: BootId(boot),
        round_trip_ms: row.get("server_round_trip")?,
        wall: Instant(row.get("server_wall")?),
    }))
}

/// What is kept and cannot be read counts as not known: a clock must not close the record.
pub(super) fn trust(row: &Row<'_>) -> Result<Trust, StoreError> {
    let kept: Option<String> = optional(row, "trust")?;
    let rest = kept.and_then(|kept| serde_json::from_str::<Trust>(&kept).ok()).unwrap_or_default();
    Ok(Trust { anchor: server_time(row)?, ..rest })
}

pub(crate) fn known(connection: &Connection) -> Result<Trust, StoreError> {
    connection
        .prepare_cached("select server_time, server_elapsed, server_boot, server_round_trip, server_wall, trust from device")?
        .query_row([], |row| Ok(trust(row)))
        .optional()?
        .unwrap_or_else(|| Ok(Trust::default()))
}

pub(crate) fn keep(connection: &Connection, trust: &Trust) -> Result<(), StoreError> {
    let anchor = trust.anchor;
    connection
        .prepare_cached(
            "update device set server_time = :server, server_elapsed = :elapsed, server_boot = :boot, server_round_trip = :round_trip,
               server_wall = :wall, trust = :trust",
        )?
        .execute(named_params! {
            ":server": anchor.map(|time| time.server.0), ":elapsed": anchor.map(|time| signed(time.elapsed_ms)),
            ":boot": anchor.map(|time| time.boot.0), ":round_trip": anchor.map(|time| time.round_trip_ms),
            ":wall": anchor.map(|time| time.wall.0), ":trust": serde_json::to_string(trust)?,
        })?;
    Ok(())
}
