//! The rescue file, and signing out, which leaves no unsent work behind without one.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError},
};

use daylog_store::Store;
use daylog_teeth::{Fault, broken};
use daylog_wire::rescue::{RESCUE_ENDING, Rescue};

use super::carried::{self, Carried};
use crate::{
    App, Problem,
    app::Session,
    damaged,
    events::Changed,
    files::write_durably,
    views::rescue::{RescueView, SignedOutView, UnsentView},
};

impl App {
    /// What signing out would leave behind.
    pub fn unsent(&self) -> Result<UnsentView, Problem> {
        let store = self.store()?;
        let mut store = store.lock().unwrap_or_else(PoisonError::into_inner);
        self.unsent_in(&mut store)
    }

    fn unsent_in(&self, store: &mut Store) -> Result<UnsentView, Problem> {
        let mut lost = 0;
        for name in self.envelopes().names()? {
            lost += u32::from(!store.is_own_log(name.log)?);
        }
        Ok(UnsentView {
            entries: u32::try_from(store.pending()?).unwrap_or(u32::MAX),
            carried: self.carried_pieces().saturating_add(lost),
            refused: self.refused_pieces(),
            damaged: damaged::count(self.folder())?,
        })
    }

    /// Writes everything that the district has not said it holds into a rescue file, and reads it back. Without a path it
    /// goes to where this device puts files for people.
    pub fn rescue(&self, to: Option<&Path>) -> Result<RescueView, Problem> {
        let store = self.store()?;
        let mut store = store.lock().unwrap_or_else(PoisonError::into_inner);
        self.rescue_from(&mut store, to)
    }

    fn rescue_from(&self, store: &mut Store, to: Option<&Path>) -> Result<RescueView, Problem> {
        let unsent = self.unsent_in(store)?;
        let mut rescue = store.rescue(&self.envelopes())?;
        let (carried, refused) = (Carried::of_profile(self.folder()), Carried::refused_of_profile(self.folder()));
        rescue.envelopes.extend(carried.iter().chain(&refused).flat_map(|file| file.envelopes().to_vec()));
        let path = match to {
            Some(path) if !path.exists() => path.to_owned(),
            // It may be somebody's only copy.
            Some(path) => return Err(Problem::new("file_exists").with("file", path.display())),
            None => self.free_name(&rescue)?,
        };
        write_durably(&path, &rescue.to_bytes())?;
        if carried::read(&path)? != rescue {
            return Err(Problem::new("rescue_file_damaged").that_may_pass());
        }
        Ok(RescueView {
            path: path.display().to_string(),
            pieces: u32::try_from(rescue.envelopes.len()).unwrap_or(u32::MAX),
            entries: unsent.entries,
        })
    }

    /// A name of its own for each content; the same again may take the place of itself.
    fn free_name(&self, rescue: &Rescue) -> Result<PathBuf, Problem> {
        let folder = self.ports.files_for_people.clone().or_else(|| self.folder().parent().map(Path::to_owned));
        let folder = folder.ok_or_else(|| Problem::new("folder_unusable"))?;
        fs::create_dir_all(&folder).map_err(|_| Problem::new("folder_unusable"))?;
        let name: String = rescue.digest().iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        Ok(folder.join(format!("daylog-{name}.{RESCUE_ENDING}")))
    }

    /// Removes the record from this device. Refused while anything waits, unless a rescue file with all of it was written
    /// and read back a moment ago, which `rescue` asks for.
    pub async fn sign_out(self: &Arc<Self>, rescue: Option<Rescuing<'_>>) -> Result<SignedOutView, Problem> {
        // A sync that is under way ends first: what it brings may be all that is missing.
        let _syncing = self.syncing.lock().await;
        // From here on nobody saves.
        let session = self.take_session().ok_or_else(|| Problem::new("locked"))?;
        match self.leave(&session, rescue) {
            Ok((rescue, damaged)) => {
                drop(session);
                self.listeners.tell(Changed::Lock);
                let damaged = damaged.map(|folder| folder.display().to_string());
                Ok(SignedOutView { start: self.start()?, rescue, damaged })
            }
            Err(problem) => {
                self.put_back(session);
                Err(problem)
            }
        }
    }

    fn leave(&self, session: &Session, rescue: Option<Rescuing<'_>>) -> Result<(Option<RescueView>, Option<PathBuf>), Problem> {
        let _settling = self.settling.lock().unwrap_or_else(PoisonError::into_inner);
        let mut store = session.store.lock().unwrap_or_else(PoisonError::into_inner);
        let unsent = self.unsent_in(&mut store)?;
        let written = match rescue {
            Some(Rescuing { to }) => Some(self.rescue_from(&mut store, to)?),
            None if unsent.is_nothing() || broken(Fault::SignOutDropsPending) => None,
            None => {
                return Err(Problem::new("unsent_work")
                    .with("entries", unsent.entries)
                    .with("carried", unsent.carried.saturating_add(unsent.refused)));
            }
        };
        drop(store);
        Ok((written, self.profile.remove()?))
    }
}

/// Write a rescue file before leaving, here or where this device puts files for people.
#[derive(Debug, Clone, Copy)]
pub struct Rescuing<'a> {
    pub to: Option<&'a Path>,
}
