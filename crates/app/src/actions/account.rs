//! Onboarding, unlock, lock and preferences.

use std::sync::{Arc, PoisonError};

use daylog_domain::{coverage::reach, text::digits::folded};
use daylog_faults::{Fault, broken};
use daylog_store::{Store, StoreError, SystemRandom, key_file::least_digits};
use daylog_sync::{DirectoryError, take_directory};
use daylog_wire::enrol::Invite;

use crate::{
    App, Problem, ProblemCode,
    envelopes::{encrypted, take_answers},
    events::Changed,
    lost::Standing,
    problem::seconds,
    screens::due::checks_of_day,
    views::account::{MeView, Preferences, Stage, StartView},
};

/// The name under which the keyring holds this program's secret.
const KEYRING_NAME: &str = "daylog";

/// What the district's list of devices shows.
pub(crate) const PROGRAM: &str = concat!("daylog ", env!("CARGO_PKG_VERSION"));

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

    /// Enrols with an invite (a link, or an address and a typed code), then fetches the roster.
    pub async fn enrol(self: &Arc<Self>, invite: &str) -> Result<MeView, Problem> {
        let invite: Invite = invite.parse()?;
        // Whoever signs out meanwhile waits: a record that was left must not be enrolled.
        let session = self.syncing.lock().await;
        let store = self.store()?;
        if self.is_enrolled()? {
            return Err(Problem::new(ProblemCode::AlreadyEnrolled));
        }
        // Taken now: the screen may lock while the district is asked.
        let key = self.database_key()?;
        let new = daylog_sync::ask_to_enrol(&store, &invite, PROGRAM).await?;
        // Before the device counts as enrolled: what fails here, or is cut off, is done again with the same invite.
        self.key_files().add_recovery(&key, &new.enrolment.recovery, &mut SystemRandom)?;
        {
            let mut store = store.lock().unwrap_or_else(PoisonError::into_inner);
            store.enrol(&new)?;
            take_answers(self.folder(), &mut store)?;
        }
        self.begin_rounds_anew();
        drop(session);
        // The roster may come later: enrolled is enrolled, and the worker goes on trying.
        if let Err(problem) = self.sync().await {
            tracing::info!(code = %problem.code, "first sync");
        }
        self.listeners.tell(Changed::Roster);
        self.me()
    }

    /// Takes in a directory of addresses and authorities that somebody brought as text.
    pub fn take_directory(&self, text: &str) -> Result<(), Problem> {
        self.with_record(|store| {
            take_directory(store, text).map_err(|error| match error {
                DirectoryError::Store(error) => error.into(),
                DirectoryError::Unreadable(_) => Problem::new(ProblemCode::DirectoryUnreadable),
                DirectoryError::NotTrusted => Problem::new(ProblemCode::DirectoryNotTrusted),
            })
        })
    }

    pub fn me(&self) -> Result<MeView, Problem> {
        self.with_store(|store, context| {
            let enrolled = context.enrolled()?;
            let households = store.households()?;
            let today = enrolled.settings.zone.date_of(context.now);
            let checks = checks_of_day(&households, &enrolled.settings, today);
            let reach = reach(&checks, households.iter().map(|known| &known.household));
            Ok(MeView {
                cadre: enrolled.cadre,
                name: enrolled.cadre_name.clone(),
                office: enrolled.office.clone(),
                district: enrolled.district.clone(),
                households: reach.households,
                people: reach.people,
            })
        })
    }

    fn is_enrolled(&self) -> Result<bool, Problem> {
        self.with_store(|_, context| Ok(context.device.enrolled.is_some()))
    }

    pub(crate) fn keyring(&self) -> Result<Option<[u8; 32]>, Problem> {
        self.ports.vault.secret(KEYRING_NAME).map_err(|_| StoreError::KeyringLost.into())
    }
}
