//! `daylog-server clock`: what speaks for this machine's clock and against it, and the operator's word that it is right.

use daylog_backup::folder::Folder;
use daylog_district::clock::doubt::{Doubt, Evidence, Judgement, judge};
use daylog_domain::time::Instant;
use daylog_storage::{
    Database, StorageError, audit, district,
    times::{self, Times},
};
use serde::Serialize;

use super::{
    arguments::{ClockArguments, Format},
    messages::{CommandError, clock as words},
    print, print_json,
};

/// The clock as a command sees it, which has watched nothing.
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

pub(super) fn run(arguments: &ClockArguments) -> Result<(), CommandError> {
    let database = Folder::with_key_file(&arguments.folder.data, arguments.folder.key_file.as_deref())?.database()?;
    if arguments.confirm {
        let now = crate::clock::system().now();
        database.write(|db| times::confirm(db, now, audit::COMMAND))?;
    }
    let looked = look(&database)?;
    if arguments.format == Format::Json {
        return print_json(&looked);
    }
    print(&words::report(&looked));
    Ok(())
}

/// Compares the clock with what is kept and with what devices last said. Reads only.
pub(super) fn look(database: &Database) -> Result<Looked, StorageError> {
    let now = crate::clock::system().now();
    database.read(|db| {
        let zone = district::read(db)?.settings.zone;
        let Times { newest, steady } = times::read(db)?;
        let devices_ms = times::devices_ms(db, now)?;
        let text = |at: Instant| zone.local(at).format("%Y-%m-%d %H:%M").to_string();
        let (devices, near) = (devices_ms.len(), devices_ms.iter().filter(|behind| behind.unsigned_abs() <= 1_800_000).count());
        let doubt = match judge(now, &Evidence { newest, steady, leapt_ms: 0, devices_ms }) {
            Judgement::Doubted(doubt) => Some(doubt),
            Judgement::Sound | Judgement::Confirmed => None,
        };
        Ok(Looked { now, now_text: text(now), newest_text: newest.map(text), devices, devices_near: near, doubt })
    })
}

/// What deletes by the date is not carried out by a clock in doubt.
pub(super) fn refuse_if_doubted(database: &Database) -> Result<(), CommandError> {
    let looked = look(database)?;
    if looked.doubt.is_some() { Err(words::refused(&looked)) } else { Ok(()) }
}
