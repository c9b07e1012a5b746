//! Why an act is not carried out. The words, and how it travels, are not known here.

use std::sync::Arc;

use daylog_storage::StorageError;
use serde::Serialize;
use ts_rs::TS;
use utoipa::ToSchema;

use crate::types::ChangeRow;

#[derive(Debug, Clone, thiserror::Error)]
pub enum ActRefused {
    /// There is no such thing, or none in the actor's scope.
    #[error("there is no such thing")]
    NotFound,
    #[error("{field} is not accepted: {why:?}")]
    Field { field: &'static str, why: FieldRefusal },
    /// Somebody else changed it since the form was drawn.
    #[error("it was changed since")]
    ChangedSince(Vec<ChangeRow>),
    /// The session that asked is not open any more.
    #[error("not signed in")]
    NotSignedIn,
    /// The key stands for another request.
    #[error("the key was used for another request")]
    KeyReused,
    #[error(transparent)]
    Storage(Arc<StorageError>),
}

impl ActRefused {
    #[must_use]
    pub fn field(field: &'static str, why: FieldRefusal) -> Self {
        ActRefused::Field { field, why }
    }
}

impl From<StorageError> for ActRefused {
    fn from(error: StorageError) -> Self {
        ActRefused::Storage(Arc::new(error))
    }
}

/// Why what was given for a field is not accepted. The words stand under `refused.<code>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldRefusal {
    Empty,
    /// More than 400 characters.
    TooLong,
    /// A control character, a formula, question marks where characters were.
    NotText,
    NotAName,
    NotAnAddress,
    NotAPhone,
    NotADocument,
    /// Somebody or something is called so already.
    NameTaken,
    /// No date or time.
    NotATime,
    /// It is over already: what was, stays.
    Past,
    /// So long no quarantine is.
    TooFar,
    /// It has ended; its end can be taken back.
    Ended,
    /// None, or more than can be done at once.
    HowMany,
    /// An end that does not lie behind its beginning.
    NotAfterFrom,
    /// More than a year ahead.
    TooFarAhead,
    /// What it said before is kept no more.
    Forgotten,
    /// There is nothing of this kind, or none that this account may use.
    Unknown,
}
