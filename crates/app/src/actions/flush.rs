//! What a save leaves to be done behind it: the encrypted envelopes beside the record are brought up to date, and the write-ahead
//! log is kept short. Nothing here makes a save fail, and none waits longer than that log takes to be copied.

use std::sync::{Mutex, PoisonError};

use daylog_store::{Store, StoreError, delivery_key::DeliveryKey, envelopes::EnvelopeFolder};

use crate::App;

impl App {
    pub(crate) fn envelopes(&self) -> EnvelopeFolder {
        EnvelopeFolder::in_folder(self.folder())
    }

    /// What a save leaves to be done behind it: envelopes and delivery key are brought up to date with the open record, and the
    /// write-ahead log is kept short. Trouble here is traced and never anybody's problem: the entries themselves are saved.
    pub fn flush(&self) {
        let Ok(store) = self.store() else { return };
        if let Err(error) = self.try_flush(&store) {
            tracing::warn!(cause = %error, "envelopes");
        }
        if let Err(error) = store.lock().unwrap_or_else(PoisonError::into_inner).copy_write_ahead_log() {
            tracing::warn!(cause = %error, "write-ahead log");
        }
    }

    fn try_flush(&self, store: &Mutex<Store>) -> Result<(), StoreError> {
        let lock = || store.lock().unwrap_or_else(PoisonError::into_inner);
        let _one_at_a_time = self.settling.lock().unwrap_or_else(PoisonError::into_inner);
        // Somebody may have signed out meanwhile: then there is nothing here any more that an envelope could belong to.
        if !self.key_files().exists() || lock().device()?.enrolled.is_none() {
            return Ok(());
        }
        // What is here was encrypted when it was saved, or finds no room now either.
        if lock().is_copy() {
            return Ok(());
        }
        DeliveryKey::keep(self.folder(), &mut lock())?;
        self.envelopes().refresh(|work| work(&mut lock()))
    }
}
