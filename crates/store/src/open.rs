//! Opening the file, making it where there is none, and quarantining a damaged one.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags};

use crate::{
    Random, STEPS, Steps, Store, StoreError,
    connection::{give_key, open_file},
    copy,
    key_file::Key,
    platform,
};

/// How the names of damaged files begin that were quarantined.
pub const DAMAGED: &str = "daylog.damaged-";

const FILE: &str = "daylog.db";

/// What else belongs to a database, and last the file itself.
const SUFFIXES: [&str; 3] = ["-wal", "-shm", ""];

impl Store {
    /// Opens the folder's file with its key, making it if there is none. A damaged one is quarantined and said so. One on a
    /// disk that takes nothing is copied into memory, where it can be read and sent from.
    pub fn open(folder: &Path, key: &Key, random: Box<dyn Random>) -> Result<Self, StoreError> {
        Self::open_with_steps(folder, key, random, STEPS)
    }

    /// The same as a program with these steps does it, such as one of a version to come.
    pub fn open_with_steps(folder: &Path, key: &Key, random: Box<dyn Random>, steps: Steps) -> Result<Self, StoreError> {
        let path = folder.join(FILE);
        let opened = match open_file(&path, key, steps) {
            // SQLCipher takes a first page that could not be read for one that is not its own. Only a file that is read
            // twice and damaged twice is quarantined.
            Err(StoreError::DamagedPage) => open_file(&path, key, steps),
            other => other,
        };
        let (connection, copied_for) = match opened {
            Ok(connection) => (connection, None),
            // Nor is one whose bytes the disk does not give.
            Err(StoreError::DamagedPage) if !is_readable(&path) => return Err(StoreError::UnreadableDisk),
            Err(StoreError::DamagedPage) => return Err(StoreError::Damaged { kept: quarantine(&path)? }),
            Err(error) if error.is_of_room() => match copy::copy(&path, key, steps) {
                Ok(copy) => (copy, Some(error)),
                Err(newer @ StoreError::Newer { .. }) => return Err(newer),
                Err(_) => return Err(error),
            },
            Err(other) => return Err(other),
        };
        Ok(Store { connection, saves: 0, random, path, key: key.clone(), steps, copied_for })
    }

    /// Quarantines a record that is lost, whatever there is of it, so that a new one takes nothing's place.
    pub fn quarantine(folder: &Path) -> Result<(), StoreError> {
        let path = folder.join(FILE);
        let is_anything_there = SUFFIXES.iter().any(|suffix| with_suffix(&path, suffix).exists());
        if !is_anything_there {
            return Ok(());
        }
        let kept = quarantine(&path)?;
        // A log alone keeps its number to itself: no other record's must come to lie beside it.
        if kept.exists() { Ok(()) } else { Ok(File::create(kept).map(drop)?) }
    }

    /// Whether the key opens the folder's file. Changes nothing and quarantines nothing.
    pub fn opens_with(folder: &Path, key: &Key) -> Result<bool, StoreError> {
        let connection = Connection::open_with_flags(folder.join(FILE), OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        give_key(&connection, key)?;
        match connection.query_row("select count(*) from sqlite_schema", [], |row| row.get::<_, i64>(0)).map_err(StoreError::from) {
            Ok(_) => Ok(true),
            Err(StoreError::DamagedPage) => Ok(false),
            Err(other) => Err(other),
        }
    }
}

fn is_readable(path: &Path) -> bool {
    File::open(path).and_then(|mut file| std::io::copy(&mut file, &mut std::io::sink())).is_ok()
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    path.with_file_name(format!("{FILE}{suffix}"))
}

/// Moves the damaged file and what belongs to it to a free name beside it.
fn quarantine(path: &Path) -> Result<PathBuf, StoreError> {
    let named = |number: u32, suffix: &str| path.with_file_name(format!("{DAMAGED}{number}.db{suffix}"));
    let number = (1..u32::MAX).find(|number| !named(*number, "").exists()).unwrap_or(u32::MAX);
    for suffix in SUFFIXES {
        let from = with_suffix(path, suffix);
        if from.exists() {
            platform::rename(&from, &named(number, suffix))?;
        }
    }
    Ok(named(number, ""))
}
