//! What can be done about a record that was lost: what is still encrypted beside it is counted, delivered and rescued, and a new
//! record takes nothing's place.

use daylog_store::{Store, StoreError, key_file::Key};

use crate::{
    App, Problem,
    carried::{self, Load},
    damaged,
    envelopes::encrypted,
    events::Changed,
    lost::{Standing, problem, standing},
    problem::Lost,
    views::lost::LostView,
};

impl App {
    /// How the record stands in its folder; one that is open is there.
    pub(crate) fn standing(&self) -> Standing {
        if self.is_open() {
            return Standing::Made;
        }
        match standing(self.folder()) {
            // Whoever signed out left nothing that could be lost, only what could not be removed yet.
            Standing::Lost(_) if self.profile.is_removed() => Standing::Unmade,
            standing => standing,
        }
    }

    /// Says so where the record is lost, with what is still encrypted beside it.
    pub fn not_lost(&self) -> Result<(), Problem> {
        match self.standing() {
            Standing::Lost(lost) => Err(problem(lost, encrypted(self.folder()))),
            Standing::Unmade | Standing::Made => Ok(()),
        }
    }

    /// A record that was quarantined is lost from here on, which screens have to show.
    pub(super) fn quarantined(&self, error: StoreError) -> Problem {
        if !matches!(error, StoreError::Damaged { .. }) {
            return error.into();
        }
        self.listeners.tell(Changed::Lock);
        Problem::from(error).with(|values| values.encrypted = Some(encrypted(self.folder())))
    }

    pub(crate) fn left_of(&self, lost: Lost) -> LostView {
        let carried = Load::of_profile(self.folder()).map(|load| carried::pieces(&load.waiting)).unwrap_or_default();
        let delivers = daylog_store::delivery_key::DeliveryKey::of_profile(self.folder()).is_some();
        LostView { lost, encrypted: encrypted(self.folder()), carried, delivers }
    }

    /// Quarantines what is left of a lost record. Its key goes on where the PIN opens it, as does then whatever it opens;
    /// otherwise it is put away together with that.
    pub(super) fn make_way(&self, pin: &str, keyring: Option<&[u8; 32]>) -> Result<Option<Key>, Problem> {
        Store::quarantine(self.folder())?;
        let files = self.key_files();
        let keyring = keyring.filter(|_| files.has_keyring().unwrap_or(false));
        if let Ok(key) = files.unlock(pin, keyring, self.ports.clock.read()) {
            return Ok(Some(key));
        }
        damaged::put_away_with_keys(self.folder())?;
        self.profile.remove_keys()?;
        Ok(None)
    }
}
