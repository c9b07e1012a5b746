//! The file of a district's content keys: a line for each version, its number and 64 hex digits. One version is there but for
//! the time in which everything is encrypted anew. Several processes may use one file.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use zeroize::Zeroizing;

use super::key::{ContentKey, Keys};
use crate::{StorageError, files};

/// The content keys of one district. Cheap to clone.
#[derive(Clone)]
pub struct ContentKeys(Arc<Inner>);

struct Inner {
    path: PathBuf,
    kept: RwLock<BTreeMap<u32, Arc<Keys>>>,
}

type Versions = BTreeMap<u32, ContentKey>;

/// How often the file is read before it is called damaged. It is replaced once for each purge.
const LOOKS: u32 = 3;

impl ContentKeys {
    /// Makes the file with the first version. Refuses an existing one.
    pub fn create(path: &Path, first: ContentKey) -> Result<Self, StorageError> {
        files::write_new_private(path, text(&Versions::from([(1, first)])).as_bytes())?;
        Self::open(path)
    }

    pub fn open(path: &Path) -> Result<Self, StorageError> {
        let kept = RwLock::new(derived(&read(path)?)?);
        Ok(ContentKeys(Arc::new(Inner { path: path.to_owned(), kept })))
    }

    /// The last version, by what the file says now.
    pub(crate) fn newest(&self) -> Result<u32, StorageError> {
        self.refresh()?;
        self.kept(|kept| kept.keys().next_back().copied()).ok_or(StorageError::ContentKeyFile)
    }

    /// Another process may have begun a version since: the file is read again before one is said to be missing.
    pub(super) fn of(&self, version: u32) -> Result<Arc<Keys>, StorageError> {
        let find = || self.kept(|kept| kept.get(&version).cloned());
        if let Some(keys) = find() {
            return Ok(keys);
        }
        self.refresh()?;
        find().ok_or(StorageError::ContentKeyMissing { version })
    }

    /// What was destroyed elsewhere is not kept in memory here.
    pub(super) fn drop_destroyed(&self) -> Result<(), StorageError> {
        if self.kept(|kept| kept.len() > 1) { self.refresh() } else { Ok(()) }
    }

    /// Begins a version behind `last`, unless one was begun already; gives it.
    pub(crate) fn begin_behind(&self, last: u32) -> Result<u32, StorageError> {
        let newest = self.newest()?;
        if newest > last {
            return Ok(newest);
        }
        let mut versions = read(&self.0.path)?;
        let next = last.checked_add(1).ok_or(StorageError::Unreadable { what: "content key" })?;
        versions.insert(next, ContentKey::random()?);
        self.replace(&versions)?;
        Ok(next)
    }

    /// Overwrites every version but this one, on the disk too as far as that keeps a file's blocks where they are.
    pub(crate) fn destroy_all_but(&self, version: u32) -> Result<(), StorageError> {
        let mut versions = read(&self.0.path)?;
        if !versions.contains_key(&version) {
            return Err(StorageError::ContentKeyMissing { version });
        }
        versions.retain(|kept, _| *kept == version);
        // Opened before another file has its name: what is overwritten is the old one, and a kill leaves either.
        let mut old = OpenOptions::new().write(true).open(&self.0.path)?;
        self.replace(&versions)?;
        overwrite(&mut old)?;
        Ok(())
    }

    fn replace(&self, versions: &Versions) -> Result<(), StorageError> {
        let path = &self.0.path;
        let part = files::beside(path, ".part");
        files::write_private(&part, text(versions).as_bytes())?;
        fs::rename(&part, path)?;
        files::sync_folder(path)?;
        self.refresh()
    }

    fn refresh(&self) -> Result<(), StorageError> {
        let fresh = derived(&read(&self.0.path)?)?;
        *self.0.kept.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    fn kept<T>(&self, look: impl FnOnce(&BTreeMap<u32, Arc<Keys>>) -> T) -> T {
        look(&self.0.kept.read().unwrap_or_else(PoisonError::into_inner))
    }
}

fn overwrite(file: &mut File) -> io::Result<()> {
    let length = usize::try_from(file.metadata()?.len()).unwrap_or_default();
    file.write_all(&vec![0; length])?;
    file.sync_all()
}

fn read(path: &Path) -> Result<Versions, StorageError> {
    read_with(|| fs::read_to_string(path))
}

/// Another process may have replaced the file since it was opened, and have overwritten what is read of it: then the one that has
/// its name by now is whole.
pub(super) fn read_with(mut look: impl FnMut() -> io::Result<String>) -> Result<Versions, StorageError> {
    for _ in 0..LOOKS {
        let text = Zeroizing::new(look()?);
        let versions: Option<Versions> = text.lines().map(version).collect();
        if let Some(versions) = versions.filter(|versions| !versions.is_empty()) {
            return Ok(versions);
        }
    }
    Err(StorageError::ContentKeyFile)
}

fn version(line: &str) -> Option<(u32, ContentKey)> {
    let (version, key) = line.split_once(' ')?;
    let key = Some(key).filter(|key| key.len() == 64).and_then(ContentKey::from_hex)?;
    Some((version.parse().ok().filter(|version| *version > 0)?, key))
}

fn text(versions: &Versions) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::new());
    for (version, key) in versions {
        text.push_str(&format!("{version} "));
        text.push_str(&key.to_hex());
        text.push('\n');
    }
    text
}

fn derived(versions: &Versions) -> Result<BTreeMap<u32, Arc<Keys>>, StorageError> {
    versions.iter().map(|(version, key)| Ok((*version, Arc::new(Keys::new(*version, key)?)))).collect()
}
