//! A disk in memory that can fail, below SQLite and SQLCipher: what is not synced may be lost, torn or reordered when the
//! power goes. One `Disk` is one folder; every database that is opened below that folder lies on it.
//! No fsync, no chance but the seed's. Files that a program writes past SQLite lie in the real folder and know no power cut.

mod file;
mod locks;
mod state;
mod survival;
mod vfs;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard},
};

use state::{State, lock};
pub use survival::Survival;

/// A folder on a disk that can fail. Worlds in several threads each have their own. Cheap to clone: both are the same disk.
#[derive(Clone)]
pub struct Disk(Arc<Inner>);

struct Inner {
    folder: tempfile::TempDir,
    shared: Arc<Mutex<State>>,
}

/// A folder's databases as they were at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder(BTreeMap<String, Vec<u8>>);

impl Default for Disk {
    fn default() -> Self {
        Self::new()
    }
}

impl Disk {
    /// An empty folder. From the first one on, all of SQLite in this process asks these disks before the real one.
    #[must_use]
    #[allow(clippy::panic, reason = "a test without a folder cannot go on")]
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap_or_else(|why| panic!("no folder for a disk: {why}"));
        let shared = Arc::new(Mutex::new(State::default()));
        vfs::attach(folder.path(), &shared);
        Disk(Arc::new(Inner { folder, shared }))
    }

    #[must_use]
    pub fn folder(&self) -> &Path {
        self.0.folder.path()
    }

    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    /// How many changes there were: files made and deleted, writes, changes of size, syncs.
    #[must_use]
    pub fn changes(&self) -> u64 {
        self.state().changes()
    }

    /// The power goes during the `changes`th change from now (1 is the next); that change is one of the unsynced.
    pub fn cut_after(&self, changes: u64) {
        self.state().cut_after(changes);
    }

    /// Takes the order of `cut_after` back.
    pub fn keep_power(&self) {
        self.state().keep_power();
    }

    /// The power goes now.
    pub fn cut(&self) {
        self.state().cut();
    }

    /// Whether the power is off: every operation fails until `reboot`.
    #[must_use]
    pub fn is_down(&self) -> bool {
        self.state().is_down()
    }

    /// The power comes back. What was open stays dead; open it again.
    pub fn reboot(&self, survival: Survival) {
        self.state().reboot(survival);
        self.mark();
    }

    /// Every program on the disk dies with the power on: what it wrote stands, its locks are gone.
    pub fn kill(&self) {
        self.state().kill();
    }

    /// At most this many bytes fit from now on; none lifts the limit.
    pub fn limit(&self, bytes: Option<u64>) {
        self.state().limit(bytes);
    }

    /// Bytes in all files.
    #[must_use]
    pub fn used(&self) -> u64 {
        self.state().used()
    }

    /// Bytes in one file; none is there with none.
    #[must_use]
    pub fn size_of(&self, name: &str) -> u64 {
        self.state().size_of(name)
    }

    /// The read after the next `reads` fails once; none takes the order back. Gives the order that still stood.
    pub fn fail_read_after(&self, reads: Option<u64>) -> Option<u64> {
        self.state().fail_read_after(reads)
    }

    /// What a backup program or a thief copies: every database as programs see it now.
    #[must_use]
    pub fn copy(&self) -> Folder {
        Folder(self.state().contents())
    }

    /// Puts a copy in place of all that is there. What was open is dead.
    pub fn put_back(&self, copy: &Folder) {
        self.state().replace(&copy.0);
        self.mark();
    }

    /// Puts one file beside the others, such as a fixture. What was open is dead.
    pub fn put(&self, name: &str, bytes: Vec<u8>) {
        self.state().put(name, bytes);
        self.mark();
    }

    /// The real folder holds an empty file for each database, since programs ask whether one is there.
    fn mark(&self) {
        let state = self.state();
        let names = state.contents();
        let is_database = |name: &&String| !name.ends_with("-wal") && !name.ends_with("-journal");
        for entry in std::fs::read_dir(self.folder()).into_iter().flatten().flatten() {
            let is_marker = entry.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.len() == 0);
            if is_marker && entry.file_name().to_str().is_some_and(|name| !names.contains_key(name)) {
                let _gone = std::fs::remove_file(entry.path());
            }
        }
        names.keys().filter(is_database).for_each(|name| vfs::mark(&self.path(name)));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.0.shared)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        vfs::detach(self.folder.path());
    }
}

impl Folder {
    /// The bytes of one file.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        self.0.get(name).map(Vec::as_slice)
    }
}
