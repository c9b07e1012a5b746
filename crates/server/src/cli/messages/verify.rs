//! What `verify` and `checkpoint` say when something is to be fixed, or cannot be proven.

use std::path::Path;

use daylog_backup::verify::{BadStatement, Report, Wrong};

use super::{CommandError, command};

impl CommandError {
    pub fn not_whole(report: &Report) -> Self {
        let all = |is: fn(Wrong) -> bool| report.findings.iter().all(|finding| is(finding.what));
        let more = if report.more { " and more" } else { "" };
        CommandError::new(
            "The district's records are not whole.",
            format!("{}{more} findings, listed above", report.findings.len()),
            if all(Wrong::is_derived) {
                format!("Run {}: only what is made from the logs is wrong.", command("rebuild"))
            } else if all(Wrong::is_against_statement) {
                "Keep the folder as it is, with the checkpoints and receipts: they prove that this district once held more, or \
                 something else. Look in the backups and on the phones for it."
                    .to_owned()
            } else {
                "Keep the folder as it is, and restore the latest backup into another one; phones send again what came after it.".to_owned()
            },
        )
    }

    pub fn not_proven() -> Self {
        CommandError::new(
            "What is kept is whole in itself, and not everything that was shown could be held against it.",
            "the epoch of a checkpoint ended when history was lost, and what is kept now does not begin with it",
            "Hold the checkpoint against the backups from before that day, and receipts of the time against these records: those \
             hold in every epoch.",
        )
    }

    pub fn no_statement(path: &Path, bad: BadStatement) -> Self {
        let then = match bad {
            BadStatement::Checkpoint(_) => {
                "Compare the note with where it came from, character by character, one note in a file; or name the folder of the \
                 district that signed it."
            }
            BadStatement::NoReceipt(_) | BadStatement::Foreign => {
                "Name a receipt as the device got it, and the folder of the district that signed it."
            }
        };
        CommandError::new("Nothing was verified.", format!("{}: {bad}", path.display()), then)
    }
}
