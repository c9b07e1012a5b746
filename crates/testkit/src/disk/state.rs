//! What a disk holds and what befalls it: files by name, the count of changes, and the faults that a test ordered.
//! Every operation of SQLite ends here; the foreign interface above it only passes on.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError, Weak},
};

use super::{Survival, file::File, locks::FileLocks, survival::WriteOutcomes, vfs::IndexMemory};

/// Why an operation did not happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The power is off, or the program that asks died.
    Down,
    Full,
    /// An ordered read error.
    Unreadable,
    Missing,
}

/// A file with what only lives while it is open.
#[derive(Default)]
pub struct Slot {
    pub file: File,
    pub locks: FileLocks,
    pub index: Weak<IndexMemory>,
    open: usize,
}

/// Who panicked while holding a disk left it as a program that died does.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Default)]
pub struct State {
    slots: BTreeMap<u64, Slot>,
    names: BTreeMap<String, u64>,
    /// The folder as it is on the platter.
    durable_names: BTreeMap<String, u64>,
    next: u64,
    /// How often the programs on this disk have died. What was opened in an earlier life works no more.
    life: u64,
    is_down: bool,
    changes: u64,
    cut_at: Option<u64>,
    room: Option<u64>,
    used: u64,
    reads_until_failure: Option<u64>,
}

impl State {
    pub fn life(&self) -> u64 {
        self.life
    }

    pub fn changes(&self) -> u64 {
        self.changes
    }

    pub fn is_down(&self) -> bool {
        self.is_down
    }

    pub fn used(&self) -> u64 {
        self.used
    }

    pub fn size_of(&self, name: &str) -> u64 {
        let slot = self.names.get(name).and_then(|id| self.slots.get(id));
        slot.map_or(0, |slot| slot.file.bytes().len() as u64)
    }

    pub fn cut_after(&mut self, changes: u64) {
        self.cut_at = Some(self.changes + changes);
    }

    pub fn keep_power(&mut self) {
        self.cut_at = None;
    }

    pub fn cut(&mut self) {
        self.is_down = true;
    }

    pub fn limit(&mut self, room: Option<u64>) {
        self.room = room;
    }

    pub fn fail_read_after(&mut self, reads: Option<u64>) -> Option<u64> {
        std::mem::replace(&mut self.reads_until_failure, reads)
    }

    /// Counts a change; the power may go while it is under way, and the change is then one of those that may survive.
    fn change(&mut self) {
        self.changes += 1;
        self.is_down |= self.cut_at.is_some_and(|at| self.changes >= at);
    }

    pub fn check(&self, life: u64) -> Result<(), Failure> {
        if self.is_down || life != self.life { Err(Failure::Down) } else { Ok(()) }
    }

    fn after(&self) -> Result<(), Failure> {
        if self.is_down { Err(Failure::Down) } else { Ok(()) }
    }

    /// Opens by name, or makes a file without one.
    pub fn open(&mut self, name: Option<&str>, may_create: bool) -> Result<u64, Failure> {
        self.after()?;
        let known = name.and_then(|name| self.names.get(name)).copied();
        let id = match known {
            Some(id) => id,
            None if !may_create => return Err(Failure::Missing),
            None => {
                self.next += 1;
                self.slots.insert(self.next, Slot::default());
                if let Some(name) = name {
                    self.names.insert(name.to_owned(), self.next);
                    self.change();
                    self.after()?;
                }
                self.next
            }
        };
        if let Some(slot) = self.slots.get_mut(&id) {
            slot.open += 1;
        }
        Ok(id)
    }

    pub fn close(&mut self, id: u64, who: u64) {
        if let Some(slot) = self.slots.get_mut(&id) {
            slot.open = slot.open.saturating_sub(1);
            slot.locks.unlock(who, 0);
        }
        self.forget_unused();
    }

