//! What the server, or the way to it, said: a kind, and PostgreSQL's own code. Never the words or the values of a row.

use std::error::Error;

use tokio_postgres::error::SqlState;

/// Why PostgreSQL did not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("PostgreSQL: {refusal:?} {state}")]
pub struct ServerError {
    pub refusal: Refusal,
    /// PostgreSQL's code of five characters; empty where the server did not answer.
    pub state: String,
    /// The constraint that was not kept, by its name in the schema.
    pub constraint: Option<String>,
}

/// The kinds that somebody can do something about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody answers there, or the server starts or stops.
    Unreachable,
    /// The user or the password is wrong, or the user may not do this.
    Login,
    /// The server's certificate is not trusted, or it speaks no encryption.
    Certificate,
    /// The file of authorities cannot be read, or holds none.
    Authority,
    /// No such database, or no district in this schema.
    Missing,
    /// The schema is there already.
    Taken,
    /// The database does not keep its text in UTF-8.
    Encoding,
    /// A standby, or a server that was told to take nothing.
    ReadOnly,
    Full,
    /// The server has no connection to give, or the pool had none in time.
    TooMany,
    /// Something before the server lends backends for a transaction at a time, and this program needs one for each connection.
    Pooled,
    /// The server did not answer in time: nothing was written.
    Silent,
    /// Another transaction stood in the way for too long, or again and again.
    Busy,
    /// The connection went before the commit was asked for: nothing was written.
    Lost,
    /// The connection went, or time was over, while the commit was asked for: it may be written, or not.
    CommitUnknown,
    /// A constraint was not kept.
    Constraint,
    Other,
}

impl ServerError {
    pub(crate) fn of(refusal: Refusal) -> Self {
        ServerError { refusal, state: String::new(), constraint: None }
    }

    /// A commit that was answered with a warning.
    pub(crate) fn warned() -> Self {
        ServerError { refusal: Refusal::CommitUnknown, state: SqlState::WARNING.code().to_owned(), constraint: None }
    }

    /// What went wrong while a connection was made.
    pub(crate) fn connecting(error: &tokio_postgres::Error) -> Self {
        if error.as_db_error().is_some() {
            return Self::told(error);
        }
        let source = error.source().and_then(|source| source.downcast_ref::<std::io::Error>());
        let is_of_tls = |error: &std::io::Error| error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>());
        Self::of(match source {
            Some(error) if is_of_tls(error) => Refusal::Certificate,
            Some(_) => Refusal::Unreachable,
            // The server closed the connection, was too slow, or speaks no encryption; or a password is lacking.
            None if error.is_closed() => Refusal::Unreachable,
            None => match error.to_string() {
                words if words.starts_with("error performing TLS handshake") => Refusal::Certificate,
                words if words.starts_with("invalid configuration") || words.starts_with("authentication error") => Refusal::Login,
                _ => Refusal::Unreachable,
            },
        })
    }

    /// What a statement was answered.
    pub(crate) fn told(error: &tokio_postgres::Error) -> Self {
        let Some(told) = error.as_db_error() else {
            let is_of_line = error.is_closed() || error.source().is_some_and(|source| source.is::<std::io::Error>());
            return Self::of(if is_of_line { Refusal::Lost } else { Refusal::Other });
        };
        let state = told.code().code();
        ServerError { refusal: kind(state), state: state.to_owned(), constraint: told.constraint().map(str::to_owned) }
    }

    /// Whether the same transaction may go through when it is run once more from its beginning.
    #[must_use]
    pub fn may_run_again(&self) -> bool {
        self.is(&SqlState::T_R_SERIALIZATION_FAILURE) || self.is(&SqlState::T_R_DEADLOCK_DETECTED) || self.refusal == Refusal::Lost
    }

    /// Whether the connection is of no more use.
    pub(crate) fn ends_connection(&self) -> bool {
        matches!(
            self.refusal,
            Refusal::Lost | Refusal::Unreachable | Refusal::Silent | Refusal::CommitUnknown | Refusal::ReadOnly | Refusal::Pooled
        )
    }

    /// Whether the same call may succeed later without a change.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        use Refusal::{Busy, CommitUnknown, Full, Lost, ReadOnly, Silent, TooMany, Unreachable};
        matches!(self.refusal, Busy | CommitUnknown | Full | Lost | ReadOnly | Silent | TooMany | Unreachable)
    }

    pub(crate) fn is(&self, state: &SqlState) -> bool {
        self.state == state.code()
    }
}

/// PostgreSQL's appendix A, as far as it makes a difference here.
fn kind(state: &str) -> Refusal {
    match (state, state.get(..2).unwrap_or_default()) {
        ("25006", _) => Refusal::ReadOnly,
        ("53100", _) | (_, "58") => Refusal::Full,
        ("53300", _) => Refusal::TooMany,
        ("28P01" | "28000" | "42501", _) => Refusal::Login,
        ("3D000" | "3F000" | "42P01", _) => Refusal::Missing,
        ("42P06" | "42P07", _) => Refusal::Taken,
        // A prepared statement that is not there, or is one of somebody else.
        ("26000" | "42P05", _) => Refusal::Pooled,
        ("40001" | "40P01" | "55P03", _) => Refusal::Busy,
        // Whoever ended it, it ran for too long.
        ("57014", _) => Refusal::Silent,
        ("57P03", _) => Refusal::Unreachable,
        ("57P01" | "57P02" | "57P04" | "25P03", _) | (_, "08") => Refusal::Lost,
        (_, "23") => Refusal::Constraint,
        _ => Refusal::Other,
    }
}

impl From<tokio_postgres::Error> for ServerError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::told(&error)
    }
}
