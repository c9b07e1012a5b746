//! Signing out, which leaves no unsent work behind without a rescue file.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError},
};

use daylog_faults::{Fault, broken};

use crate::{
    App, Problem, ProblemCode,
    app::Session,
    carried::{self, Load},
    events::Changed,
    views::rescue::{RescueView, SignedOutView},
};

/// Write a rescue file before leaving, here or where this device puts files for people.
#[derive(Debug, Clone, Copy)]
pub struct Rescuing<'a> {
    pub to: Option<&'a Path>,
}

impl App {
    /// Removes the record from this device. Refused while anything waits, unless a rescue file with all of it was written
    /// and read back a moment ago, which `rescue` asks for.
    pub async fn sign_out(self: &Arc<Self>, rescue: Option<Rescuing<'_>>) -> Result<SignedOutView, Problem> {
        self.ask_what_was_forgotten().await;
        // A sync that is under way ends first: what it brings may be all that is missing.
        let _syncing = self.syncing.lock().await;
        // From here on nobody saves.
        let session = self.take_session().ok_or_else(|| Problem::new(ProblemCode::Locked))?;
        match self.leave(&session, rescue) {
            Ok((rescue, damaged)) => {
                drop(session);
                self.listeners.tell(Changed::Lock);
                let damaged = damaged.map(|folder| folder.display().to_string());
                Ok(SignedOutView { start: self.start()?, rescue, damaged })
            }
            // Nothing was removed: the key goes first, and what fails after it is no problem any more.
            Err(problem) => {
                self.put_back(session);
                Err(problem)
            }
        }
    }

    /// A disk that takes nothing forgot with the last program what the district said that it holds: it is asked again, so that
    /// nobody is told of unsent work that there is not.
    async fn ask_what_was_forgotten(self: &Arc<Self>) {
        let may_have_forgotten = self.with_record(|store| Ok(store.is_copy() && store.pending()? > 0)).unwrap_or(false);
        if may_have_forgotten && let Err(problem) = self.sync().await {
            tracing::info!(code = %problem.code, "before signing out");
        }
    }

    fn leave(&self, session: &Session, rescue: Option<Rescuing<'_>>) -> Result<(Option<RescueView>, Option<PathBuf>), Problem> {
        let _settling = self.settling.lock().unwrap_or_else(PoisonError::into_inner);
        let mut store = session.store.lock().unwrap_or_else(PoisonError::into_inner);
        // From the count to the end nothing more is taken along: it would be in no count and in no rescue.
        let _nobody_carries = carried::hold_taking();
        let carried = Load::of_profile(self.folder())?;
        let unsent = self.unsent_in(&mut store, &carried)?;
        let unreadable = carried.unreadable.clone();
        let (others, counted) = carried.into_rescues();
        let written = match rescue {
            Some(Rescuing { to }) => Some(self.rescue_from(&mut store, others, to)?),
            None if unsent.is_nothing() || broken(Fault::SignOutDropsPending) => None,
            None => {
                let others = unsent.carried.saturating_add(unsent.refused);
                return Err(Problem::new(ProblemCode::UnsentWork).with(|values| {
                    (values.entries, values.carried) = (Some(unsent.entries), Some(others));
                }));
            }
        };
        drop(store);
        Ok((written, self.profile.remove(&unreadable, &counted)?))
    }
}
