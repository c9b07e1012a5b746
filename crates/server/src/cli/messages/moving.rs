//! What `move` says when something is to be fixed, and `restore` of a database elsewhere.

use daylog_backup::moving::MoveProblem;
use daylog_storage::AddressProblem;

use super::CommandError;

impl From<MoveProblem> for CommandError {
    fn from(problem: MoveProblem) -> Self {
        let why = problem.to_string();
        let then = match problem {
            MoveProblem::Storage(error) => return error.into(),
            MoveProblem::NotWhole(report) => return CommandError::not_whole(&report),
            MoveProblem::NotEmpty => "Name a database that holds nothing. What is in this one was not touched.",
            MoveProblem::OtherMove => {
                "Remove what is in that database (for a file: delete it with its two companions; on a server: drop the schema), and \
                 begin again. The district is served from where it was."
            }
            MoveProblem::SourceFilling => "Name the database that the district is in: the move into this one was not finished.",
            MoveProblem::SourceMoved => "It goes on in the database that it was moved to: name that one.",
            MoveProblem::SourceWritten => {
                "Stop every server and every command that uses this district, remove what is in the new database, and begin again. \
                 The district is served from where it was."
            }
            MoveProblem::Checkpoint => {
                "Stop every server that uses this district, remove what is in the new database, and begin again. The district is \
                 served from where it was."
            }
        };
        CommandError::new("The district was not moved.", why, then)
    }
}

impl CommandError {
    pub fn no_such_move() -> Self {
        CommandError::new(
            "The district was not moved.",
            "one side is the district's folder, the other an address that begins with postgres://",
            "Name --from and --to so; between two addresses, name the folder with --data. A folder that goes to another disk or machine \
             is copied as it is, while nobody serves it.",
        )
    }

    pub fn no_address(problem: AddressProblem) -> Self {
        CommandError::new(
            "Nothing was restored.",
            problem.to_string(),
            "Name the server, the database and the district's schema with --database postgres://…; without --database the folder gets a database of its own.",
        )
    }
}
