//! The folder of envelopes: what lies there under which names, read, put in place and removed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use daylog_wire::envelope::{ENVELOPE_LIMIT, Envelope};

use super::Name;
use crate::{StoreError, files::write_durably};

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

    pub(super) fn write(&self, name: Name, envelope: &Envelope) -> Result<(), StoreError> {
        fs::create_dir_all(&self.0)?;
        write_durably(&self.0.join(name.to_string()), &envelope.to_bytes())
    }
}
