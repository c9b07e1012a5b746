//! Overviews that were computed for this very state of the data and this minute. Bounded; loses nothing when it is emptied.

use std::sync::{Mutex, PoisonError};

use daylog_domain::{places::Place, time::Date};
use daylog_storage::feed::Changes;

use crate::types::{Overview, OverviewRows};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    pub place: Place,
    pub date: Date,
    pub rows: OverviewRows,
    pub minute: i64,
    pub changes: Changes,
}

#[derive(Debug, Default)]
pub struct OverviewCache(Mutex<Vec<(Key, Overview)>>);

const KEPT: usize = 32;

impl OverviewCache {
    pub fn get(&self, key: &Key) -> Option<Overview> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(known, _)| known == key).map(|(_, overview)| overview.clone())
    }

    pub fn put(&self, key: Key, overview: Overview) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(known, _)| (known.place, known.date, &known.rows) != (key.place, key.date, &key.rows));
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push((key, overview));
    }
}
