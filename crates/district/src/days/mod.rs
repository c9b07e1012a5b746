//! Days of the district in memory, for every page that shows one: read once, then brought up to date from what is new in the feed.
//! Bounded, the least recently used goes first; loses nothing when it is emptied.

mod fact;
mod home;
mod model;
mod read;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use daylog_domain::time::{Date, Instant};
use daylog_storage::{
    Database, Read, StorageError,
    feed::{self, Changes},
};

use self::model::Step;
pub use self::{
    fact::Fact,
    home::HomeDay,
    model::{DayModel, Span},
};
use crate::register::{Basis, Registers};

/// How many days are kept: two or three pages look at one or two each. A day of a large city takes about twenty megabytes.
const KEPT: usize = 6;

#[derive(Debug, Default)]
pub struct Days {
    pub registers: Registers,
    /// The last used first.
    kept: Mutex<Vec<(Date, Slot)>>,
}

type Slot = Arc<Mutex<Option<Arc<DayModel>>>>;

impl Days {
    /// Gives `work` a snapshot, and these days in this order as they are in it. Whoever asks for the same day at the same time waits
    /// until it is up to date, and no longer.
    pub fn with<T, E: From<StorageError>>(
        &self,
        database: &Database,
        dates: &[Date],
        now: Instant,
        work: impl FnOnce(&Read<'_>, Vec<Arc<DayModel>>) -> Result<T, E>,
    ) -> Result<T, E> {
        let slots: BTreeMap<Date, Slot> = dates.iter().map(|date| (*date, self.slot(*date))).collect();
        // Locked before the snapshot is taken, so that a day never meets an older one; by date, so that two do not wait for each other.
        let held: Vec<_> = slots.iter().map(|(date, slot)| (*date, slot.lock().unwrap_or_else(PoisonError::into_inner))).collect();
        database.read(|db| {
            let changes = feed::changes(db)?;
            let now = Now { basis: Basis::read(db, changes)?, changes, at: now };
            let mut days = BTreeMap::new();
            for (date, mut kept) in held {
                let day = self.brought_up(db, kept.take(), date, &now)?;
                days.insert(date, kept.insert(day).clone());
            }
            work(db, dates.iter().filter_map(|date| days.get(date).cloned()).collect())
        })
    }

    fn brought_up(&self, db: &Read<'_>, kept: Option<Arc<DayModel>>, date: Date, now: &Now) -> Result<Arc<DayModel>, StorageError> {
        let today = now.basis.settings.zone.date_of(now.at);
        if let Some(day) = kept {
            match day.step(&now.basis, now.changes, today) {
                Step::Nothing => return Ok(day),
                Step::FromBehind(position) => {
                    if let Some(news) = read::behind(db, &day, position, now.changes)? {
                        let mut day = Arc::unwrap_or_clone(day);
                        day.take(news, now.changes);
                        return Ok(Arc::new(day));
                    }
                }
                Step::Afresh => {}
            }
        }
        let register = self.registers.of(db, now.basis.clone())?;
        let span = Span::of(&now.basis.settings, date, today);
        let mut day = DayModel::new(register, span, now.changes);
        day.take(read::everything(db, &day)?, now.changes);
        Ok(Arc::new(day))
    }

    fn slot(&self, date: Date) -> Slot {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter().position(|(known, _)| *known == date).map(|place| kept.remove(place).1);
        let slot = found.unwrap_or_default();
        kept.insert(0, (date, slot.clone()));
        kept.truncate(KEPT);
        slot
    }
}

/// What a snapshot is of.
struct Now {
    basis: Basis,
    changes: Changes,
    at: Instant,
}
