//! What waits to be written into the record of access, so that no page waits for it. Written a few seconds later, and at the latest
//! when the server ends in order; one that is killed loses what waits. Sign-ins and sign-outs do not wait here: they are written
//! with their sessions.

use std::{
    collections::{HashMap, VecDeque},
    hash::{BuildHasher, Hash, RandomState},
    sync::{Mutex, PoisonError},
};

use daylog_domain::time::Instant;
use daylog_storage::access_record::Access;

/// A page asks again whenever something changes; within this time it is one look.
const ONE_LOOK_MS: i64 = 10 * 60_000;
/// What waits at most while the database takes nothing: then the oldest goes, and the trace says so.
const WAITING: usize = 50_000;
/// Looks that are remembered at most.
const LOOKS: usize = 20_000;

#[derive(Default)]
pub struct Recorder(Mutex<State>);

#[derive(Default)]
struct State {
    waiting: VecDeque<Access>,
    looks: HashMap<(Option<i64>, String, Option<u32>, u64), Instant>,
    /// What was asked for is remembered by a hash that nobody can make again: a search is written nowhere.
    asked: RandomState,
    lost: u64,
}

impl Recorder {
    /// Something that happened once.
    pub fn add(&self, access: Access) {
        self.state().push(access);
    }

    /// Somebody looks at something, and may be looking at it already: another page of a list, or another search, is another look.
    pub fn look(&self, access: Access, asked: impl Hash) {
        let mut state = self.state();
        let key = (access.account, access.what.clone(), access.household, state.asked.hash_one(asked));
        let is_same = |before: &Instant| (0..ONE_LOOK_MS).contains(&access.at.millis_since(*before));
        if state.looks.get(&key).is_some_and(is_same) {
            return;
        }
        if state.looks.len() >= LOOKS {
            state.looks.retain(|_, before| is_same(before));
        }
        if state.looks.len() < LOOKS {
            state.looks.insert(key, access.at);
        }
        state.push(access);
    }

    /// What waits, the oldest first, and how many were lost since the last time.
    #[must_use]
    pub fn take(&self) -> (Vec<Access>, u64) {
        let mut state = self.state();
        (state.waiting.drain(..).collect(), std::mem::take(&mut state.lost))
    }

    /// They could not be written yet.
    pub fn put_back(&self, lines: Vec<Access>) {
        let mut state = self.state();
        for line in lines.into_iter().rev() {
            state.waiting.push_front(line);
        }
        state.bound();
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn push(&mut self, access: Access) {
        self.waiting.push_back(access);
        self.bound();
    }

    fn bound(&mut self) {
        while self.waiting.len() > WAITING {
            self.waiting.pop_front();
            self.lost += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use daylog_district::{record, types::AccessKind};

    use super::*;

    fn look(household: u32, minute: i64) -> Access {
        Access { household: Some(household), ..record::line(AccessKind::Household, Instant(minute * 60_000), Some(1), "10.0.0.1") }
    }

    #[test]
    fn a_page_that_asks_again_is_one_look_and_one_that_is_opened_later_another() {
        let recorder = Recorder::default();
        for (household, minute) in [(1, 0), (1, 3), (2, 4), (1, 9), (1, 10), (1, 12)] {
            recorder.look(look(household, minute), ());
        }
        let (lines, lost) = recorder.take();
        let told: Vec<_> = lines.iter().map(|line| (line.household.unwrap(), line.at.0 / 60_000)).collect();
        assert_eq!((told, lost), (vec![(1, 0), (2, 4), (1, 10)], 0));
        assert_eq!(recorder.take(), (Vec::new(), 0));
    }

    #[test]
    fn each_page_and_each_search_is_a_look_and_asked_again_none() {
        let recorder = Recorder::default();
        for asked in ["1", "2", "1", "安", "安某", "2"] {
            recorder.look(record::line(AccessKind::Households, Instant(0), Some(1), "10.0.0.1"), asked);
        }
        assert_eq!(recorder.take().0.len(), 4);
    }

    #[test]
    fn what_could_not_be_written_waits_before_what_came_since_and_never_without_bound() {
        let recorder = Recorder::default();
        recorder.add(look(1, 0));
        let (lines, _) = recorder.take();
        recorder.add(look(2, 1));
        recorder.put_back(lines);
        assert_eq!(recorder.take().0.iter().map(|line| line.household.unwrap()).collect::<Vec<_>>(), [1, 2]);
        (0..WAITING + 3).for_each(|_| recorder.add(look(1, 0)));
        let (lines, lost) = recorder.take();
        assert_eq!((lines.len(), lost), (WAITING, 3));
    }
}