    /// A file is gone when no name and no program holds it.
    fn forget_unused(&mut self) {
        let named: BTreeSet<u64> = self.names.values().chain(self.durable_names.values()).copied().collect();
        self.slots.retain(|id, slot| slot.open > 0 || named.contains(id));
        self.used = self.slots.values().map(|slot| slot.file.bytes().len() as u64).sum();
    }

    pub fn exists(&self, name: &str) -> Result<bool, Failure> {
        self.after()?;
        Ok(self.names.contains_key(name))
    }

    pub fn delete(&mut self, name: &str, is_synced: bool) -> Result<(), Failure> {
        self.after()?;
        if self.names.remove(name).is_none() {
            return Err(Failure::Missing);
        }
        self.change();
        self.after()?;
        if is_synced {
            self.durable_names.clone_from(&self.names);
        }
        self.forget_unused();
        Ok(())
    }

    pub fn slot(&mut self, id: u64) -> Result<&mut Slot, Failure> {
        self.slots.get_mut(&id).ok_or(Failure::Missing)
    }

    /// How many bytes were there to read.
    pub fn read(&mut self, id: u64, at: usize, into: &mut [u8]) -> Result<usize, Failure> {
        if let Some(left) = self.reads_until_failure {
            self.reads_until_failure = left.checked_sub(1);
            if left == 0 {
                return Err(Failure::Unreadable);
            }
        }
        let bytes = self.slot(id)?.file.bytes();
        let found = bytes.get(at.min(bytes.len())..(at + into.len()).min(bytes.len())).unwrap_or_default();
        let (filled, rest) = into.split_at_mut(found.len());
        filled.copy_from_slice(found);
        rest.fill(0);
        Ok(found.len())
    }

    pub fn write(&mut self, id: u64, at: usize, bytes: &[u8]) -> Result<(), Failure> {
        let (room, used) = (self.room, self.used);
        let file = &mut self.slot(id)?.file;
        let growth = (at + bytes.len()).saturating_sub(file.bytes().len()) as u64;
        if growth > 0 && room.is_some_and(|room| used + growth > room) {
            return Err(Failure::Full);
        }
        file.write(at, bytes);
        self.used += growth;
        self.change();
        self.after()
    }

    pub fn resize(&mut self, id: u64, size: usize) -> Result<(), Failure> {
        let file = &mut self.slot(id)?.file;
        let before = file.bytes().len() as u64;
        file.resize(size);
        self.used = self.used - before + size as u64;
        self.change();
        self.after()
    }

    /// Makes the file's bytes durable, and its name with it. SQLite syncs the whole folder when it first syncs a new journal
    /// or write-ahead log, and only then: a deletion before that is durable from there on.
    pub fn sync(&mut self, id: u64) -> Result<(), Failure> {
        let new: Vec<String> = self
            .names
            .iter()
            .filter(|(name, file)| **file == id && self.durable_names.get(*name) != Some(&id))
            .map(|(name, _)| name.clone())
            .collect();
        if new.is_empty() && self.slot(id)?.file.is_synced() {
            return Ok(());
        }
        self.change();
        // A cut now is a cut before the sync came to an end.
        self.after()?;
        self.slot(id)?.file.sync();
        if new.iter().any(|name| name.ends_with("-journal") || name.ends_with("-wal")) {
            self.durable_names.clone_from(&self.names);
        }
        self.durable_names.extend(new.into_iter().map(|name| (name, id)));
        Ok(())
    }

    /// Every program on this disk is dead; what it wrote stands, synced or not.
    pub fn kill(&mut self) {
        self.life += 1;
        for slot in self.slots.values_mut() {
            slot.open = 0;
            slot.locks = FileLocks::default();
            slot.index = Weak::new();
        }
        self.forget_unused();
    }

