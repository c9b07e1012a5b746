//! Whether the record is still there, judged by what lies in its folder and without any key: one that is gone must never
//! look like one that was never made. Changes nothing.

use std::{fs, io::ErrorKind, path::Path};

use daylog_store::{DAMAGED, delivery_key::DeliveryKey, envelopes::EnvelopeFolder, key_file::KeyFiles};

use crate::{Problem, ProblemCode, problem::Lost};

/// What lies in the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) key: Key,
    pub(crate) database: Database,
    /// A write-ahead log that is not empty.
    pub(crate) has_log: bool,
    /// A record that was quarantined as damaged.
    pub(crate) has_damaged: bool,
    /// Envelopes, a delivery key, or the district's copy of the key: only a device that was enrolled has any of them.
    pub(crate) was_enrolled: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    Missing,
    Unreadable,
    Readable,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Database {
    Missing,
    Empty,
    There,
}

/// How it stands in the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Nobody's yet.
    Unmade,
    /// A key and what it opens, or what it is about to be made for.
    Made,
    Lost(Lost),
}

/// A key without anything else was chosen a moment ago: power and kills come between it and the database.
pub(crate) fn judge(facts: Facts) -> Standing {
    let has_record = facts.database == Database::There;
    match (facts.key, facts.database) {
        (Key::Readable, Database::There) => Standing::Made,
        (Key::Readable, _) if facts.has_log => Standing::Lost(Lost::OnlyLog),
        (Key::Readable, _) if facts.has_damaged => Standing::Lost(Lost::Quarantined),
        (Key::Readable, Database::Empty) if facts.was_enrolled => Standing::Lost(Lost::Empty),
        (Key::Readable, Database::Missing) if facts.was_enrolled => Standing::Lost(Lost::Missing),
        (Key::Readable, _) => Standing::Made,
        (Key::Missing | Key::Unreadable, _) if has_record || facts.has_log => Standing::Lost(Lost::WithoutKey),
        (Key::Unreadable, _) => Standing::Lost(Lost::WithoutKey),
        (Key::Missing, _) if facts.has_damaged => Standing::Lost(Lost::Quarantined),
        (Key::Missing, _) if facts.was_enrolled => Standing::Lost(Lost::Missing),
        (Key::Missing, _) => Standing::Unmade,
    }
}

/// How it stands. A folder that cannot be looked into is a loss of its own kind.
pub(crate) fn standing(profile: &Path) -> Standing {
    match facts(profile) {
        Ok(facts) => judge(facts),
        Err(_) => Standing::Lost(Lost::FolderUnreadable),
    }
}

fn facts(profile: &Path) -> std::io::Result<Facts> {
    let is_damaged = |file: &fs::DirEntry| file.file_name().to_string_lossy().starts_with(DAMAGED);
    let has_damaged = match fs::read_dir(profile) {
        Err(error) if error.kind() == ErrorKind::NotFound => false,
        listed => listed?.collect::<Result<Vec<_>, _>>()?.iter().any(is_damaged),
    };
    let files = KeyFiles::in_folder(profile);
    let key = match (length(&profile.join("key.json"))?, files.recovery()) {
        (None, _) => Key::Missing,
        (Some(_), Err(_)) => Key::Unreadable,
        (Some(_), Ok(_)) => Key::Readable,
    };
    let database = match length(&profile.join("daylog.db"))? {
        None => Database::Missing,
        Some(0) => Database::Empty,
        Some(_) => Database::There,
    };
    let has_copy_of_key = files.recovery().is_ok_and(|copy| copy.is_some());
    let has_envelopes = EnvelopeFolder::in_folder(profile).names().is_ok_and(|names| !names.is_empty());
    Ok(Facts {
        key,
        database,
        has_log: length(&profile.join("daylog.db-wal"))?.is_some_and(|bytes| bytes > 0),
        has_damaged,
        was_enrolled: has_copy_of_key || has_envelopes || DeliveryKey::of_profile(profile).is_some(),
    })
}

/// Bytes of a file; none where there is none.
fn length(path: &Path) -> std::io::Result<Option<u64>> {
    match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        facts => Ok(Some(facts?.len())),
    }
}

/// The same as a problem, for whoever asks something of the record.
pub(crate) fn problem(lost: Lost, encrypted: u32) -> Problem {
    match lost {
        Lost::FolderUnreadable => Problem::new(ProblemCode::FolderUnusable),
        lost => Problem::new(ProblemCode::RecordLost).with(|values| {
            (values.lost, values.encrypted) = (Some(lost), Some(encrypted));
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MADE: Facts = Facts { key: Key::Readable, database: Database::There, has_log: false, has_damaged: false, was_enrolled: true };

    #[test]
    fn what_lies_in_the_folder_tells_a_lost_record_from_one_that_was_never_made() {
        let (missing, unreadable) = (Key::Missing, Key::Unreadable);
        let (gone, empty) = (Database::Missing, Database::Empty);
        let never = Facts { key: missing, database: gone, was_enrolled: false, ..MADE };
        let lost = Standing::Lost;
        for (what, facts, expected) in [
            ("everything", MADE, Standing::Made),
            ("with a damaged one beside", Facts { has_damaged: true, ..MADE }, Standing::Made),
            ("nothing", never, Standing::Unmade),
            ("an empty database alone", Facts { database: empty, ..never }, Standing::Unmade),
            ("a PIN was chosen, no more", Facts { key: Key::Readable, ..never }, Standing::Made),
            ("and the database was begun", Facts { key: Key::Readable, database: empty, ..never }, Standing::Made),
            ("the database is gone", Facts { database: gone, ..MADE }, lost(Lost::Missing)),
            ("the database is empty", Facts { database: empty, ..MADE }, lost(Lost::Empty)),
            ("only its log is left", Facts { database: gone, has_log: true, ..MADE }, lost(Lost::OnlyLog)),
            ("an empty one beside its log", Facts { database: empty, has_log: true, ..MADE }, lost(Lost::OnlyLog)),
            ("quarantined as damaged", Facts { database: gone, has_damaged: true, ..MADE }, lost(Lost::Quarantined)),
            (
                "quarantined before any district",
                Facts { database: gone, has_damaged: true, was_enrolled: false, ..MADE },
                lost(Lost::Quarantined),
            ),
            ("the key is gone", Facts { key: missing, ..MADE }, lost(Lost::WithoutKey)),
            ("the key cannot be read", Facts { key: unreadable, ..MADE }, lost(Lost::WithoutKey)),
            ("a key that cannot be read alone", Facts { key: unreadable, ..never }, lost(Lost::WithoutKey)),
            ("a log without key and database", Facts { has_log: true, ..never }, lost(Lost::WithoutKey)),
            ("only envelopes are left", Facts { was_enrolled: true, ..never }, lost(Lost::Missing)),
            ("only a damaged one is left", Facts { has_damaged: true, ..never }, lost(Lost::Quarantined)),
        ] {
            assert_eq!(judge(facts), expected, "{what}");
        }
    }
}
