//! Why a use case does not answer whoever asked. The words for it, and how it travels, are not known here.

use std::sync::Arc;

use daylog_storage::StorageError;

use crate::{
    ingest::{Abandoned, PushError},
    random::NoRandomness,
};

#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error("the request cannot be read")]
    Unreadable,
    #[error("the device's signature does not fit")]
    WrongSignature,
    /// Several that were to be written together may be told of one error.
    #[error(transparent)]
    Storage(#[from] Arc<StorageError>),
    #[error(transparent)]
    Random(#[from] NoRandomness),
    #[error(transparent)]
    Abandoned(#[from] Abandoned),
}

impl From<StorageError> for Refused {
    fn from(error: StorageError) -> Self {
        Refused::Storage(Arc::new(error))
    }
}

impl From<PushError> for Refused {
    fn from(error: PushError) -> Self {
        match error {
            PushError::Storage(error) => Refused::Storage(error),
            PushError::Random(error) => Refused::Random(error),
            PushError::Abandoned(error) => Refused::Abandoned(error),
        }
    }
}
