//! The profile's folder and its preferences. Nothing personal is in a preference, so they are readable before unlock.

use std::{
    fs,
    path::{Path, PathBuf},
};

use daylog_store::DAMAGED;

use crate::{
    Problem,
    actions::carried::{self, Counted},
    damaged,
    files::clear_parts,
    views::account::Preferences,
};

/// What a record leaves in its folder beside the database. Other files in the folder are not this program's.
const OWN_FILES: [&str; 5] = ["key.lock", "attempts.json", "courier.json", "answers.json", "recovery.json"];
const ENVELOPES: &str = "envelopes";

fn remove_file(path: &Path) -> std::io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

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

    /// Removes the record and everything that belongs to it, and what was counted of others; preferences hold nothing of a
    /// person and stay. Damaged records that were moved aside are put away first, with their key, and so is what is carried
    /// and cannot be read: answers where.
    pub(crate) fn remove(&self, unreadable: &[PathBuf], counted: &[Counted]) -> Result<Option<PathBuf>, Problem> {
        let damaged = damaged::put_away(&self.folder, unreadable)?;
        let failed = |_| Problem::new("folder_unusable");
        // The key first: without it nothing else here can be read, whatever happens next.
        remove_file(&self.folder.join("key.json")).map_err(failed)?;
        clear_parts(&self.folder);
        for file in fs::read_dir(&self.folder).map_err(failed)?.flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            let is_ours = name.starts_with("daylog.") && !name.starts_with(DAMAGED) || OWN_FILES.contains(&name.as_str());
            if name == ENVELOPES {
                fs::remove_dir_all(file.path()).map_err(failed)?;
            } else if is_ours {
                remove_file(&file.path()).map_err(failed)?;
            }
        }
        carried::remove(&self.folder, counted)?;
        Ok(damaged)
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
