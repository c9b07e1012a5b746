//! The folder of the profile in which carried files lie: what lies there, under which names, and how much may.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use daylog_wire::rescue::RESCUE_ENDING;

use crate::{Problem, ProblemCode, damaged::listed, files::is_part};

/// The most rescue files that one device carries at a time.
const MOST: usize = 32;

/// The most files of pieces that the district did not take.
pub(super) const MOST_REFUSED: usize = 256;

/// The most bytes of both. What is refused was carried before, so taking along less is what bounds it: nothing that was
/// taken along is ever dropped to make room.
const MOST_BYTES: u64 = 32 * 1024 * 1024;

/// How a file ends that holds what the district did not take.
pub(super) const REFUSED_ENDING: &str = "refused";

/// Comes before a number in the name of what belongs to the same file.
pub(super) const AGAIN: &str = ".again-";

/// Held while files are put here, and while somebody leaves: what is taken along then would be counted by nobody.
static TAKING: Mutex<()> = Mutex::new(());

pub(crate) fn hold_taking() -> MutexGuard<'static, ()> {
    TAKING.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn folder(profile: &Path) -> PathBuf {
    profile.join("carried")
}

/// Whatever lies here, the same order each time; not what was never taken along whole.
pub(super) fn files(profile: &Path) -> Result<Vec<PathBuf>, Problem> {
    let mut paths = listed(&folder(profile))?;
    paths.retain(|path| !is_part(path));
    paths.sort();
    Ok(paths)
}

pub(super) fn paths_that_end_with(wanted: &str, profile: &Path) -> Result<Vec<PathBuf>, Problem> {
    let files = files(profile)?.into_iter();
    Ok(files.filter(|path| path.extension().is_some_and(|ending| ending == wanted)).collect())
}

/// What waits here of the file of this name, in whichever round.
pub(super) fn rest_of(profile: &Path, name: &str) -> Result<Vec<PathBuf>, Problem> {
    let mut paths = paths_that_end_with(RESCUE_ENDING, profile)?;
    paths.retain(|path| path.file_stem().is_some_and(|stem| stem.to_string_lossy().split(AGAIN).next() == Some(name)));
    Ok(paths)
}

/// Says why one more file of so many bytes has no room: what waits goes with the next sync, what was refused does not.
/// What it takes the place of does not count.
pub(super) fn has_room(profile: &Path, replaced: &[PathBuf], new: u64) -> Result<(), Problem> {
    let bytes = |paths: &[PathBuf]| paths.iter().filter_map(|path| fs::metadata(path).ok()).map(|facts| facts.len()).sum::<u64>();
    let (mut waiting, refused) = (paths_that_end_with(RESCUE_ENDING, profile)?, paths_that_end_with(REFUSED_ENDING, profile)?);
    waiting.retain(|one| !replaced.contains(one));
    if refused.len() >= MOST_REFUSED || bytes(&refused) + new > MOST_BYTES {
        return Err(Problem::new(ProblemCode::RefusedFillRoom));
    }
    if waiting.len() >= MOST || bytes(&waiting) + bytes(&refused) + new > MOST_BYTES {
        return Err(Problem::new(ProblemCode::CarriesTooMuch).with(|values| values.most = Some(waiting.len())));
    }
    Ok(())
}
