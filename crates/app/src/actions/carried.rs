//! Rescue files that this device carries for others: they lie in the profile until the district holds what is in them.
//! This device cannot read them.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use daylog_wire::{
    delivery::Handed,
    envelope::Envelope,
    rescue::{BadRescue, RESCUE_ENDING, RESCUE_LIMIT, Rescue},
};

use crate::{
    App, Problem,
    files::{clear_parts, write_durably},
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

/// Held while it is looked whether there is room for one more, and that one is written.
static TAKING: Mutex<()> = Mutex::new(());

impl Carried {
    /// Everything that waits to be handed in, the same order each time.
    pub(crate) fn of_profile(profile: &Path) -> Vec<Carried> {
        Carried::that_end_with(RESCUE_ENDING, profile)
    }

    /// What the district did not take, kept until the record is signed out with a rescue file.
    pub(crate) fn refused_of_profile(profile: &Path) -> Vec<Carried> {
        Carried::that_end_with(REFUSED_ENDING, profile)
    }

    fn that_end_with(wanted: &str, profile: &Path) -> Vec<Carried> {
        let mut paths = paths_that_end_with(wanted, profile);
        paths.sort();
        paths.into_iter().filter_map(|path| Some(Carried { rescue: read(&path).ok()?, path })).collect()
    }

    pub(crate) fn into_rescue(self) -> Rescue {
        self.rescue
    }

    pub(crate) fn envelopes(&self) -> &[Envelope] {
        &self.rescue.envelopes
    }

    /// Forgets what the district holds, of as many envelopes as it spoke of. What it did not take is kept aside for a person
    /// to look at, not sent for ever; what it has not heard of yet goes on waiting.
    pub(crate) fn forget_what_is_held(self, handed: &[Handed]) -> Result<(), Problem> {
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
        if daylog_store::courier_file::Courier::of_profile(self.folder()).is_none() {
            return Err(Problem::new("not_enrolled"));
        }
        let _one_at_a_time = TAKING.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = folder(self.folder());
        fs::create_dir_all(&folder).map_err(|_| Problem::new("folder_unusable"))?;
        clear_parts(&folder);
        let name: String = rescue.digest().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let path = folder.join(format!("{name}.{RESCUE_ENDING}"));
        // The same file again is the same file.
        if !path.exists() {
            has_room(self.folder(), bytes.len() as u64)?;
            write_durably(&path, bytes)?;
        }
        self.wake.notify_one();
        Ok(CarriedView { pieces: u32::try_from(rescue.envelopes.len()).unwrap_or(u32::MAX), waiting: self.carried_pieces() })
    }

    /// How many envelopes of others wait here.
    pub(crate) fn carried_pieces(&self) -> u32 {
        pieces(&Carried::of_profile(self.folder()))
    }

    /// How many envelopes of others the district did not take; they are kept.
    pub(crate) fn refused_pieces(&self) -> u32 {
        pieces(&Carried::refused_of_profile(self.folder()))
    }
}

/// Says why one more file of so many bytes has no room: what waits goes with the next sync, what was refused does not.
fn has_room(profile: &Path, new: u64) -> Result<(), Problem> {
    let bytes = |paths: &[PathBuf]| paths.iter().filter_map(|path| fs::metadata(path).ok()).map(|facts| facts.len()).sum::<u64>();
    let (waiting, refused) = (paths_that_end_with(RESCUE_ENDING, profile), paths_that_end_with(REFUSED_ENDING, profile));
    if refused.len() >= MOST_REFUSED || bytes(&refused) + new > MOST_BYTES {
        return Err(Problem::new("refused_fill_room"));
    }
    if waiting.len() >= MOST || bytes(&waiting) + bytes(&refused) + new > MOST_BYTES {
        return Err(Problem::new("carries_too_much").with("most", waiting.len()));
    }
    Ok(())
}

fn paths_that_end_with(wanted: &str, profile: &Path) -> Vec<PathBuf> {
    let listed = fs::read_dir(folder(profile)).into_iter().flatten().flatten().map(|file| file.path());
    listed.filter(|path| path.extension().is_some_and(|ending| ending == wanted)).collect()
}

fn pieces(files: &[Carried]) -> u32 {
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
            Carried::of_profile(profile.path()).remove(0).forget_what_is_held(&handed).unwrap();
            let numbers =
                |files: Vec<Carried>| -> Vec<u8> { files.iter().flat_map(Carried::envelopes).map(|envelope| envelope.sealed[0]).collect() };
            assert_eq!(numbers(Carried::of_profile(profile.path())), waiting);
            assert_eq!(numbers(Carried::refused_of_profile(profile.path())), kept_aside);
        }
    }
}
