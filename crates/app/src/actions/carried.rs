//! Rescue files that this device carries for others: they lie in the profile until the district holds what is in them.
//! This device cannot read them.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use daylog_store::courier_file::Courier;
use daylog_wire::{
    delivery::Handed,
    envelope::Envelope,
    rescue::{BadRescue, RESCUE_ENDING, RESCUE_LIMIT, Rescue},
};

use crate::{
    App, Problem,
    damaged::listed,
    files::{clear_parts, is_part, write_durably},
    views::rescue::CarriedView,
};

/// The most rescue files that one device carries at a time.
const MOST: usize = 32;

/// The most files of pieces that the district did not take.
const MOST_REFUSED: usize = 256;

/// The most bytes of both. What is refused was carried before, so taking along less is what bounds it: nothing that was
/// taken along is ever dropped to make room.
const MOST_BYTES: u64 = 32 * 1024 * 1024;

/// How a file ends that holds what the district did not take.
const REFUSED_ENDING: &str = "refused";

/// One rescue file on its way.
pub(crate) struct Carried {
    path: PathBuf,
    rescue: Rescue,
}

/// Held while files are put here, and while somebody leaves: what is taken along then would be counted by nobody.
static TAKING: Mutex<()> = Mutex::new(());

pub(crate) fn hold_taking() -> MutexGuard<'static, ()> {
    TAKING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// All that lies here at one moment.
pub(crate) struct Load {
    /// Waits to be handed in.
    pub(crate) waiting: Vec<Carried>,
    /// What the district did not take, kept until the record is signed out with a rescue file.
    pub(crate) refused: Vec<Carried>,
    /// Neither: cut, of a newer program, or somebody's own. It may be the only copy of something all the same.
    pub(crate) unreadable: Vec<PathBuf>,
}

impl Load {
    pub(crate) fn of_profile(profile: &Path) -> Result<Load, Problem> {
        let mut load = Load { waiting: Vec::new(), refused: Vec::new(), unreadable: Vec::new() };
        for path in files(profile)? {
            let into = match path.extension() {
                Some(ending) if ending == RESCUE_ENDING => &mut load.waiting,
                Some(ending) if ending == REFUSED_ENDING => &mut load.refused,
                _ => {
                    load.unreadable.push(path);
                    continue;
                }
            };
            match read(&path) {
                Ok(rescue) => into.push(Carried { path, rescue }),
                // The district may hold all of it since it was listed.
                Err(_) if !path.exists() => {}
                Err(_) => load.unreadable.push(path),
            }
        }
        Ok(load)
    }

    /// What can be read of it, with what removes just that.
    pub(crate) fn into_rescues(self) -> (Vec<Rescue>, Vec<Counted>) {
        let files = self.waiting.into_iter().chain(self.refused);
        files.map(|one| (one.rescue.digest(), one)).map(|(digest, one)| (one.rescue, Counted { path: one.path, digest })).unzip()
    }
}

/// A file whose pieces are in a rescue now.
pub(crate) struct Counted {
    path: PathBuf,
    digest: [u8; 32],
}

/// Removes these files and no other: what another program put here meanwhile is carried on by whoever enrols next.
pub(crate) fn remove(profile: &Path, counted: &[Counted]) -> Result<(), Problem> {
    clear_parts(&folder(profile));
    for one in counted {
        if read(&one.path).is_ok_and(|rescue| rescue.digest() == one.digest) {
            fs::remove_file(&one.path).map_err(|_| Problem::new("folder_unusable"))?;
        }
    }
    if folder(profile).exists() && files(profile)?.is_empty() {
        fs::remove_dir(folder(profile)).map_err(|_| Problem::new("folder_unusable"))?;
    }
    Ok(())
}

impl Carried {
    /// Everything that waits to be handed in and can be read, the same order each time.
    pub(crate) fn of_profile(profile: &Path) -> Result<Vec<Carried>, Problem> {
        let paths = paths_that_end_with(RESCUE_ENDING, profile)?;
        Ok(paths.into_iter().filter_map(|path| Some(Carried { rescue: read(&path).ok()?, path })).collect())
    }

    pub(crate) fn envelopes(&self) -> &[Envelope] {
        &self.rescue.envelopes
    }

    /// Forgets what the district holds, of as many envelopes as it spoke of. What it did not take is kept aside for a person
    /// to look at, not sent for ever; what it has not heard of yet goes on waiting.
    pub(crate) fn forget_what_is_held(self, handed: &[Handed]) -> Result<(), Problem> {
        let _one_at_a_time = hold_taking();
        let refused = self.rescue.envelopes.iter().zip(handed).filter(|(_, handed)| matches!(handed, Handed::Refused(_)));
        self.keep_aside(refused.map(|(envelope, _)| envelope))?;
        let waiting = self.rescue.envelopes.get(handed.len()..).unwrap_or_default();
        if waiting.is_empty() {
            return fs::remove_file(&self.path).map_err(|_| Problem::new("folder_unusable"));
        }
        if !handed.is_empty() {
            write_durably(&self.path, &Rescue { envelopes: waiting.to_vec() }.to_bytes())?;
        }
        Ok(())
    }

