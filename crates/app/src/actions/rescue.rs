//! Unsent work: what waits, and the rescue file that holds all of it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use daylog_store::{Store, envelopes::answers};
use daylog_wire::rescue::{RESCUE_ENDING, Rescue};

use crate::{
    App, Problem, ProblemCode,
    carried::{self, Load},
    damaged,
    envelopes::encrypted,
    files::write_durably,
    lost::Standing,
    views::rescue::{RescueView, UnsentView},
};

impl App {
    /// What signing out would leave behind.
    pub fn unsent(&self) -> Result<UnsentView, Problem> {
        self.with_record(|store| self.unsent_in(store, &Load::of_profile(self.folder())?))
    }

    pub(super) fn unsent_in(&self, store: &mut Store, carried: &Load) -> Result<UnsentView, Problem> {
        Ok(UnsentView {
            entries: self.own_unsent(store)?,
            carried: carried::pieces(&carried.waiting),
            refused: carried::pieces(&carried.refused),
            damaged: damaged::count(self.folder())?.saturating_add(u32::try_from(carried.unreadable.len()).unwrap_or(u32::MAX)),
        })
    }

    /// Own entries that the district has not received, with those that only lie encrypted here since their record was lost.
    fn own_unsent(&self, store: &mut Store) -> Result<u32, Problem> {
        let mut lost = Vec::new();
        for name in self.envelopes().names()? {
            if !store.is_own_log(name.log)? {
                lost.push(name);
            }
        }
        let encrypted = answers::not_received(&lost, &answers::waiting(self.folder()), &answers::refused(self.folder()));
        Ok(u32::try_from(store.pending()?.saturating_add(encrypted)).unwrap_or(u32::MAX))
    }

    /// Writes everything that the district has not said it holds into a rescue file, and reads it back; into several where
    /// one may not hold it all. Without a path they go to where this device puts files for people.
    pub fn rescue(&self, to: Option<&Path>) -> Result<RescueView, Problem> {
        if matches!(self.standing(), Standing::Lost(_)) {
            return self.rescue_what_is_left(to);
        }
        self.with_record(|store| {
            let (others, _) = Load::of_profile(self.folder())?.into_rescues();
            self.rescue_from(store, others, to)
        })
    }

    pub(super) fn rescue_from(&self, store: &mut Store, others: Vec<Rescue>, to: Option<&Path>) -> Result<RescueView, Problem> {
        let entries = self.own_unsent(store)?;
        let own = store.rescue(&self.envelopes())?;
        self.write_rescue(entries, own, others, to)
    }

    /// Of a record that was lost, what lies encrypted beside it. Needs no PIN: nothing of it can be read here.
    fn rescue_what_is_left(&self, to: Option<&Path>) -> Result<RescueView, Problem> {
        let (others, _) = Load::of_profile(self.folder())?.into_rescues();
        let folder = self.envelopes();
        let own = Rescue { envelopes: folder.names()?.into_iter().filter_map(|name| folder.read(name)).collect() };
        if own.envelopes.is_empty() && others.is_empty() {
            return Err(Problem::new(ProblemCode::NothingEncrypted));
        }
        self.write_rescue(encrypted(self.folder()), own, others, to)
    }

    fn write_rescue(&self, entries: u32, own: Rescue, others: Vec<Rescue>, to: Option<&Path>) -> Result<RescueView, Problem> {
        let rescues = Rescue::in_files(std::iter::once(own).chain(others));
        let first = match to {
            Some(path) => path.to_owned(),
            None => self.free_name(&rescues)?,
        };
        let pieces = u32::try_from(rescues.iter().map(|rescue| rescue.envelopes.len()).sum::<usize>()).unwrap_or(u32::MAX);
        let files: Vec<(PathBuf, Rescue)> = (1..).zip(rescues).map(|(number, rescue)| (numbered(&first, number), rescue)).collect();
        let there: Vec<PathBuf> = files.iter().map(|(path, _)| path).filter(|path| path.exists()).cloned().collect();
        // It may be somebody's only copy.
        if let Some(path) = there.first().filter(|_| to.is_some()) {
            return Err(Problem::new(ProblemCode::FileExists).with(|values| values.file = Some(path.display().to_string())));
        }
        for (path, rescue) in &files {
            if let Err(problem) = write_and_read_back(path, rescue) {
                // Half a rescue would pass for a whole one, and everything in it is still here. What was written before is.
                files.iter().filter(|(path, _)| !there.contains(path)).for_each(|(path, _)| drop(fs::remove_file(path)));
                return Err(problem);
            }
        }
        let paths = files.iter().map(|(path, _)| path.display().to_string()).collect();
        Ok(RescueView { paths, pieces, entries })
    }

    /// A name of its own for each content; the same again may take the place of itself.
    fn free_name(&self, rescues: &[Rescue]) -> Result<PathBuf, Problem> {
        let folder = self.ports.files_for_people.clone().or_else(|| self.folder().parent().map(Path::to_owned));
        let folder = folder.ok_or_else(|| Problem::new(ProblemCode::FolderUnusable))?;
        fs::create_dir_all(&folder).map_err(|_| Problem::new(ProblemCode::FolderUnusable))?;
        // Of all of them: where the first is the same, the others may not be.
        let beginning = |rescue: &Rescue| rescue.digest().into_iter().take(4).fold(0, |sum, byte| sum << 8 | u32::from(byte));
        let name = format!("{:08x}", rescues.iter().map(beginning).fold(0, |sum, one| sum ^ one));
        Ok(folder.join(format!("daylog-{name}.{RESCUE_ENDING}")))
    }
}

/// The first file has the name itself, the second has `-2` before its ending.
fn numbered(path: &Path, number: u32) -> PathBuf {
    if number == 1 {
        return path.to_owned();
    }
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path.extension().map(|ending| format!(".{}", ending.to_string_lossy())).unwrap_or_default();
    path.with_file_name(format!("{name}-{number}{ending}"))
}

fn write_and_read_back(path: &Path, rescue: &Rescue) -> Result<(), Problem> {
    write_durably(path, &rescue.to_bytes())?;
    if carried::read(path)? == *rescue { Ok(()) } else { Err(Problem::new(ProblemCode::RescueFileDamaged).that_may_pass()) }
}
