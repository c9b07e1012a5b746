//! What `import` says when something is to be fixed.

use std::path::Path;

use daylog_district::roster::{Advice, FileProblem, ImportProblem};

use super::CommandError;

const SAVE_AGAIN: &str = "Open it in Excel or WPS, choose Save As and the type \"Excel workbook (.xlsx)\" or \"CSV UTF-8\" \
     (另存为: xlsx, 或 CSV UTF-8), and import that file. Nothing was changed.";

impl CommandError {
    pub fn rows_refused(refused: u64, taken: u64, is_dry_run: bool) -> Self {
        let others = match (taken, is_dry_run) {
            (0, _) => "no other row is in the file, and nothing was changed".to_owned(),
            (taken, true) => format!("the other {taken} would go in; this was a dry run, and nothing was changed"),
            (taken, false) => format!("the other {taken} are in"),
        };
        CommandError::new(
            format!("{refused} of {} rows were not taken in.", refused + taken),
            format!("each is named with its line and reason; {others}"),
            "CommandError these rows and import the file again: what is in already stays as it is.",
        )
    }

    pub fn no_report(path: &Path, error: &std::io::Error) -> Self {
        CommandError::new(
            "Nothing was imported.",
            format!("the report {} could not be made: {error}", path.display()),
            "Name a file that does not exist yet, in a folder that you may write to.",
        )
    }

    pub fn report_not_written(path: &Path, error: &std::io::Error) -> Self {
        CommandError::new(
            "The import was made, and its report could not be written.",
            format!("{}: {error}", path.display()),
            "Make room on the disk. Importing the same file again changes nothing and tells what is refused.",
        )
    }
}

impl From<FileProblem> for CommandError {
    fn from(problem: FileProblem) -> Self {
        let then = match &problem {
            FileProblem::Empty | FileProblem::NoRows => "Check that it is the right file and was saved. Nothing was changed.",
            FileProblem::Kind { advice: Advice::SaveAgain, .. } | FileProblem::Damaged => SAVE_AGAIN,
            FileProblem::Kind { advice: Advice::NoPassword, .. } => {
                "Open it, take its password away, and save it again. Nothing was changed."
            }
            FileProblem::Kind { advice: Advice::OtherFile, .. } => {
                "Name the roster itself, a workbook (.xlsx) or CSV. Nothing was changed."
            }
            FileProblem::Encoding => {
                "Save it as \"CSV UTF-8\" in the program that shows its names rightly. If you know its encoding, name it, as in \
                 --encoding big5, with --dry-run first to see the names. Nothing was changed."
            }
            FileProblem::Misread { .. } => "Take the file that it was made from, and save that as \"CSV UTF-8\". Nothing was changed.",
            FileProblem::NotIn { .. } => "Name another encoding, or none so that it is recognised. Nothing was changed.",
            FileProblem::Separator { .. } => "Save it as CSV with commas; semicolons and tabs are read too. Nothing was changed.",
            FileProblem::Columns { .. } => {
                "Write the names of the columns above the rows, in English, Chinese or Korean, as docs/roster.md lists them. Nothing was changed."
            }
            FileProblem::FarCell { .. } => "Delete what stands there, and save it again. Nothing was changed.",
            FileProblem::Sheets { .. } | FileProblem::NoSheet { .. } => {
                "Name the one that is meant, as in --sheet NAME. Nothing was changed."
            }
            FileProblem::TwiceNamed { .. } => "Take one of them out, or give it another name. Nothing was changed.",
            FileProblem::TooLarge { .. } | FileProblem::LongLine { .. } => {
                "Check that it is a roster; a large one can be imported in several files. Nothing was changed."
            }
        };
        CommandError::new("This file was not imported.", problem.to_string(), then)
    }
}

impl From<ImportProblem> for CommandError {
    fn from(problem: ImportProblem) -> Self {
        match problem {
            ImportProblem::File(problem) => problem.into(),
            ImportProblem::Storage(error) => error.into(),
        }
    }
}