    /// Adds to what was refused of this file before.
    fn keep_aside<'a>(&self, refused: impl Iterator<Item = &'a Envelope>) -> Result<(), Problem> {
        let path = self.path.with_extension(REFUSED_ENDING);
        let before = if path.exists() { read(&path)?.envelopes } else { Vec::new() };
        let new: Vec<Envelope> = refused.filter(|envelope| !before.contains(envelope)).cloned().collect();
        if new.is_empty() {
            return Ok(());
        }
        write_durably(&path, &Rescue { envelopes: [before, new].concat() }.to_bytes())
    }
}

impl App {
    /// Takes a colleague's rescue file along. It is handed in with the next sync, also while the record is closed.
    pub fn carry(self: &Arc<Self>, bytes: &[u8]) -> Result<CarriedView, Problem> {
        let rescue = Rescue::from_bytes(bytes)?;
        let _one_at_a_time = hold_taking();
        // Asked within: whoever signed out meanwhile carries nothing any more.
        if Courier::of_profile(self.folder()).is_none() {
            return Err(Problem::new("not_enrolled"));
        }
        let folder = folder(self.folder());
        fs::create_dir_all(&folder).map_err(|_| Problem::new("folder_unusable"))?;
        clear_parts(&folder);
        let name: String = rescue.digest().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let path = folder.join(format!("{name}.{RESCUE_ENDING}"));
        // The same file again is the same file, unless it was damaged here, or is only the rest of it.
        if !read(&path).is_ok_and(|there| there == rescue) {
            has_room(self.folder(), &path, bytes.len() as u64)?;
            write_durably(&path, bytes)?;
        }
        self.wake.notify_one();
        Ok(CarriedView { pieces: pieces(&[Carried { path, rescue }]), waiting: pieces(&Carried::of_profile(self.folder())?) })
    }
}

/// Says why one more file of so many bytes has no room: what waits goes with the next sync, what was refused does not.
/// Where it takes another's place, that one does not count.
fn has_room(profile: &Path, path: &Path, new: u64) -> Result<(), Problem> {
    let bytes = |paths: &[PathBuf]| paths.iter().filter_map(|path| fs::metadata(path).ok()).map(|facts| facts.len()).sum::<u64>();
    let (mut waiting, refused) = (paths_that_end_with(RESCUE_ENDING, profile)?, paths_that_end_with(REFUSED_ENDING, profile)?);
    waiting.retain(|one| one != path);
    if refused.len() >= MOST_REFUSED || bytes(&refused) + new > MOST_BYTES {
        return Err(Problem::new("refused_fill_room"));
    }
    if waiting.len() >= MOST || bytes(&waiting) + bytes(&refused) + new > MOST_BYTES {
        return Err(Problem::new("carries_too_much").with("most", waiting.len()));
    }
    Ok(())
}

fn paths_that_end_with(wanted: &str, profile: &Path) -> Result<Vec<PathBuf>, Problem> {
    let files = files(profile)?.into_iter();
    Ok(files.filter(|path| path.extension().is_some_and(|ending| ending == wanted)).collect())
}

/// Whatever lies here, the same order each time; not what was never taken along whole.
fn files(profile: &Path) -> Result<Vec<PathBuf>, Problem> {
    let mut paths = listed(&folder(profile))?;
    paths.retain(|path| !is_part(path));
    paths.sort();
    Ok(paths)
}

pub(crate) fn pieces(files: &[Carried]) -> u32 {
    let pieces: usize = files.iter().map(|carried| carried.envelopes().len()).sum();
    u32::try_from(pieces).unwrap_or(u32::MAX)
}

/// Reads a rescue file within its limit.
pub(crate) fn read(path: &Path) -> Result<Rescue, Problem> {
    let unreadable = || Problem::new("file_unreadable").with("file", path.file_name().unwrap_or_default().to_string_lossy());
    let facts = fs::metadata(path).map_err(|_| unreadable())?;
    if facts.len() > RESCUE_LIMIT as u64 {
        return Err(BadRescue::TooLarge { limit: RESCUE_LIMIT }.into());
    }
    Ok(Rescue::from_bytes(&fs::read(path).map_err(|_| unreadable())?)?)
}

fn folder(profile: &Path) -> PathBuf {
    profile.join("carried")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_delivery_that_broke_off_did_not_reach_waits_and_nothing_else_is_sent_again() {
        let profile = tempfile::tempdir().unwrap();
        fs::create_dir(folder(profile.path())).unwrap();
        let envelope = |number: u8| Envelope { version: 1, encapsulated: vec![number; 32], sealed: vec![number; 40] };
        let path = folder(profile.path()).join(format!("0011.{RESCUE_ENDING}"));
        fs::write(&path, Rescue { envelopes: (0..5).map(envelope).collect() }.to_bytes()).unwrap();
        let refused = || Handed::Refused("envelope_gap".to_owned());
        let table = [
            (vec![], vec![0, 1, 2, 3, 4], vec![]),
            (vec![Handed::Taken(3), refused()], vec![2, 3, 4], vec![1]),
            (vec![refused(), Handed::Known], vec![4], vec![1, 2]),
            (vec![Handed::Known], vec![], vec![1, 2]),
        ];
        for (handed, waiting, kept_aside) in table {
            Carried::of_profile(profile.path()).unwrap().remove(0).forget_what_is_held(&handed).unwrap();
            let numbers =
                |files: Vec<Carried>| -> Vec<u8> { files.iter().flat_map(Carried::envelopes).map(|envelope| envelope.sealed[0]).collect() };
            let load = Load::of_profile(profile.path()).unwrap();
            assert_eq!((numbers(load.waiting), numbers(load.refused)), (waiting, kept_aside));
        }
    }
}
