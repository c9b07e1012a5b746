//! Backups: an online copy of the whole district, encrypted to the recovery key, read back in full before it counts.
//!
//! `stream` is the file's form, `make` writes one, `checkpoint` lays the district's word beside it, `read_back` proves it, `record`
//! keeps what came of it, `expire` tidies up.

mod checkpoint;
pub mod expire;
pub mod files;
pub mod header;
pub mod make;
pub mod manifest;
mod problem;
pub mod read_back;
pub mod record;
pub mod stream;

use std::path::Path;

use daylog_domain::time::Instant;
use daylog_storage::{Database, backups};

use crate::{
    folder::Folder,
    purge_orders::{self, PURGE_ORDERS, PurgeProblem},
};

pub use make::Made;
pub use problem::BackupProblem;

/// Who wants a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// The server's own plan: whoever watches over it hears of each failure.
    Plan,
    /// Somebody who sees what comes of it. A failure beside a good recent backup is no alarm, and moves no plan.
    Person,
}

/// While a verified backup is younger, a person's failed try is theirs alone.
const RECENT_HOURS: i64 = 48;

/// Makes a backup, reads it back, records it and moves the watermark. A failure is recorded too, where that is still possible.
pub fn run(folder: &Folder, database: &Database, to: &Path, now: Instant) -> Result<Made, BackupProblem> {
    run_for(Asker::Plan, folder, database, to, now)
}

/// The same, for whoever asks.
pub fn run_for(asker: Asker, folder: &Folder, database: &Database, to: &Path, now: Instant) -> Result<Made, BackupProblem> {
    let _only_one = make::lock(folder)?;
    let made = checkpoint::heed(folder, database, to, now).and_then(|()| {
        let note = checkpoint::sign(folder, database)?;
        let made = make::write(folder, database, to, now)?;
        put_orders_beside(folder, database, to)?;
        let made = finish(folder, database, made)?;
        // Of a backup that was read back, and of no other.
        checkpoint::put(folder, to, &note)?;
        Ok(made)
    });
    if let Err(problem) = &made {
        tracing::error!(code = problem.code(), "backup failed");
        if asker == Asker::Plan || !has_recent(database, now) {
            // The disk may be full: the trace has told already.
            let _recorded = record::failed(database, now, problem.code());
        }
    }
    made
}

fn has_recent(database: &Database, now: Instant) -> bool {
    let state = database.read(backups::state).unwrap_or_default();
    state.verified.is_some_and(|(at, _, _)| (0..RECENT_HOURS * 3_600_000).contains(&now.millis_since(at)))
}

/// Whoever restores the backup finds beside it what was ordered gone since.
fn put_orders_beside(folder: &Folder, database: &Database, to: &Path) -> Result<(), BackupProblem> {
    let server = folder.keys()?.public();
    match purge_orders::level(database, &to.join(PURGE_ORDERS), &server) {
        // What the file made known is carried out; only the database's own file is rewritten later.
        Ok(_) | Err(PurgeProblem::NotVacuumed) => Ok(()),
        Err(PurgeProblem::File { path, source }) => Err(BackupProblem::File { path, source }),
        Err(PurgeProblem::Order { .. }) => Err(BackupProblem::Contents { what: "purge orders" }),
        Err(PurgeProblem::Storage(error)) => Err(error.into()),
    }
}

/// Reads a written backup back and, only when it is whole, records it as verified and moves the watermark.
pub fn finish(folder: &Folder, database: &Database, made: Made) -> Result<Made, BackupProblem> {
    if daylog_faults::broken(daylog_faults::Fault::WatermarkUnverified) {
        record::verified(database, &made)?;
    }
    read_back::check(folder, &made)?;
    record::verified(database, &made)?;
    tracing::info!(bytes = made.bytes, segment = made.segment, "backup made and read back");
    Ok(made)
}
