//! What can be done about a record that was lost: what is still encrypted beside it is counted, delivered and rescued, and a new
//! record takes nothing's place.

use daylog_store::{Store, StoreError, envelopes::answers, key_file::Key};

use super::carried::{self, Load};
use crate::{
    App, Problem, damaged,
    events::Changed,
    lost::{Standing, problem, standing},
    views::account::{Lost, LostView},
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
            Standing::Lost(lost) => Err(problem(lost, self.encrypted())),
            Standing::Unmade | Standing::Made => Ok(()),
        }
    }

    /// A record that was quarantined is lost from here on, which screens have to show.
    pub(super) fn quarantined(&self, error: StoreError) -> Problem {
        if !matches!(error, StoreError::Damaged { .. }) {
            return error.into();
        }
        self.listeners.tell(Changed::Lock);
        Problem::from(error).with("encrypted", self.encrypted())
    }

    pub(crate) fn left_of(&self, lost: Lost) -> LostView {
        let carried = Load::of_profile(self.folder()).map(|load| carried::pieces(&load.waiting)).unwrap_or_default();
        let delivers = daylog_store::delivery_key::DeliveryKey::of_profile(self.folder()).is_some();
        LostView { lost, encrypted: self.encrypted(), carried, delivers }
    }

    /// Own entries that lie encrypted and that the district has not said it holds.
    pub(crate) fn encrypted(&self) -> u32 {
        let names = self.envelopes().names().unwrap_or_default();
        let encrypted = answers::not_received(&names, &answers::waiting(self.folder()), &answers::refused(self.folder()));
        u32::try_from(encrypted).unwrap_or(u32::MAX)
    }

    /// A record that is not enrolled yet may stand where one was lost: what that one left is said with it.
    pub(crate) fn with_what_is_encrypted(&self, problem: Problem) -> Problem {
        if problem.code != "not_enrolled" {
            return problem;
        }
        match self.encrypted() {
            0 => problem,
            encrypted => problem.with("encrypted", encrypted),
        }
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
