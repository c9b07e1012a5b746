//! Rescue files that this device carries for others: they lie in the profile until the district holds what is in them.
//! This device cannot read them.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use daylog_store::delivery_key::DeliveryKey;
use daylog_wire::{
    delivery::{GAP, Handed},
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

/// In how many more rounds a piece is offered that follows from something that the district does not hold. At rest there is
/// one a minute; each costs all the bytes of such pieces.
const GAP_ROUNDS: usize = 8;

/// Comes before a number in the name of what belongs to the same file.
const AGAIN: &str = ".again-";

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

    /// Forgets what the district holds, of as many envelopes as it spoke of. What it did not take is quarantined for a person
    /// to look at, not sent for ever; what it has not heard of yet goes on waiting, and for some rounds what follows from
    /// something that it does not hold: that may lie in another file, which goes later or comes another way.
    pub(crate) fn forget_what_is_held(self, handed: &[Handed]) -> Result<(), Problem> {
        let _one_at_a_time = hold_taking();
        let (mut refused, mut behind) = (Vec::new(), Vec::new());
        for (envelope, handed) in self.rescue.envelopes.iter().zip(handed) {
            match handed {
                Handed::Refused(code) if code == GAP && self.round() < GAP_ROUNDS => behind.push(envelope.clone()),
                Handed::Refused(_) => refused.push(envelope),
                Handed::Taken(_) | Handed::Known => {}
            }
        }
        self.quarantine(&refused)?;
        if handed.is_empty() && !self.rescue.envelopes.is_empty() {
            return Ok(());
        }
        let next = if behind.is_empty() { self.path.clone() } else { self.named(self.round() + 1, RESCUE_ENDING) };
        // What was not reached goes first the next time.
        let waiting = [self.rescue.envelopes.get(handed.len()..).unwrap_or_default(), &behind].concat();
        if !waiting.is_empty() {
            write_durably(&next, &Rescue { envelopes: waiting.clone() }.to_bytes())?;
        }
        if waiting.is_empty() || next != self.path {
            fs::remove_file(&self.path).map_err(|_| Problem::new("folder_unusable"))?;
        }
        Ok(())
    }

    /// Adds to what was refused of this file before. Where that cannot be read, it stays, and these lie beside it.
    fn quarantine(&self, refused: &[&Envelope]) -> Result<(), Problem> {
        if refused.is_empty() {
            return Ok(());
        }
        for number in 0..MOST_REFUSED {
            let path = self.named(number, REFUSED_ENDING);
            let before = match read(&path) {
                Ok(rescue) => rescue.envelopes,
                Err(_) if path.exists() => continue,
                Err(_) => Vec::new(),
            };
            let new: Vec<Envelope> = refused.iter().filter(|envelope| !before.contains(envelope)).map(|one| (*one).clone()).collect();
            if new.is_empty() {
                return Ok(());
            }
            return write_durably(&path, &Rescue { envelopes: [before, new].concat() }.to_bytes());
        }
        Err(Problem::new("refused_fill_room"))
    }

    /// In how many rounds something in it waited for what comes before it: its name says so, which outlasts the program.
    fn round(&self) -> usize {
        self.name().1
    }

    /// The name of the file that was taken along, and the number behind it.
    fn name(&self) -> (String, usize) {
        let stem = self.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let numbered = stem.rsplit_once(AGAIN).and_then(|(name, number)| Some((name.to_owned(), number.parse().ok()?)));
        numbered.unwrap_or((stem, 0))
    }

    /// The path of what belongs to the same file that was taken along.
    fn named(&self, number: usize, ending: &str) -> PathBuf {
        let number = if number == 0 { String::new() } else { format!("{AGAIN}{number}") };
        self.path.with_file_name(format!("{}{number}.{ending}", self.name().0))
    }
}

impl App {
    /// Takes a colleague's rescue file along. It is handed in with the next sync, also while the record is closed.
    pub fn carry(self: &Arc<Self>, bytes: &[u8]) -> Result<CarriedView, Problem> {
        let rescue = Rescue::from_bytes(bytes)?;
        let _one_at_a_time = hold_taking();
        // Asked within: whoever signed out meanwhile carries nothing any more.
        if DeliveryKey::of_profile(self.folder()).is_none() {
            return Err(Problem::new("not_enrolled"));
        }
        let folder = folder(self.folder());
        fs::create_dir_all(&folder).map_err(|_| Problem::new("folder_unusable"))?;
        clear_parts(&folder);
        let name: String = rescue.digest().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let path = folder.join(format!("{name}.{RESCUE_ENDING}"));
        // The same file again is the same file, unless it was damaged here, or is only the rest of it.
        if !read(&path).is_ok_and(|there| there == rescue) {
            let rest = rest_of(self.folder(), &name)?;
            has_room(self.folder(), &rest, bytes.len() as u64)?;
            write_durably(&path, bytes)?;
            // All of it is in the whole.
            rest.iter().filter(|rest| **rest != path).try_for_each(fs::remove_file).map_err(|_| Problem::new("folder_unusable"))?;
        }
        self.wake.notify_one();
        Ok(CarriedView { pieces: pieces(&[Carried { path, rescue }]), waiting: pieces(&Carried::of_profile(self.folder())?) })
    }
}

/// Says why one more file of so many bytes has no room: what waits goes with the next sync, what was refused does not.
/// What it takes the place of does not count.
fn has_room(profile: &Path, replaced: &[PathBuf], new: u64) -> Result<(), Problem> {
    let bytes = |paths: &[PathBuf]| paths.iter().filter_map(|path| fs::metadata(path).ok()).map(|facts| facts.len()).sum::<u64>();
    let (mut waiting, refused) = (paths_that_end_with(RESCUE_ENDING, profile)?, paths_that_end_with(REFUSED_ENDING, profile)?);
    waiting.retain(|one| !replaced.contains(one));
    if refused.len() >= MOST_REFUSED || bytes(&refused) + new > MOST_BYTES {
        return Err(Problem::new("refused_fill_room"));
    }
    if waiting.len() >= MOST || bytes(&waiting) + bytes(&refused) + new > MOST_BYTES {
        return Err(Problem::new("carries_too_much").with("most", waiting.len()));
    }
    Ok(())
}

/// What waits here of the file of this name, in whichever round.
fn rest_of(profile: &Path, name: &str) -> Result<Vec<PathBuf>, Problem> {
    let mut paths = paths_that_end_with(RESCUE_ENDING, profile)?;
    paths.retain(|path| path.file_stem().is_some_and(|stem| stem.to_string_lossy().split(AGAIN).next() == Some(name)));
    Ok(paths)
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
mod tests;
