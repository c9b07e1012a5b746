//! Encrypted envelopes beside the database: what the server has not receipted lies there signed and encrypted to it, so that it
//! can be sent while the record is locked, and rescued. Written after the commit and never a reason for a save to fail.
//!
//! `names` says how the files are called, `plan` decides which are wanted; here they are made and put in place.

pub mod answers;
mod create;
mod names;
mod plan;

use std::{
    fs,
    path::{Path, PathBuf},
};

use daylog_wire::envelope::{ENVELOPE_LIMIT, Envelope};

pub use names::Name;

use crate::{Store, StoreError, files::write_durably};

/// How many envelopes are made while the record is held; a save waits for no more than these.
const AT_ONCE: usize = 4;

/// The folder of envelopes in a profile's folder.
#[derive(Debug, Clone)]
pub struct EnvelopeFolder(PathBuf);

impl EnvelopeFolder {
    #[must_use]
    pub fn in_folder(profile: &Path) -> Self {
        EnvelopeFolder(profile.join("envelopes"))
    }

    /// The envelopes that lie there, in the order of their logs and numbers.
    pub fn names(&self) -> Result<Vec<Name>, StoreError> {
        let listed = match fs::read_dir(&self.0) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            listed => listed?,
        };
        let mut names = Vec::new();
        for file in listed {
            // Other files are none of ours, or were cut off while they were written.
            names.extend(file?.file_name().to_str().and_then(Name::parse));
        }
        names.sort_unstable();
        Ok(names)
    }

    /// One envelope; none where it is gone meanwhile or cannot be read, which costs only itself.
    #[must_use]
    pub fn read(&self, name: Name) -> Option<Envelope> {
        let path = self.0.join(name.to_string());
        let is_bounded = fs::metadata(&path).is_ok_and(|facts| facts.len() <= ENVELOPE_LIMIT as u64 + 256);
        let bytes = is_bounded.then(|| fs::read(&path).ok()).flatten()?;
        Envelope::from_bytes(&bytes).ok()
    }

    pub fn remove(&self, name: Name) -> Result<(), StoreError> {
        match fs::remove_file(self.0.join(name.to_string())) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn write(&self, name: Name, envelope: &Envelope) -> Result<(), StoreError> {
        fs::create_dir_all(&self.0)?;
        write_durably(&self.0.join(name.to_string()), &envelope.to_bytes())
    }

    /// Brings the folder up to date with the record. `hold` gives the record for a moment at a time, so that saves go on
    /// between; what is no longer wanted goes last of all, when everything that takes its place is on disk.
    pub fn refresh(&self, mut hold: impl FnMut(&mut HeldFor<'_>) -> Result<(), StoreError>) -> Result<(), StoreError> {
        loop {
            let names = self.names()?;
            let mut made = Made::default();
            hold(&mut |store| {
                made = create::make(store, &names, AT_ONCE)?;
                Ok(())
            })?;
            for (name, envelope) in &made.new {
                self.write(*name, envelope)?;
            }
            if made.new.is_empty() {
                return made.unwanted.into_iter().try_for_each(|name| self.remove(name));
            }
        }
    }
}

/// What is done while the record is held.
pub type HeldFor<'a> = dyn FnMut(&mut Store) -> Result<(), StoreError> + 'a;

/// New envelopes, and files that nothing needs any more.
#[derive(Debug, Default)]
struct Made {
    new: Vec<(Name, Envelope)>,
    unwanted: Vec<Name>,
}
