//! A forgotten PIN, or a keyring that lost its part: the district opens its copy of the database key, and encrypts it to a
//! one-time key that waits in the profile's folder until then. Nothing in the record changes, and nothing of it is lost.

use std::fs;

use daylog_wire::{
    encryption::{Encrypted, OpeningKey},
    recovery::{BadRecovery, RecoveryAnswer, RecoveryRequest},
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{
    Random, Store, StoreError,
    files::write_durably,
    key_file::{Key, KeyFiles},
};

const VERSION: u16 = 1;
const FILE: &str = "recovery.json";

/// The one-time secret: it opens nothing but the district's answer to this one request.
#[derive(Serialize, Deserialize)]
struct Form {
    version: u16,
    seed: Vec<u8>,
}

impl KeyFiles {
    /// What to show the district. The same until it is answered, so that an answer under way still fits.
    pub fn ask_recovery(&self, random: &mut dyn Random) -> Result<RecoveryRequest, StoreError> {
        if self.recovery()?.is_none() {
            return Err(StoreError::NoRecovery);
        }
        let once = match self.once() {
            Some(once) => once,
            None => {
                let mut seed = Key::default();
                random.fill(seed.as_mut_slice())?;
                let form = Form { version: VERSION, seed: seed.to_vec() };
                write_durably(&self.folder().join(FILE), &Zeroizing::new(serde_json::to_vec(&form)?))?;
                OpeningKey::from_seed(&seed)
            }
        };
        self.request(&once)
    }

    /// Whether the answer opens the record. Changes nothing.
    pub fn fits(&self, answer: &RecoveryAnswer) -> Result<(), StoreError> {
        self.recovered(answer).map(drop)
    }

    /// Takes the district's answer, and wraps the key with a new PIN once it is known to open the record.
    pub fn recover(
        &self,
        answer: &RecoveryAnswer,
        pin: &str,
        keyring: Option<&[u8; 32]>,
        random: &mut dyn Random,
    ) -> Result<Key, StoreError> {
        let key = self.recovered(answer)?;
        self.wrap_again(&key, pin, keyring, random)?;
        // Only now: until the new wrap is on disk the answer may be needed again.
        fs::remove_file(self.folder().join(FILE))?;
        Ok(key)
    }

    fn request(&self, once: &OpeningKey) -> Result<RecoveryRequest, StoreError> {
        let wrap = self.recovery()?.ok_or(StoreError::NoRecovery)?;
        Ok(RecoveryRequest::new(Encrypted { encapsulated: wrap.encapsulated, ciphertext: wrap.ciphertext }, once.public()))
    }

    fn recovered(&self, answer: &RecoveryAnswer) -> Result<Key, StoreError> {
        let once = self.once().ok_or(StoreError::NoRecovery)?;
        let key = answer.open(&self.request(&once)?, &once)?;
        if Store::opens_with(self.folder(), &key)? { Ok(key) } else { Err(BadRecovery::Foreign.into()) }
    }

    fn once(&self) -> Option<OpeningKey> {
        let bytes = Zeroizing::new(fs::read(self.folder().join(FILE)).ok()?);
        let form: Form = serde_json::from_slice(&bytes).ok().filter(|form: &Form| form.version == VERSION)?;
        let seed = Zeroizing::new(form.seed);
        Some(OpeningKey::from_seed(seed.as_slice().try_into().ok()?))
    }
}
