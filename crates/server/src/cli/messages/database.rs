//! Words for what a database server, or the way to it, refuses.

use daylog_storage::{AddressProblem, Refusal, ServerError};

use super::CommandError;

const WHAT: &str = "The district's database could not be used.";

impl From<&ServerError> for CommandError {
    fn from(error: &ServerError) -> Self {
        let (why, then) = said(error.refusal);
        let why = if error.state.is_empty() { why.to_owned() } else { format!("{why} (PostgreSQL {})", error.state) };
        CommandError::new(WHAT, why, then)
    }
}

impl From<AddressProblem> for CommandError {
    fn from(problem: AddressProblem) -> Self {
        let then = match problem {
            AddressProblem::Encryption | AddressProblem::Authority => {
                "Write sslmode=verify-full with sslrootcert=FILE behind the question mark, or sslmode=disable where nobody else is on that network."
            }
            AddressProblem::Form | AddressProblem::Incomplete | AddressProblem::Ambiguous => {
                "Write postgres://USER:PASSWORD@HOST:PORT/DATABASE?district=d1 as docs/running-a-district.md shows; in a password @ is written %40, / is %2F, ? is %3F, : is %3A and % is %25. The address is not shown here: it may hold a password."
            }
            _ => {
                "Write postgres://USER:PASSWORD@HOST:PORT/DATABASE?district=d1 as docs/running-a-district.md shows. The address is not shown here: it may hold a password."
            }
        };
        CommandError::new("The address of the database cannot be used.", problem.to_string(), then)
    }
}

fn said(refusal: Refusal) -> (&'static str, &'static str) {
    match refusal {
        Refusal::Unreachable => ("the database server does not answer", "Start it, or correct the address. Nothing was changed."),
        Refusal::Silent => (
            "the database server did not answer in time",
            "Look whether it is overloaded or waits for something, or give it longer with timeout= in the address. Nothing was changed.",
        ),
        Refusal::Lost => ("the connection to the database server broke off", "Try again. Nothing was changed."),
        Refusal::CommitUnknown => (
            "the connection broke off, or no answer came in time, while the change was being written",
            "Look whether it was written before trying again: it may be there, whole, or not at all.",
        ),
        Refusal::Login => (
            "the database server does not let this user do it, or the password is wrong",
            "Correct the user and the password in the address, or have the operator of the database grant the schema. Nothing was changed.",
        ),
        Refusal::Certificate => (
            "the database server shows no certificate that is trusted for its name, or speaks no encryption",
            "Name the file of its authority with sslrootcert, and the server by the name in its certificate. Nothing was sent.",
        ),
        Refusal::Authority => ("the file of trusted authorities cannot be read or holds none", "Correct sslrootcert. Nothing was sent."),
        Refusal::Missing => (
            "there is no such database, or no district in this schema",
            "Correct the address, or make the district with `daylog-server init --database`. Nothing was changed.",
        ),
        Refusal::Taken => ("the schema holds something already", "Name another district in the address. Nothing was changed."),
        Refusal::Encoding => ("the database does not keep its text in UTF-8", "Have it made with encoding UTF8. Nothing was changed."),
        Refusal::ReadOnly => (
            "the database server takes no changes: it is a standby, or was told so",
            "Name the primary, or all servers: postgres://USER@HOST1,HOST2/DATABASE. Nothing was changed.",
        ),
        Refusal::Full => ("the database server has no room left, or its disk fails", "Make room there. Nothing was changed."),
        Refusal::TooMany => (
            "the database has no connection left to give",
            "Try again, or raise max_connections there or pool= in the address. Nothing was changed.",
        ),
        Refusal::Pooled => (
            "a pooler before the database server lends a connection for one transaction at a time, and keeps no session",
            "Set pool_mode = session there (PgBouncer), or name the database server itself in the address. Nothing was changed.",
        ),
        Refusal::Busy => ("other transactions stood in the way", "Try again. Nothing was changed."),
        Refusal::Constraint | Refusal::Other => ("the database server answered with an error", "Report this. Nothing was changed."),
    }
}
