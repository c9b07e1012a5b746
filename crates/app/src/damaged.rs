//! Records that were moved aside as damaged. One may hold the only copy of entries, so signing out keeps it, together with the
//! key that opens it, in a folder that no later record looks into. Nothing here reads or deletes one.

use std::{
    fs,
    path::{Path, PathBuf},
};

use daylog_store::DAMAGED;

use crate::{
    Problem,
    files::{sync_folder, write_durably},
};

const FOLDER: &str = "damaged";

/// How many lie beside the record.
pub(crate) fn count(profile: &Path) -> Result<u32, Problem> {
    let records = beside(profile)?.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "db"));
    Ok(u32::try_from(records.count()).unwrap_or(u32::MAX))
}

/// Puts them into a folder of their own; answers which, or nothing where there are none. Cut off anywhere, each file lies
/// either beside the record that its key still opens, or in that folder, where the key lies first.
pub(crate) fn put_away(profile: &Path) -> Result<Option<PathBuf>, Problem> {
    let unusable = |_| Problem::new("folder_unusable");
    let files = beside(profile)?;
    if files.is_empty() {
        return Ok(None);
    }
    let all = profile.join(FOLDER);
    let folder = (1..u32::MAX).map(|number| all.join(number.to_string())).find(|folder| !folder.exists());
    let folder = folder.ok_or_else(|| Problem::new("folder_unusable"))?;
    fs::create_dir_all(&folder).map_err(unusable)?;
    write_durably(&folder.join("key.json"), &fs::read(profile.join("key.json")).map_err(unusable)?)?;
    for path in files {
        fs::rename(&path, folder.join(path.file_name().unwrap_or_default())).map_err(unusable)?;
    }
    // Their key goes next: by then they must not be found beside the record again.
    for folder in [&folder, &all, profile] {
        sync_folder(folder).map_err(unusable)?;
    }
    Ok(Some(folder))
}

fn beside(profile: &Path) -> Result<Vec<PathBuf>, Problem> {
    let unusable = |_| Problem::new("folder_unusable");
    let mut found = Vec::new();
    for file in fs::read_dir(profile).map_err(unusable)? {
        let file = file.map_err(unusable)?;
        if file.file_name().to_string_lossy().starts_with(DAMAGED) {
            found.push(file.path());
        }
    }
    Ok(found)
}
