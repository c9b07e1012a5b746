//! One push from bytes to disk: prepared on its own thread, then written alone or with others that wait.
//! What is kept of it in the transaction is in `take`.

use std::{panic::resume_unwind, sync::Arc};

use daylog_storage::{Database, StorageError};
use daylog_wire::{chain, keys::PublicKey, refusal::PieceRefusal};

use super::{
    group::{Failure, each_for_itself},
    outcome::PushOutcome,
    prepared::{Prepared, Push, prepare},
    queue::{Abandoned, Queue},
    take,
};
use crate::random::NoRandomness;

/// Why a push could not be answered at all. Nothing was kept, unless it is not known how the work ended.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    /// Of one transaction several pushes may be told.
    #[error(transparent)]
    Storage(#[from] Arc<StorageError>),
    #[error(transparent)]
    Random(#[from] NoRandomness),
    #[error(transparent)]
    Abandoned(#[from] Abandoned),
}

/// Pushes that wait while others are written.
#[derive(Default)]
pub struct Pushes(Queue<Prepared, Result<PushOutcome, Failure>>);

impl Pushes {
    /// How many wait for the next transaction.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.0.waiting()
    }

    /// Whether none is being taken in, nor waits.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.0.is_idle()
    }

    /// Keeps what is new, in one transaction, perhaps with pushes of others, and says what the device must know. It is on disk then.
    /// `server` is the key of this district: a checkpoint that it did not sign proves nothing.
    pub fn take(&self, database: &Database, server: &PublicKey, push: Push) -> Result<PushOutcome, PushError> {
        let key = PublicKey(push.device.public_key);
        if chain::log_id(&key.0, push.request.nonce) != push.request.log {
            return Ok(PushOutcome::Refused(PieceRefusal::LogIdentity));
        }
        let write = |group: &[Prepared]| database.write(|db| take::all(db, group));
        match self.0.hand_in(prepare(push, &key, server)?, |group| each_for_itself(group, &write))? {
            Ok(outcome) => Ok(outcome),
            Err(Failure::Storage(error)) => Err(error.into()),
            Err(Failure::Panic(panic)) => resume_unwind(panic),
        }
    }
}
