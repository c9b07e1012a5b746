//! Whether there is room to write: free bytes where the district and its backups lie, and a small file written as a proof.
//! Says nothing to anybody; who is told is in `routes`, `metrics` and `state`.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use daylog_district::types::Room;
use daylog_storage::{Database, files::prove};

/// What was seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    pub district: Room,
    /// None where the system does not say.
    pub free_bytes: Option<u64>,
    pub backups: Option<Backups>,
}

/// Of the folder that backups go into, where the server makes some.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backups {
    pub room: Room,
    pub free_bytes: Option<u64>,
}

/// Looks at the disks, and remembers what it saw for a moment: whoever asks for the health wears out no disk.
#[derive(Debug, Default)]
pub struct RoomWatch {
    last: Mutex<Option<(Instant, Seen)>>,
    backups: Mutex<Option<PathBuf>>,
}

const REMEMBERED: Duration = Duration::from_secs(3);
/// Beside room for two more copies of the database, since a backup makes one and vacuuming after a purge needs another.
const SPARE_BYTES: u64 = 256 * 1024 * 1024;

impl RoomWatch {
    /// Backups go there.
    pub fn watch_backups(&self, folder: &Path) {
        *lock(&self.backups) = Some(folder.to_owned());
    }

    /// What is the case, or was a moment ago. Blocking.
    pub fn look(&self, database: &Database) -> Seen {
        // Held while looking: whoever comes meanwhile hears the same.
        let mut last = lock(&self.last);
        if let Some((_, seen)) = last.filter(|(at, _)| at.elapsed() < REMEMBERED) {
            return seen;
        }
        let seen = see(database, lock(&self.backups).as_deref());
        *last = Some((Instant::now(), seen));
        seen
    }
}

fn see(database: &Database, backups: Option<&Path>) -> Seen {
    let copy = database.size().map_or(0, |size| size.bytes + size.log_bytes);
    // What a database server has left is not seen from here, only whether it takes anything.
    let folder = database.file().map(|file| file.parent().unwrap_or(Path::new(".")));
    let free_bytes = folder.and_then(free);
    let takes = folder.is_none_or(|folder| prove(folder).is_ok()) && database.can_write();
    let district = if takes { enough(free_bytes, copy * 2) } else { Room::Full };
    let backups = backups.map(|folder| {
        let free_bytes = free(folder).or_else(|| free(folder.parent()?));
        Backups { room: enough(free_bytes, copy), free_bytes }
    });
    Seen { district, free_bytes, backups }
}

fn enough(free: Option<u64>, needed: u64) -> Room {
    if free.is_some_and(|free| free < needed.saturating_add(SPARE_BYTES)) { Room::Low } else { Room::Enough }
}

/// The bytes that are free for this program on the disk of a folder.
#[must_use]
pub fn free(folder: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(folder).ok()?;
    found.f_bavail.checked_mul(found.f_frsize)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_low_before_it_is_gone() {
        for (free, needed, room) in [
            (None, 0, Room::Enough),
            (Some(SPARE_BYTES), 0, Room::Enough),
            (Some(SPARE_BYTES - 1), 0, Room::Low),
            (Some(SPARE_BYTES), 1, Room::Low),
            (Some(u64::MAX), u64::MAX, Room::Enough),
        ] {
            assert_eq!(enough(free, needed), room, "{free:?} {needed}");
        }
        let folder = tempfile::tempdir().unwrap();
        assert!(free(folder.path()).is_some_and(|free| free > 0));
    }
}
