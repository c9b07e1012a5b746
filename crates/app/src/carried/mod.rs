//! Rescue files that this device carries for others: they lie in the profile until the district holds what is in them.
//! This device cannot read them.

mod file;
mod folder;
#[cfg(test)]
mod tests;

use std::{
    fs,
    path::{Path, PathBuf},
};

use daylog_wire::rescue::{RESCUE_ENDING, Rescue};

pub(crate) use file::{Carried, pieces, read};
pub(crate) use folder::hold_taking;
use folder::{REFUSED_ENDING, files, folder, has_room, rest_of};

use crate::{
    Problem, ProblemCode,
    files::{clear_parts, write_durably},
};

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
            fs::remove_file(&one.path).map_err(|_| Problem::new(ProblemCode::FolderUnusable))?;
        }
    }
    if folder(profile).exists() && files(profile)?.is_empty() {
        fs::remove_dir(folder(profile)).map_err(|_| Problem::new(ProblemCode::FolderUnusable))?;
    }
    Ok(())
}

/// Puts a rescue file here, which `bytes` are, and answers how it is carried. Whoever calls holds the taking.
pub(crate) fn take_along(profile: &Path, rescue: Rescue, bytes: &[u8]) -> Result<Carried, Problem> {
    let folder = folder(profile);
    fs::create_dir_all(&folder).map_err(|_| Problem::new(ProblemCode::FolderUnusable))?;
    clear_parts(&folder);
    let name: String = rescue.digest().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let path = folder.join(format!("{name}.{RESCUE_ENDING}"));
    // The same file again is the same file, unless it was damaged here, or is only the rest of it.
    if !read(&path).is_ok_and(|there| there == rescue) {
        let rest = rest_of(profile, &name)?;
        has_room(profile, &rest, bytes.len() as u64)?;
        write_durably(&path, bytes)?;
        // All of it is in the whole.
        rest.iter().filter(|rest| **rest != path).try_for_each(fs::remove_file).map_err(|_| Problem::new(ProblemCode::FolderUnusable))?;
    }
    Ok(Carried { path, rescue })
}
