//! Where the program stands, choosing a PIN, unlocking, locking, preferences.

use std::sync::PoisonError;

use daylog_domain::text::digits::folded;
use daylog_faults::{Fault, broken};
use daylog_store::{Store, StoreError, SystemRandom, key_file::least_digits};

use crate::{
    App, Problem, ProblemCode,
    envelopes::encrypted,
    lost::Standing,
    preferences::Preferences,
    problem::seconds,
    views::account::{Stage, StartView},
};

/// The name under which the keyring holds this program's secret.
const KEYRING_NAME: &str = "daylog";

impl App {
    /// Where the program stands; needs no PIN.
    pub fn start(&self) -> Result<StartView, Problem> {
        self.lock_when_idle();
        let files = self.key_files();
        if !files.exists()
            && !self.is_open()
            // Whoever is just signing out finishes it without help.
            && let Ok(_settling) = self.settling.try_lock()
        {
            self.profile.finish_removing();
        }
        let (stage, lost) = match self.standing() {
            Standing::Lost(lost) => (Stage::Lost, Some(self.left_of(lost))),
            Standing::Unmade => (Stage::Fresh, None),
            Standing::Made if !self.is_open() => (Stage::Locked, None),
            Standing::Made if self.is_enrolled()? => (Stage::Open, None),
            Standing::Made => (Stage::NotEnrolled, None),
        };
        let has_keyring =
            if matches!(stage, Stage::Fresh | Stage::Lost) { self.keyring()?.is_some() } else { files.has_keyring().unwrap_or(false) };
        Ok(StartView {
            stage,
            pin_digits: least_digits(has_keyring),
            wait_ms: files.wait_ms(self.ports.clock.read()),
            preferences: self.profile.preferences(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            example: self.ports.clock.is_example(),
            lost,
            encrypted: if matches!(stage, Stage::NotEnrolled) { encrypted(self.folder()) } else { 0 },
        })
    }

    pub fn set_preferences(&self, preferences: &Preferences) -> Result<StartView, Problem> {
        self.profile.keep_preferences(preferences)?;
        self.start()
    }

    /// Makes the profile: a fresh database key, wrapped with the PIN, and the device's own key in the record. What is left of
    /// one that was lost is quarantined first; its encrypted envelopes stay.
    pub fn choose_pin(&self, pin: &str) -> Result<StartView, Problem> {
        self.profile.make_folder()?;
        // Not while somebody is still signing out: what is made here would be removed with what was before.
        let settling = self.settling.lock().unwrap_or_else(PoisonError::into_inner);
        self.profile.forget_removed()?;
        let (pin, keyring) = (folded(pin), self.keyring()?);
        let of_lost = match self.standing() {
            Standing::Lost(_) => self.make_way(&pin, keyring.as_ref())?,
            Standing::Unmade | Standing::Made => None,
        };
        let key = match of_lost {
            Some(key) => key,
            None => self.key_files().create(&pin, keyring.as_ref(), &mut SystemRandom)?,
        };
        let mut store = Store::open(self.folder(), &key, Box::new(SystemRandom))?;
        store.device()?;
        drop(settling);
        self.open_session(store, key);
        self.start()
    }

    pub fn unlock(&self, pin: &str) -> Result<StartView, Problem> {
        self.not_lost()?;
        let files = self.key_files();
        let reading = self.ports.clock.read();
        let keyring = if files.has_keyring()? { self.keyring()? } else { None };
        let key = files.unlock(&folded(pin), keyring.as_ref(), reading).map_err(|error| match error {
            StoreError::WrongPin => {
                let (tries, wait_seconds) = (files.wrong_attempts(), seconds(files.wait_ms(reading)));
                Problem::new(ProblemCode::WrongPin).with(|values| {
                    (values.tries, values.wait_seconds) = (Some(tries), Some(wait_seconds));
                })
            }
            other => other.into(),
        })?;
        let mut store = Store::open(self.folder(), &key, Box::new(SystemRandom)).map_err(|error| self.quarantined(error))?;
        let heard = store.device()?.server_time;
        if broken(Fault::UnlockNeedsServer) && heard.is_none_or(|heard| reading.wall.millis_since(heard.wall) > 86_400_000) {
            return Err(Problem::new(ProblemCode::ServerUnreachable));
        }
        self.open_session(store, key);
        self.start()
    }

    pub fn lock(&self) -> Result<StartView, Problem> {
        self.close_session();
        self.start()
    }

    pub(crate) fn keyring(&self) -> Result<Option<[u8; 32]>, Problem> {
        self.ports.vault.secret(KEYRING_NAME).map_err(|_| StoreError::KeyringLost.into())
    }
}
