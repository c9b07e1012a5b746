//! One carried file: what becomes of it as the district takes its pieces, and the names of what belongs to the same file.

use std::{
    fs,
    path::{Path, PathBuf},
};

use daylog_wire::{
    delivery::Handed,
    envelope::Envelope,
    refusal::PieceRefusal,
    rescue::{BadRescue, RESCUE_ENDING, RESCUE_LIMIT, Rescue},
};

use super::folder::{AGAIN, MOST_REFUSED, REFUSED_ENDING, hold_taking, paths_that_end_with};
use crate::{Problem, ProblemCode, files::write_durably};

/// In how many more rounds a piece is offered that follows from something that the district does not hold. At rest there is
/// one a minute; each costs all the bytes of such pieces.
pub(super) const GAP_ROUNDS: usize = 8;

/// One rescue file on its way.
pub(crate) struct Carried {
    pub(super) path: PathBuf,
    pub(super) rescue: Rescue,
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
                Handed::Refused(why) if why.known() == Some(PieceRefusal::EnvelopeGap) && self.round() < GAP_ROUNDS => {
                    behind.push(envelope.clone())
                }
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
            fs::remove_file(&self.path).map_err(|_| Problem::new(ProblemCode::FolderUnusable))?;
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
        Err(Problem::new(ProblemCode::RefusedFillRoom))
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

pub(crate) fn pieces(files: &[Carried]) -> u32 {
    let pieces: usize = files.iter().map(|carried| carried.envelopes().len()).sum();
    u32::try_from(pieces).unwrap_or(u32::MAX)
}

/// Reads a rescue file within its limit.
pub(crate) fn read(path: &Path) -> Result<Rescue, Problem> {
    let name = || path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let unreadable = || Problem::new(ProblemCode::FileUnreadable).with(|values| values.file = Some(name()));
    let facts = fs::metadata(path).map_err(|_| unreadable())?;
    if facts.len() > RESCUE_LIMIT as u64 {
        return Err(BadRescue::TooLarge { limit: RESCUE_LIMIT }.into());
    }
    Ok(Rescue::from_bytes(&fs::read(path).map_err(|_| unreadable())?)?)
}
