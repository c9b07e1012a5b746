//! Who may do what with a file at one time: SQLite's five lock levels, and the eight locks of a write-ahead log's index.
//! See "File Locking And Concurrency In SQLite Version 3" and `sqlite3_io_methods` in its manual.

use std::collections::BTreeMap;

/// How much of a file one connection holds. The numbers are SQLite's.
pub const SHARED: i32 = 1;
pub const RESERVED: i32 = 2;
pub const PENDING: i32 = 3;
pub const EXCLUSIVE: i32 = 4;

/// Another connection holds what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Busy;

#[derive(Debug, Default)]
pub struct FileLocks(BTreeMap<u64, i32>);

impl FileLocks {
    pub fn lock(&mut self, who: u64, wanted: i32) -> Result<(), Busy> {
        let others = self.0.iter().filter(|(holder, _)| **holder != who).map(|(_, level)| *level).max().unwrap_or(0);
        let own = self.level(who);
        if own >= wanted {
            return Ok(());
        }
        let granted = match wanted {
            SHARED if others >= PENDING => Err(Busy),
            RESERVED if others >= RESERVED => Err(Busy),
            EXCLUSIVE if others >= RESERVED => Err(Busy),
            // Readers are still there: no new ones come in, and it is asked again.
            EXCLUSIVE if others >= SHARED => Ok((PENDING, Err(Busy))),
            level => Ok((level, Ok(()))),
        };
        let (level, answer) = granted?;
        self.0.insert(who, level);
        answer
    }

    pub fn unlock(&mut self, who: u64, level: i32) {
        if level == 0 {
            self.0.remove(&who);
        } else if self.level(who) > level {
            self.0.insert(who, level);
        }
    }

    #[must_use]
    pub fn is_reserved(&self) -> bool {
        self.0.values().any(|level| *level >= RESERVED)
    }

    fn level(&self, who: u64) -> i32 {
        self.0.get(&who).copied().unwrap_or(0)
    }
}

/// The locks of one write-ahead log's index: eight positions, each held by many readers or one writer.
#[derive(Debug, Default)]
pub struct IndexLocks([BTreeMap<u64, Hold>; 8]);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    Shared,
    Exclusive,
}

impl IndexLocks {
    /// All of the positions `first..first + count`, or none.
    pub fn lock(&mut self, who: u64, first: usize, count: usize, wanted: Hold) -> Result<(), Busy> {
        let held_by_others = |position: &BTreeMap<u64, Hold>| {
            position.iter().any(|(holder, hold)| *holder != who && (wanted == Hold::Exclusive || *hold == Hold::Exclusive))
        };
        let positions = self.0.get_mut(first..first + count).ok_or(Busy)?;
        if positions.iter().any(held_by_others) {
            return Err(Busy);
        }
        for position in positions {
            position.insert(who, wanted);
        }
        Ok(())
    }

    pub fn unlock(&mut self, who: u64, first: usize, count: usize) {
        for position in self.0.iter_mut().skip(first).take(count) {
            position.remove(&who);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_writes_while_others_read_and_an_exclusive_one_waits_for_all_readers() {
        let mut locks = FileLocks::default();
        assert_eq!((locks.lock(1, SHARED), locks.lock(2, SHARED)), (Ok(()), Ok(())));
        assert_eq!((locks.lock(1, RESERVED), locks.lock(2, RESERVED)), (Ok(()), Err(Busy)));
        assert!(locks.is_reserved());
        assert_eq!(locks.lock(1, EXCLUSIVE), Err(Busy));
        // It is pending now: nobody else comes in, and when the last reader has gone it has the file.
        assert_eq!(locks.lock(3, SHARED), Err(Busy));
        locks.unlock(2, 0);
        assert_eq!(locks.lock(1, EXCLUSIVE), Ok(()));
        locks.unlock(1, SHARED);
        assert_eq!(locks.lock(3, SHARED), Ok(()));
    }

    #[test]
    fn a_place_of_the_index_has_many_readers_or_one_writer() {
        let mut locks = IndexLocks::default();
        assert_eq!((locks.lock(1, 3, 1, Hold::Shared), locks.lock(2, 3, 1, Hold::Shared)), (Ok(()), Ok(())));
        assert_eq!(locks.lock(1, 2, 3, Hold::Exclusive), Err(Busy));
        // None of the three was taken.
        assert_eq!(locks.lock(2, 4, 1, Hold::Exclusive), Ok(()));
        locks.unlock(2, 3, 1);
        assert_eq!(locks.lock(1, 3, 1, Hold::Exclusive), Ok(()));
        assert_eq!(locks.lock(2, 3, 1, Hold::Shared), Err(Busy));
    }
}
