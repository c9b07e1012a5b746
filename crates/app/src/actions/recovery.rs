//! A forgotten PIN: the district is asked for its copy of the key, and a new PIN is chosen. The record stays as it is.

use daylog_domain::text::digits::folded;
use daylog_store::{Store, StoreError, SystemRandom, key_file::least_digits};
use daylog_wire::recovery::{BadRecovery, RecoveryAnswer};

use crate::{
    App, Problem,
    views::{account::StartView, recovery::RecoveryView},
};

impl App {
    /// What to show or send to the district. The same until it is answered.
    pub fn ask_recovery(&self) -> Result<RecoveryView, Problem> {
        self.not_lost()?;
        let request = self.key_files().ask_recovery(&mut SystemRandom)?;
        Ok(RecoveryView { text: request.to_text(), check: request.check(), pin_digits: least_digits(self.keyring_if_any().is_some()) })
    }

    /// Whether the district's answer fits, before anybody thinks of a new PIN.
    pub fn check_recovery(&self, answer: &str) -> Result<(), Problem> {
        Ok(self.key_files().fits(&RecoveryAnswer::from_text(answer)?)?)
    }

    /// Takes the district's answer and a new PIN, and opens the record.
    pub fn recover(&self, answer: &str, pin: &str) -> Result<StartView, Problem> {
        let answer = RecoveryAnswer::from_text(answer)?;
        let key = self.key_files().recover(&answer, &folded(pin), self.keyring_if_any().as_ref(), &mut SystemRandom)?;
        let mut store = Store::open(self.folder(), &key, Box::new(SystemRandom)).map_err(|error| self.quarantined(error))?;
        store.device()?;
        self.open_session(store, key);
        self.start()
    }

    /// A keyring that does not answer counts as none here: it may be what was lost.
    fn keyring_if_any(&self) -> Option<[u8; 32]> {
        self.keyring().ok().flatten()
    }
}

impl From<BadRecovery> for Problem {
    fn from(bad: BadRecovery) -> Self {
        StoreError::from(bad).into()
    }
}
