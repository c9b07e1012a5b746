//! The profile's folder and its preferences. Nothing personal is in a preference, so they are readable before unlock.

use std::{
    fs::{self, File},
    io::ErrorKind,
    path::{Path, PathBuf},
};

use daylog_store::{
    DAMAGED,
    platform::{keep_private, rename, sync_folder},
};

use crate::{
    Problem, ProblemCode,
    carried::{self, Counted},
    damaged,
    files::{clear_parts, write_durably},
    preferences::Preferences,
};

const KEY: &str = "key.json";
/// The key's file while a signing out goes on. Its name says so also to the next start; renaming takes no room on a full disk.
const REMOVED_KEY: &str = "key.removed";
/// What a record leaves in its folder beside the database. Other files in the folder are not this program's.
const OWN_FILES: [&str; 5] = ["key.lock", "attempts.json", "delivery-key.json", "answers.json", "recovery.json"];
/// What a kill left of them and of the key, half written.
const HALF_WRITTEN: [&str; 5] = ["key.new", "attempts.new", "delivery-key.new", "answers.new", "recovery.new"];
const ENVELOPES: &str = "envelopes";

fn remove_file(path: &Path) -> std::io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn is_own(name: &str) -> bool {
    name.starts_with("daylog.") && !name.starts_with(DAMAGED) || OWN_FILES.contains(&name) || HALF_WRITTEN.contains(&name)
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
        let made = fs::create_dir_all(&self.folder).and_then(|()| keep_private(&self.folder));
        made.map_err(|_| Problem::new(ProblemCode::FolderUnusable))
    }

    /// Removes the record and everything that belongs to it, and what was counted of others; preferences hold nothing of a
    /// person and stay. Damaged records that were quarantined are put away first, with their key, and so is what is carried
    /// and cannot be read: answers where. With an error nothing was removed: once the key is gone nobody can come back, so
    /// whatever else fails is traced. What is left of the record goes at the next start, what is left of others is carried on.
    pub(crate) fn remove(&self, unreadable: &[PathBuf], counted: &[Counted]) -> Result<Option<PathBuf>, Problem> {
        let damaged = damaged::put_away(&self.folder, unreadable)?;
        // The key first: without it nothing else here can be read, whatever happens next.
        match rename(&self.folder.join(KEY), &self.folder.join(REMOVED_KEY)) {
            Err(error) if error.kind() == ErrorKind::NotFound => File::create(self.folder.join(REMOVED_KEY)).map(drop),
            renamed => renamed,
        }
        .map_err(|_| Problem::new(ProblemCode::FolderUnusable))?;
        self.finish_removing();
        if let Err(problem) = carried::remove(&self.folder, counted) {
            tracing::warn!(code = %problem.code, "signing out left what is in the rescue file");
        }
        Ok(damaged)
    }

    /// Goes on with a signing out whose key is gone; does nothing where there is none.
    pub(crate) fn finish_removing(&self) {
        if self.is_removed()
            && let Err(error) = self.remove_rest()
        {
            tracing::warn!(cause = %error, "signing out left files, to be removed at the next start");
        }
    }

    /// Whether somebody signed out here and something could not be removed yet.
    pub(crate) fn is_removed(&self) -> bool {
        self.folder.join(REMOVED_KEY).exists() && !self.folder.join(KEY).exists()
    }

    /// Removes the key of a record that was put away, and what was asked for it.
    pub(crate) fn remove_keys(&self) -> Result<(), Problem> {
        for name in [KEY, "recovery.json"] {
            remove_file(&self.folder.join(name)).map_err(|_| Problem::new(ProblemCode::FolderUnusable))?;
        }
        sync_folder(&self.folder).map_err(|_| Problem::new(ProblemCode::FolderUnusable))
    }

    /// Before a new key comes: the one of before must never look like its own.
    pub(crate) fn forget_removed(&self) -> Result<(), Problem> {
        self.finish_removing();
        remove_file(&self.folder.join(REMOVED_KEY)).map_err(|_| Problem::new(ProblemCode::FolderUnusable))
    }

    /// Removes as much as can be, and the sign that something is left only when nothing is.
    fn remove_rest(&self) -> std::io::Result<()> {
        let key = self.folder.join(REMOVED_KEY);
        let emptied = File::options().write(true).truncate(true).open(&key).and_then(|file| file.sync_all());
        let mut result = emptied.and_then(|()| sync_folder(&self.folder));
        clear_parts(&self.folder);
        for file in fs::read_dir(&self.folder)? {
            let file = file?;
            let name = file.file_name().to_string_lossy().into_owned();
            let removed = match name.as_str() {
                ENVELOPES => fs::remove_dir_all(file.path()),
                name if is_own(name) => remove_file(&file.path()),
                _ => Ok(()),
            };
            result = result.and(removed);
        }
        result?;
        remove_file(&key)
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
        let bytes = serde_json::to_vec(preferences).map_err(|_| Problem::new(ProblemCode::Internal))?;
        write_durably(&self.preferences_path(), &bytes)
    }
}
