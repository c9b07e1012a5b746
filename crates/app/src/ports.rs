//! What the app needs from the device. Each port has at least two real implementations, one of them simulated.

use daylog_domain::{
    clocks::Reading,
    time::Instant,
    trust::{Basis, Now, Trust},
};

/// The device's clocks.
pub trait Clock: Send + Sync {
    fn read(&self) -> Reading;

    /// Whether a server's time may correct this clock; a clock that was set by hand for a test says no.
    fn heeds_server(&self) -> bool {
        true
    }

    /// Whether this is the example district's clock, which is its own; pages say so then.
    fn is_example(&self) -> bool {
        false
    }

    /// The device's best "now", and which clock says otherwise. A clock that was set by hand is right by definition.
    fn now(&self, trust: &Trust) -> Now {
        let reading = self.read();
        if self.heeds_server() {
            return trust.now(reading);
        }
        Now { at: reading.wall, basis: Basis::Wall, earliest: None, doubted_server: None, doubted_wall: None }
    }
}

/// The keyring did not answer; it may later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the keyring does not answer")]
pub struct VaultError;

/// The device's keyring: Keystore, Secret Service and their like.
pub trait KeyVault: Send + Sync {
    /// The secret kept under this name, made on first use. `None` when the device has no keyring.
    fn secret(&self, name: &str) -> Result<Option<[u8; 32]>, VaultError>;
}

/// A device without a keyring: longer PINs instead.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoVault;

impl KeyVault for NoVault {
    fn secret(&self, _: &str) -> Result<Option<[u8; 32]>, VaultError> {
        Ok(None)
    }
}

/// Wakes the device for what is due. The texts carry no name and no health data, so instants are all it is told.
pub trait Reminders: Send + Sync {
    /// Replaces every planned reminder by these.
    fn plan(&self, at: &[Instant]);
}

/// A device that reminds nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoReminders;

impl Reminders for NoReminders {
    fn plan(&self, _: &[Instant]) {}
}
