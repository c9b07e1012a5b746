//! What `backup` and `restore` say when something is to be fixed.

use daylog_backup::archive::BackupProblem;

use super::{CommandError, room};

impl From<BackupProblem> for CommandError {
    fn from(problem: BackupProblem) -> Self {
        CommandError::backup("The backup did not succeed.", problem)
    }
}

impl CommandError {
    pub fn restore(problem: BackupProblem) -> Self {
        CommandError::backup("Nothing was restored.", problem)
    }

    fn backup(what: &str, problem: BackupProblem) -> Self {
        match &problem {
            BackupProblem::File { path, source } if room::is_out_at(source) => {
                let then = "Free room on that disk, let old backups go with --keep-days, or name a folder on another disk. Earlier \
                            backups are untouched.";
                return CommandError::no_room(what, Some(path), then);
            }
            BackupProblem::Storage(error) if room::is_out(error) => {
                let then = "A backup needs room for one more copy of the database in the district's own folder while it is made: free as \
                            much, and run the command again. Earlier backups are untouched.";
                return CommandError::no_room(what, None, then);
            }
            _ => {}
        }
        let why = match &problem {
            BackupProblem::File { source, .. } => format!("{problem}: {source}"),
            other => other.to_string(),
        };
        let then = match problem {
            BackupProblem::Folder(problem) => return problem.into(),
            BackupProblem::Storage(error) => return error.into(),
            BackupProblem::Random(problem) => return problem.into(),
            BackupProblem::File { .. } => "Check the names, and that you may read and write there. Earlier backups are untouched.",
            BackupProblem::Exists { .. } => "Name a folder that does not exist yet.",
            BackupProblem::Running => "Wait until it is done.",
            BackupProblem::ReadBack { .. } => {
                "Check the disk that the backup is on; it is not to be trusted. Earlier backups are untouched."
            }
            BackupProblem::NotABackup => "Name a file that `daylog-server backup` made.",
            BackupProblem::Newer => "Use the program that made the backup, or a newer one.",
            BackupProblem::WrongRecoveryKey | BackupProblem::Foreign => "Take the kit and the backup of the same district.",
            BackupProblem::Damaged { .. } | BackupProblem::Contents { .. } => "Take another copy of it, or an earlier backup.",
            BackupProblem::Encrypt => "Report this. Nothing was changed.",
        };
        CommandError::new(what, why, then)
    }
}
