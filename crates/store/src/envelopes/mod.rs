//! Encrypted envelopes beside the database: what the server has not receipted lies there signed and encrypted to it, so that it
//! can be sent while the record is locked, and rescued. Written after the commit and never a reason for a save to fail.
//!
//! `names` says how the files are called, `plan` decides which are wanted, `create` makes them; here they come into the folder.

pub mod answers;
mod create;
mod folder;
mod names;
mod plan;

use create::Made;
pub use folder::EnvelopeFolder;
pub use names::Name;

use crate::{Store, StoreError};

/// How many envelopes are made while the record is held; a save waits for no more than these.
const AT_ONCE: usize = 4;

impl EnvelopeFolder {
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