    /// The power comes back; `survival` says what of the unsynced is found on the platter.
    pub fn reboot(&mut self, survival: Survival) {
        let mut outcomes = WriteOutcomes::new(survival);
        let all: BTreeSet<String> = self.names.keys().chain(self.durable_names.keys()).cloned().collect();
        for name in all {
            let (now, durable) = (self.names.get(&name).copied(), self.durable_names.get(&name).copied());
            match if now == durable || outcomes.keeps_name() { now } else { durable } {
                Some(id) => drop(self.durable_names.insert(name, id)),
                None => drop(self.durable_names.remove(&name)),
            }
        }
        self.names.clone_from(&self.durable_names);
        self.slots.values_mut().for_each(|slot| slot.file.crash(|change| outcomes.of(change)));
        (self.is_down, self.cut_at, self.reads_until_failure) = (false, None, None);
        self.kill();
    }

    /// Every named file with its bytes, as programs see them.
    pub fn contents(&self) -> BTreeMap<String, Vec<u8>> {
        self.names.iter().filter_map(|(name, id)| Some((name.clone(), self.slots.get(id)?.file.bytes().to_vec()))).collect()
    }

    /// Puts these files in place of all that is there; they are durable.
    pub fn replace(&mut self, contents: &BTreeMap<String, Vec<u8>>) {
        self.names.clear();
        self.durable_names.clear();
        for (name, bytes) in contents {
            self.next += 1;
            self.slots.insert(self.next, Slot { file: File::of(bytes.clone()), ..Slot::default() });
            self.names.insert(name.clone(), self.next);
        }
        self.durable_names.clone_from(&self.names);
        (self.is_down, self.cut_at, self.reads_until_failure) = (false, None, None);
        self.kill();
    }

    pub fn put(&mut self, name: &str, bytes: Vec<u8>) {
        let mut contents = self.contents();
        contents.insert(name.to_owned(), bytes);
        self.replace(&contents);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> (State, u64) {
        let mut state = State::default();
        let id = state.open(Some("a"), true).unwrap();
        state.write(id, 0, b"first").unwrap();
        state.sync(id).unwrap();
        (state, id)
    }

    #[test]
    fn the_power_goes_at_the_change_that_was_ordered_and_all_fails_until_it_comes_back() {
        let (mut state, id) = written();
        assert_eq!(state.changes(), 3);
        state.cut_after(2);
        state.write(id, 0, b"other").unwrap();
        assert_eq!(
            (state.write(id, 5, b"!"), state.sync(id), state.open(Some("a"), false)),
            (Err(Failure::Down), Err(Failure::Down), Err(Failure::Down))
        );
        state.reboot(Survival::Nothing);
        assert_eq!(state.contents()["a"], b"first");
        // What was open before is dead for good.
        assert_eq!(state.check(0), Err(Failure::Down));
        assert_eq!(state.check(state.life()), Ok(()));
    }

    #[test]
    fn a_name_is_durable_once_its_file_was_synced_and_its_deletion_once_the_folder_was() {
        let (mut state, _) = written();
        let other = state.open(Some("b"), true).unwrap();
        state.write(other, 0, b"x").unwrap();
        state.delete("a", false).unwrap();
        state.reboot(Survival::Nothing);
        assert_eq!(state.contents().keys().collect::<Vec<_>>(), ["a"]);
        state.delete("a", true).unwrap();
        state.reboot(Survival::Nothing);
        assert!(state.contents().is_empty());
    }

    #[test]
    fn a_full_disk_takes_no_more_and_gives_room_back_when_a_file_goes() {
        let (mut state, id) = written();
        state.limit(Some(8));
        assert_eq!(state.write(id, 5, b"1234"), Err(Failure::Full));
        state.write(id, 0, b"other").unwrap();
        state.write(id, 5, b"123").unwrap();
        state.close(id, 0);
        state.delete("a", true).unwrap();
        assert_eq!(state.used(), 0);
    }

    #[test]
    fn a_killed_program_leaves_what_it_wrote_and_a_cut_after_it_may_still_take_it() {
        let (mut state, id) = written();
        state.write(id, 0, b"other").unwrap();
        state.kill();
        assert_eq!(state.contents()["a"], b"other");
        state.reboot(Survival::Nothing);
        assert_eq!(state.contents()["a"], b"first");
    }
}
