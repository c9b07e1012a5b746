//! What `retention` and `purge` say when something is to be fixed.

use std::path::Path;

use daylog_backup::purge_orders::PurgeProblem;

use super::CommandError;

impl CommandError {
    pub fn no_household(code: &str) -> Self {
        CommandError::new(
            "Nothing was purged.",
            format!("no household has the code {}", daylog_domain::text::shown(code)),
            "Check the code as it stands in the roster.",
        )
    }

    pub fn orders_of_restore(problem: PurgeProblem) -> Self {
        match problem {
            PurgeProblem::Storage(error) => error.into(),
            PurgeProblem::NotVacuumed => CommandError::new(
                "Nothing was restored.",
                "what was purged is not out of the new file while that cannot be rewritten",
                "Free as much disk as the database has, and run the command again.",
            ),
            other => CommandError::new(
                "Nothing was restored.",
                because(&other),
                "Name the file `purge-orders` of this district's folder or of its backups, as it is there, and run the command again.",
            ),
        }
    }

    pub fn no_backups_folder(path: &Path) -> Self {
        CommandError::new(
            "Nothing was purged.",
            format!("there is no folder {}", path.display()),
            "Name with --backups the folders that backups are made into, and run the command again.",
        )
    }

    pub fn phones_longer() -> Self {
        CommandError::new(
            "No setting was changed.",
            "phones would keep content for longer than the district",
            "Give --phone-days a number that is not larger than --days.",
        )
    }
}

/// With what the system said of a file.
fn because(problem: &PurgeProblem) -> String {
    match problem {
        PurgeProblem::File { source, .. } => format!("{problem}: {source}"),
        other => other.to_string(),
    }
}

impl From<PurgeProblem> for CommandError {
    fn from(problem: PurgeProblem) -> Self {
        let what = "The purge was not finished.";
        match &problem {
            PurgeProblem::Storage(_) | PurgeProblem::File { .. } => CommandError::new(
                what,
                because(&problem),
                "CommandError this and run the command again. What was written to purge-orders is carried out then, or when the server starts.",
            ),
            PurgeProblem::Order { .. } => CommandError::new(
                what,
                problem.to_string(),
                "Somebody changed the file: put the line back from a copy beside a backup, or take it out. Nothing was changed.",
            ),
            PurgeProblem::NotVacuumed => CommandError::new(
                what,
                problem.to_string(),
                "Free as much disk as the database has, and run the command again; a running server tries by itself.",
            ),
        }
    }
}
