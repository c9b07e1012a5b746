//! Records that were quarantined as damaged, and what was carried and cannot be read. One may hold the only copy of entries, so
//! signing out keeps it, a record together with the key that opens it, in a folder that no later record looks into. Nothing here
//! reads or deletes one.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use daylog_store::{
    DAMAGED,
    platform::{rename, sync_folder},
};

use crate::{Problem, ProblemCode, files::write_durably};

const FOLDER: &str = "damaged";
/// In that folder, what is put away just now. Cut off, it is taken up again by the next try, so that nothing is parted.
const PART: &str = "part";
const CARRIED: &str = "carried";

/// How many records lie beside this one, or were put away by a try that was cut off.
pub(crate) fn count(profile: &Path) -> Result<u32, Problem> {
    let part = listed(&profile.join(FOLDER).join(PART))?;
    let records = beside(profile)?.into_iter().chain(part).filter(|path| path.extension().is_some_and(|ending| ending == "db"));
    Ok(u32::try_from(records.count()).unwrap_or(u32::MAX))
}

/// Puts them into a folder of their own, with `carried`, files of others that cannot be read; answers which, or nothing
/// where there are none. Cut off anywhere, each record lies either beside the one that its key still opens, or in a folder
/// where the key lies first.
pub(crate) fn put_away(profile: &Path, carried: &[PathBuf]) -> Result<Option<PathBuf>, Problem> {
    let records = beside(profile)?;
    let part = profile.join(FOLDER).join(PART);
    if records.is_empty() && carried.is_empty() && !part.exists() {
        return Ok(None);
    }
    fs::create_dir_all(&part).map_err(unusable)?;
    if !records.is_empty() {
        write_durably(&part.join("key.json"), &fs::read(profile.join("key.json")).map_err(unusable)?)?;
    }
    put_in_folder(profile, records, carried).map(Some)
}

/// Puts damaged records away with whatever there is of keys, before others take their places: of the record, of background delivery,
/// and of an answer that is awaited.
pub(crate) fn put_away_with_keys(profile: &Path) -> Result<PathBuf, Problem> {
    let part = profile.join(FOLDER).join(PART);
    fs::create_dir_all(&part).map_err(unusable)?;
    for name in ["key.json", "delivery-key.json", "recovery.json"] {
        match fs::read(profile.join(name)) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            bytes => write_durably(&part.join(name), &bytes.map_err(unusable)?)?,
        }
    }
    put_in_folder(profile, beside(profile)?, &[])
}

fn put_in_folder(profile: &Path, records: Vec<PathBuf>, carried: &[PathBuf]) -> Result<PathBuf, Problem> {
    let all = profile.join(FOLDER);
    let part = all.join(PART);
    put_records(&part, records)?;
    put_carried(&part.join(CARRIED), carried)?;
    sync_folder(&part).map_err(unusable)?;
    let folder = (1..u32::MAX).map(|number| all.join(number.to_string())).find(|folder| !folder.exists());
    let folder = folder.ok_or_else(|| Problem::new(ProblemCode::FolderUnusable))?;
    rename(&part, &folder).map_err(unusable)?;
    // Their key goes next: by then they must not be found beside the record again.
    for folder in [all.as_path(), profile] {
        sync_folder(folder).map_err(unusable)?;
    }
    Ok(folder)
}

/// A record's log goes before the record itself: where that has come, nothing of it is missing, and another of its name
/// is another, made since, and gets a name that is free.
fn put_records(part: &Path, mut files: Vec<PathBuf>) -> Result<(), Problem> {
    files.sort_by_key(|path| {
        let (record, log) = parted(path);
        (record, log.is_empty(), log)
    });
    let mut last: Option<(String, String)> = None;
    for path in files {
        let (record, log) = parted(&path);
        let name = match last {
            Some((known, name)) if known == record => name,
            _ => free_name(part, &record),
        };
        rename(&path, &part.join(format!("{name}{log}"))).map_err(unusable)?;
        last = Some((record, name));
    }
    Ok(())
}

/// The name of the record, and what follows it in the name of a file that belongs to it.
fn parted(path: &Path) -> (String, String) {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    match name.split_once(".db") {
        Some((record, log)) => (format!("{record}.db"), log.to_owned()),
        None => (name, String::new()),
    }
}

fn free_name(part: &Path, record: &str) -> String {
    let others = (2..u32::MAX).map(|number| format!("{}-{number}.db", record.trim_end_matches(".db")));
    std::iter::once(record.to_owned()).chain(others).find(|name| !part.join(name).exists()).unwrap_or_default()
}

fn put_carried(folder: &Path, files: &[PathBuf]) -> Result<(), Problem> {
    if files.is_empty() {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(unusable)?;
    for path in files {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let others = (2..u32::MAX).map(|number| format!("{number}-{name}"));
        let free = std::iter::once(name.clone()).chain(others).map(|name| folder.join(name)).find(|path| !path.exists());
        rename(path, &free.ok_or_else(|| Problem::new(ProblemCode::FolderUnusable))?).map_err(unusable)?;
    }
    sync_folder(folder).map_err(unusable)
}

fn beside(profile: &Path) -> Result<Vec<PathBuf>, Problem> {
    let is_damaged = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(DAMAGED));
    Ok(listed(profile)?.into_iter().filter(is_damaged).collect())
}

/// The files of a folder; none where there is no such folder.
pub(crate) fn listed(folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    let listed = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        listed => listed.map_err(unusable)?,
    };
    listed.map(|file| Ok(file.map_err(unusable)?.path())).collect()
}

fn unusable(_: std::io::Error) -> Problem {
    Problem::new(ProblemCode::FolderUnusable)
}
