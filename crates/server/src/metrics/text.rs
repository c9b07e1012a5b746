//! The metrics as Prometheus reads them: <https://prometheus.io/docs/instrumenting/exposition_formats/>, text format 0.0.4.

use std::fmt::Write;

use daylog_backup::room::Seen;
use daylog_district::types::Room;
use daylog_domain::time::Instant;
use daylog_storage::gauges::Gauges;

use super::{BOUNDS_MS, Counted, Metrics};

/// Writes what was counted and what the database and the disks say.
#[must_use]
pub fn write(metrics: &Metrics, gauges: &Gauges, room: Seen, now: Instant) -> String {
    let counted = metrics.counted().clone();
    let mut text = String::new();
    // Writing to memory cannot fail.
    let _written = counters(&mut text, &counted, metrics.traces_left_out()).and_then(|()| gauges_of(&mut text, gauges, room, now));
    text
}

fn counters(text: &mut String, counted: &Counted, traces_left_out: usize) -> std::fmt::Result {
    head(text, "daylog_requests_total", "counter", "Answered requests.")?;
    for ((route, method, status), count) in &counted.requests {
        writeln!(text, "daylog_requests_total{{route=\"{route}\",method=\"{method}\",status=\"{status}\"}} {count}")?;
    }
    head(text, "daylog_verdicts_total", "counter", "What devices were answered.")?;
    for (verdict, count) in &counted.verdicts {
        writeln!(text, "daylog_verdicts_total{{verdict=\"{verdict}\"}} {count}")?;
    }
    head(text, "daylog_entries_total", "counter", "New entries taken in.")?;
    writeln!(text, "daylog_entries_total {}", counted.entries)?;
    head(text, "daylog_traces_left_out_total", "counter", "Lines of traces that nobody took in time.")?;
    writeln!(text, "daylog_traces_left_out_total {traces_left_out}")?;
    head(text, "daylog_sync_seconds", "histogram", "How long syncs took.")?;
    for (bound, within) in BOUNDS_MS.iter().zip(counted.sync.within) {
        writeln!(text, "daylog_sync_seconds_bucket{{le=\"{}\"}} {within}", seconds(*bound))?;
    }
    let (count, sum) = (counted.sync.count, seconds(counted.sync.sum_ms));
    writeln!(text, "daylog_sync_seconds_bucket{{le=\"+Inf\"}} {count}")?;
    writeln!(text, "daylog_sync_seconds_sum {sum}\ndaylog_sync_seconds_count {count}")
}

fn gauges_of(text: &mut String, gauges: &Gauges, room: Seen, now: Instant) -> std::fmt::Result {
    let mut gauge = |name: &str, help: &str, value: u64| {
        head(text, name, "gauge", help)?;
        writeln!(text, "{name} {value}")
    };
    gauge("daylog_refused", "Things quarantined for their form.", gauges.refused)?;
    gauge("daylog_forks", "Logs of which two contents were signed.", gauges.forks)?;
    gauge("daylog_database_bytes", "Size of the database file.", gauges.database_bytes)?;
    gauge("daylog_wal_bytes", "Size of its write-ahead log.", gauges.wal_bytes)?;
    gauge("daylog_clock_doubted", "Whether the server's clock cannot be right.", u64::from(gauges.clock_behind_ms.is_some()))?;
    let off_seconds = gauges.clock_behind_ms.map_or(0, i64::unsigned_abs) / 1000;
    gauge("daylog_clock_off_seconds", "How far it is off by what is known, either way.", off_seconds)?;
    gauge("daylog_can_write", "Whether something can be written.", u64::from(room.district != Room::Full))?;
    let backup = &gauges.backup;
    gauge("daylog_backup_failed", "Whether the last backup failed.", u64::from(backup.last.as_ref().is_some_and(|last| last.1.is_some())))?;
    // None yet is no age of nought: an alarm on the age also hears of a value that is missing.
    if let Some((at, _, bytes)) = &backup.verified {
        let age = u64::try_from(now.millis_since(*at).max(0) / 1000).unwrap_or(0);
        gauge("daylog_backup_age_seconds", "Since the last verified backup was begun.", age)?;
        gauge("daylog_backup_bytes", "Size of the last verified backup.", u64::try_from(*bytes).unwrap_or(0))?;
    }
    head(text, "daylog_free_bytes", "gauge", "Free bytes on the disk of a folder.")?;
    let (district, backups) = (room.free_bytes, room.backups.and_then(|backups| backups.free_bytes));
    for (folder, free) in [("district", district), ("backups", backups)].iter().filter_map(|(folder, free)| Some((folder, (*free)?))) {
        writeln!(text, "daylog_free_bytes{{folder=\"{folder}\"}} {free}")?;
    }
    head(text, "daylog_pending_entries", "gauge", "Entries that devices said they hold unsent, by how long they are not complete.")?;
    for (age, pending) in &gauges.pending {
        writeln!(text, "daylog_pending_entries{{age=\"{age}\"}} {pending}")?;
    }
    head(text, "daylog_devices", "gauge", "Devices, by state.")?;
    for (state, count) in &gauges.devices {
        writeln!(text, "daylog_devices{{state=\"{state}\"}} {count}")?;
    }
    Ok(())
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) -> std::fmt::Result {
    writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}")
}

/// Milliseconds as seconds.
fn seconds(millis: u64) -> String {
    format!("{}.{:03}", millis / 1000, millis % 1000)
}
