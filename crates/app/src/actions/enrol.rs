//! Enrolling this device, and the directory of the district that somebody brings by hand.

use std::sync::{Arc, PoisonError};

use daylog_store::SystemRandom;
use daylog_sync::{DirectoryError, take_directory};
use daylog_wire::enrol::Invite;

use crate::{App, Problem, ProblemCode, envelopes::take_answers, events::Changed, views::account::MeView};

/// What the district's list of devices shows.
pub(crate) const PROGRAM: &str = concat!("daylog ", env!("CARGO_PKG_VERSION"));

impl App {
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

    pub(crate) fn is_enrolled(&self) -> Result<bool, Problem> {
        self.with_store(|_, context| Ok(context.device.enrolled.is_some()))
    }
}
