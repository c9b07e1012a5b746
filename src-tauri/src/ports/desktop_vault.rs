//! The desktop's keyring behind the `KeyVault` port: Secret Service, Keychain or Credential Manager.

use daylog_app::ports::{KeyVault, VaultError};
use keyring::{Entry, Error};
use ring::rand::{SecureRandom as _, SystemRandom};

/// Under this name the keyring shows what is kept in it.
const SERVICE: &str = "cn.daylog.app";

pub struct DesktopVault;

impl KeyVault for DesktopVault {
    fn secret(&self, name: &str) -> Result<Option<[u8; 32]>, VaultError> {
        if Entry::store_status().is_err() {
            // No Secret Service on this machine: the app asks for a longer PIN instead.
            return Ok(None);
        }
        let entry = Entry::new(SERVICE, name).map_err(|error| unanswered(&error))?;
        match entry.get_secret() {
            Ok(kept) => kept.try_into().map(Some).map_err(|_| VaultError),
            Err(Error::NoEntry) => make(&entry).map(Some),
            Err(error) => Err(unanswered(&error)),
        }
    }
}

fn make(entry: &Entry) -> Result<[u8; 32], VaultError> {
    let mut secret = [0; 32];
    SystemRandom::new().fill(&mut secret).map_err(|_| VaultError)?;
    entry.set_secret(&secret).map_err(|error| unanswered(&error))?;
    Ok(secret)
}

fn unanswered(error: &Error) -> VaultError {
    tracing::warn!(%error, "the keyring does not answer");
    VaultError
}
