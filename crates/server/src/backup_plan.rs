//! Backups by the hour while the server serves: when the next one is due, and carrying it out.

use std::{path::PathBuf, time::Duration};

use daylog_backup::folder::Folder;
use daylog_domain::time::Instant;
use daylog_storage::backups::{self, BackupState};

use crate::state::Server;
use daylog_backup::archive::{self, BackupProblem};

/// Where backups go, how often, and how long they are kept.
#[derive(Debug, Clone)]
pub struct Plan {
    pub to: PathBuf,
    pub every_hours: u16,
    pub keep_days: u16,
}

/// A failed one is tried again after this long, or sooner where backups are due more often.
const AGAIN_MINUTES: i64 = 15;
/// How often the clock is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(20);

/// When the next backup is due: at once when there never was one.
#[must_use]
pub fn due(state: &BackupState, every_hours: u16) -> Option<Instant> {
    let (started, failure) = state.last.as_ref()?;
    let every = i64::from(every_hours) * 60;
    Some(started.plus_minutes(if failure.is_some() { every.min(AGAIN_MINUTES) } else { every }))
}

/// Makes backups as they fall due, until the server stops. A failure is recorded and traced, and the server goes on.
pub async fn keep(server: Server, folder: Folder, plan: Plan) {
    server.room.watch_backups(&plan.to);
    loop {
        let (folder, plan) = (folder.clone(), plan.clone());
        let _done = server.blocking(move |server| once(server, &folder, &plan)).await;
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            () = server.stopped() => return,
        }
    }
}

fn once(server: &Server, folder: &Folder, plan: &Plan) -> Result<(), BackupProblem> {
    let time = server.time();
    let now = time.now;
    let state = server.database.read(backups::state)?;
    // A clock that was set back must not keep backups away for ever.
    let is_due = due(&state, plan.every_hours).is_none_or(|due| due <= now) || state.last.is_some_and(|(started, _)| started > now);
    if is_due {
        let made = archive::run(folder, &server.database, &plan.to, now);
        if time.doubt.is_some() {
            // Backups would be deleted that have not served their days.
            tracing::warn!("backups do not expire while the clock is in doubt");
        } else if let Err(error) = archive::expire::run(folder, &server.database, &plan.to, plan.keep_days, now) {
            tracing::error!(code = error.code(), "expired backups could not be deleted");
        }
        made?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_one_is_due_after_the_hours_and_sooner_after_a_failure() {
        let state = |failure: Option<&str>| BackupState { verified: None, last: Some((Instant(0), failure.map(str::to_owned))) };
        let minutes = |state, hours| due(&state, hours).map(|due| due.0 / 60_000);
        assert_eq!(minutes(BackupState::default(), 24), None);
        assert_eq!(minutes(state(None), 24), Some(24 * 60));
        assert_eq!(minutes(state(Some("disk_full")), 24), Some(15));
    }
}
