//! The profile's folder and its preferences. Nothing personal is in a preference, so they are readable before unlock.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{Problem, views::account::Preferences};

#[derive(Debug)]
pub(crate) struct Profile {
    folder: PathBuf,
}

impl Profile {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Profile { folder }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder, made for its owner only.
    pub(crate) fn make_folder(&self) -> Result<(), Problem> {
        fs::create_dir_all(&self.folder).map_err(|_| Problem::new("folder_unusable"))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&self.folder, fs::Permissions::from_mode(0o700)).map_err(|_| Problem::new("folder_unusable"))?;
        }
        Ok(())
    }

    fn preferences_path(&self) -> PathBuf {
        self.folder.join("preferences.json")
    }

    /// Missing or unreadable preferences are the default ones.
    pub(crate) fn preferences(&self) -> Preferences {
        fs::read(self.preferences_path()).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    pub(crate) fn keep_preferences(&self, preferences: &Preferences) -> Result<(), Problem> {
        self.make_folder()?;
        let bytes = serde_json::to_vec(preferences).map_err(|_| Problem::new("internal"))?;
        let aside = self.preferences_path().with_extension("new");
        fs::write(&aside, bytes)
            .and_then(|()| fs::rename(&aside, self.preferences_path()))
            .map_err(|_| Problem::new("disk_full").that_may_pass())
    }
}
