//! The clock as a command sees it: compared with what is kept and with what devices last said.

use daylog_district::clock::doubt::{Doubt, Evidence, Judgement, judge};
use daylog_domain::time::Instant;
use daylog_storage::{
    Database, StorageError, district,
    times::{self, Times},
};
use serde::Serialize;

/// A command has watched nothing, and judges by what lies there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Looked {
    pub(super) now: Instant,
    pub(super) now_text: String,
    pub(super) newest_text: Option<String>,
    /// Devices heard within a day, and how many of them are within half an hour of this clock.
    pub(super) devices: usize,
    pub(super) devices_near: usize,
    pub(super) doubt: Option<Doubt>,
}

/// Reads only.
pub(super) fn look(database: &Database) -> Result<Looked, StorageError> {
    let now = crate::clock::system().now();
    database.read(|db| {
        let zone = district::read(db)?.settings.zone;
        let Times { newest, steady, said_right } = times::read(db)?;
        let devices_ms = times::devices_ms(db, now)?;
        let text = |at: Instant| zone.local(at).format("%Y-%m-%d %H:%M").to_string();
        let (devices, near) = (devices_ms.len(), devices_ms.iter().filter(|behind| behind.unsigned_abs() <= 1_800_000).count());
        let doubt = match judge(now, &Evidence { newest, steady, said_right, leapt_ms: 0, devices_ms }) {
            Judgement::Doubted(doubt) => Some(doubt),
            Judgement::Sound | Judgement::Confirmed => None,
        };
        Ok(Looked { now, now_text: text(now), newest_text: newest.map(text), devices, devices_near: near, doubt })
    })
}
