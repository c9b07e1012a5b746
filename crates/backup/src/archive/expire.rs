//! Which backups of a folder have served their days. The last verified one stays whatever its age.

use std::{
    fs,
    path::{Path, PathBuf},
};

use chrono::NaiveDateTime;
use daylog_domain::time::Instant;
use daylog_storage::{Database, backups};

use super::{BackupProblem, make};
use crate::folder::Folder;

/// Deletes what expired; says how many files went.
pub fn run(folder: &Folder, database: &Database, in_folder: &Path, keep_days: u16, now: Instant) -> Result<usize, BackupProblem> {
    let prefix = make::prefix(folder)?;
    let mut names = Vec::new();
    for file in fs::read_dir(in_folder).map_err(BackupProblem::file(in_folder))? {
        let name = file.map_err(BackupProblem::file(in_folder))?.file_name();
        names.extend(name.to_str().filter(|name| name.starts_with(&prefix)).map(str::to_owned));
    }
    let verified = database.read(backups::state)?.verified.map(|(_, name, _)| name);
    let expired = expired(&names, &prefix, verified.as_deref(), now.plus_minutes(-i64::from(keep_days) * 24 * 60));
    for name in &expired {
        let path: PathBuf = in_folder.join(name);
        fs::remove_file(&path).map_err(BackupProblem::file(&path))?;
    }
    if !expired.is_empty() {
        tracing::info!(count = expired.len(), "expired backups deleted");
    }
    Ok(expired.len())
}

/// The whole backups from before `before`, but never the last verified one; where none is known to be, never the newest.
fn expired(names: &[String], prefix: &str, verified: Option<&str>, before: Instant) -> Vec<String> {
    let mut dated: Vec<(Instant, &String)> = names.iter().filter_map(|name| Some((time_of(name, prefix)?, name))).collect();
    dated.sort();
    let known = verified.filter(|verified| names.iter().any(|name| name == verified));
    let stays = known.or_else(|| dated.last().map(|(_, name)| name.as_str()));
    let old = dated.into_iter().filter(|(at, name)| *at < before && Some(name.as_str()) != stays);
    old.map(|(_, name)| name.clone()).collect()
}

/// The time in a backup's name; none when it is another file.
fn time_of(name: &str, prefix: &str) -> Option<Instant> {
    let (stamp, _random) = name.strip_prefix(prefix)?.strip_suffix(make::ENDING)?.split_once('-')?;
    let at = NaiveDateTime::parse_from_str(stamp, "%Y%m%dT%H%M%SZ").ok()?;
    Some(Instant(at.and_utc().timestamp_millis()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(day: i64) -> String {
        format!("daylog-x-{}-abcdef.backup", make::stamp(Instant(day * 86_400_000)))
    }

    #[test]
    fn what_is_old_goes_and_the_last_verified_one_stays() {
        let before = Instant(10 * 86_400_000);
        for (what, days, verified, goes) in [
            ("nothing there", vec![], None, vec![]),
            ("all are young", vec![11, 12], Some(12), vec![]),
            ("two are old", vec![1, 2, 11, 12], Some(12), vec![1, 2]),
            ("only the old one was verified", vec![1, 2, 11, 12], Some(2), vec![1]),
            ("all are old", vec![1, 2, 3], Some(3), vec![1, 2]),
            ("none is known to be verified", vec![1, 2, 3], None, vec![1, 2]),
            ("the verified one is in another folder", vec![1, 2, 3], Some(9), vec![1, 2]),
        ] {
            let names: Vec<String> = days.into_iter().map(name).collect();
            let verified = verified.map(name);
            let goes: Vec<String> = goes.into_iter().map(name).collect();
            assert_eq!(expired(&names, "daylog-x-", verified.as_deref(), before), goes, "{what}");
        }
    }

    #[test]
    fn other_files_are_not_looked_at() {
        let others = ["daylog-x-old.backup", "daylog-y-20200101T000000Z-abcdef.backup", "daylog-x-20200101T000000Z-abcdef.backup.part"];
        let others: Vec<String> = others.into_iter().map(str::to_owned).collect();
        assert_eq!(expired(&others, "daylog-x-", None, Instant(i64::MAX)), Vec::<String>::new());
    }
}
