//! Why a use case does not answer whoever asked. The words for it, and how it travels, are not known here.

use daylog_storage::StorageError;

use crate::{ingest::push::PushError, random::NoRandomness};

#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error("the request cannot be read")]
    Unreadable,
    #[error("the device's signature does not fit")]
    WrongSignature,
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Random(#[from] NoRandomness),
}

impl From<PushError> for Refused {
    fn from(error: PushError) -> Self {
        match error {
            PushError::Storage(error) => Refused::Storage(error),
            PushError::Random(error) => Refused::Random(error),
        }
    }
}
