//! A folder that is made beside its target and moved there when it is complete. It is locked while its maker lives, so that what
//! a killed one left is told from what another one is making, and cleared away. What goes into it is not known here.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use daylog_district::random;
use daylog_domain::text::hex::hex;
use daylog_storage::{
    DatabaseKey,
    drivers::sqlite::open,
    files::{beside, make_private, sync_folder},
};
use zeroize::Zeroizing;

use crate::folder::{DATABASE, FOLDER, FolderProblem, write_new_key};

const PART: &str = ".part";
/// Hex digits that tell one try from another.
const TRY: usize = 8;

/// The folder that is being made. What is not finished is undone when it is dropped.
pub(crate) struct Staging<'a> {
    target: &'a Path,
    part: PathBuf,
    /// Where the database's key goes.
    key_file: PathBuf,
    /// The system gives the lock back when the process dies.
    _lock: File,
    is_key_placed: bool,
    is_finished: bool,
}

impl<'a> Staging<'a> {
    /// Clears away what killed runs left beside `target`, and begins. `key_file` is where the key goes instead of the folder.
    pub(crate) fn begin(target: &'a Path, key_file: Option<&Path>) -> Result<Self, FolderProblem> {
        clear(target, key_file).map_err(failed)?;
        if let Some(path) = key_file.filter(|path| path.exists()) {
            return Err(FolderProblem::KeyFile { path: path.to_owned(), source: io::ErrorKind::AlreadyExists.into() });
        }
        let part = beside(target, &format!(".{}{PART}", hex(&random::bytes::<{ TRY / 2 }>()?)));
        make_private(&part).map_err(failed)?;
        let lock = File::open(&part).map_err(failed)?;
        // Where folders cannot be locked nothing is cleared away either.
        let _locked = lock.try_lock();
        let key_file = key_file.map_or_else(|| part.join(crate::folder::DATABASE_KEY), Path::to_owned);
        Ok(Staging { target, part, key_file, _lock: lock, is_key_placed: false, is_finished: false })
    }

    /// The folder to fill.
    pub(crate) fn part(&self) -> &Path {
        &self.part
    }

    /// Puts the key and then the folder in their places. The key comes last of all that the folder needs: one that a killed run
    /// put elsewhere is known by the finished database that it opens.
    pub(crate) fn finish(mut self, key: &DatabaseKey) -> Result<(), FolderProblem> {
        write_new_key(&self.key_file, key)?;
        self.is_key_placed = true;
        fs::rename(&self.part, self.target).map_err(failed)?;
        self.is_finished = true;
        // From here on it stands: whoever heard of a failure would take it for none, and throw its recovery kit away.
        if let Err(error) = sync_folder(self.target) {
            tracing::warn!(kind = ?error.kind(), "the new folder stands, and a power cut in this moment may still undo that");
        }
        Ok(())
    }
}

impl Drop for Staging<'_> {
    fn drop(&mut self) {
        if !self.is_finished {
            // Only what this run made a moment ago.
            let _removed = (self.is_key_placed.then(|| fs::remove_file(&self.key_file)), fs::remove_dir_all(&self.part));
        }
    }
}

fn failed(source: io::Error) -> FolderProblem {
    FolderProblem::File { file: FOLDER, source }
}

/// Removes the folders that killed runs left beside this target, and the key elsewhere that only opens what lies in one.
fn clear(target: &Path, key_file: Option<&Path>) -> io::Result<()> {
    let (Some(parent), Some(name)) = (target.parent(), target.file_name().and_then(|name| name.to_str())) else { return Ok(()) };
    let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    let Ok(files) = fs::read_dir(parent) else { return Ok(()) };
    for file in files {
        let file = file?;
        if !file.file_name().to_str().is_some_and(|found| is_try_at(name, found)) || !file.file_type()?.is_dir() {
            continue;
        }
        let left = file.path();
        let lock = File::open(&left)?;
        if lock.try_lock().is_err() {
            continue;
        }
        if let Some(key_file) = key_file.filter(|path| opens(path, &left.join(DATABASE))) {
            fs::remove_file(key_file)?;
        }
        fs::remove_dir_all(&left)?;
    }
    Ok(())
}

/// Whether this is the name of a folder that was being made for the target `name`.
fn is_try_at(name: &str, found: &str) -> bool {
    let middle = found.strip_prefix(name).and_then(|rest| rest.strip_prefix('.')).and_then(|rest| rest.strip_suffix(PART));
    middle.is_some_and(|middle| middle.len() == TRY && middle.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn opens(key_file: &Path, database: &Path) -> bool {
    let key = fs::read_to_string(key_file).map(Zeroizing::new).ok().and_then(|text| DatabaseKey::from_hex(&text));
    key.is_some_and(|key| database.is_file() && open::keyed(database, &key).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tries_at_the_same_place_are_cleared_away_and_none_that_somebody_is_making() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("district");
        let left = ["district.0123abcd.part", "district.0123abcd", "district.x.part", "other.0123abcd.part", "district.part"];
        left.iter().for_each(|name| fs::create_dir(folder.path().join(name)).unwrap());
        let making = Staging::begin(&target, None).unwrap();
        let there: Vec<_> = left.iter().filter(|name| folder.path().join(name).exists()).collect();
        assert_eq!(there, [&left[1], &left[2], &left[3], &left[4]]);
        let other = Staging::begin(&target, None).unwrap();
        assert!(making.part().exists() && other.part().exists());
        let part = making.part().to_owned();
        drop(making);
        assert!(!part.exists());
        other.finish(&DatabaseKey::new(random::bytes().unwrap())).unwrap();
        assert!(target.join(crate::folder::DATABASE_KEY).exists());
    }

    #[test]
    fn a_key_elsewhere_is_never_overwritten_and_goes_only_when_it_opens_nothing_but_what_a_killed_run_left() {
        let folder = tempfile::tempdir().unwrap();
        let (target, stick) = (folder.path().join("district"), folder.path().join("stick.key"));
        let left = folder.path().join("district.0123abcd.part");
        for (is_its_key, begins) in [(true, true), (false, false)] {
            let key = DatabaseKey::new(random::bytes().unwrap());
            fs::create_dir(&left).unwrap();
            drop(daylog_storage::Database::create(&left.join(DATABASE), &key).unwrap());
            write_new_key(&stick, &if is_its_key { key } else { DatabaseKey::new(random::bytes().unwrap()) }).unwrap();
            assert_eq!(Staging::begin(&target, Some(&stick)).is_ok(), begins);
            assert_eq!((left.exists(), stick.exists()), (false, !is_its_key));
        }
    }
}
