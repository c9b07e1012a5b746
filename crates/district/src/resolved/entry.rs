//! One entry as it stands now.

use daylog_domain::{
    coverage::Observation,
    entries::{ClaimOrder, Entry, Origin, history::Effective},
    ids::{CadreId, EntryId},
    readings::Reading,
    settings::Settings,
    time::Instant,
};

/// One entry as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedEntry {
    pub feed: i64,
    pub id: EntryId,
    pub cadre: CadreId,
    pub received: Instant,
    pub entry: Entry,
    pub effective: Effective,
    /// Those that count, in the order in which they were saved.
    pub amendments: Vec<(Instant, EntryId, Entry)>,
    /// The name that all its places share, if it has moved.
    pub moved: Option<Origin>,
    /// Where it stands too, because a copy of the profile moved it as well.
    pub elsewhere: Vec<EntryId>,
}

impl ResolvedEntry {
    pub fn observation(&self, settings: &Settings) -> Option<Observation> {
        self.effective.observation(self.id, &self.entry, settings.late_after_minutes)
    }

    pub fn reading(&self) -> Option<Reading> {
        self.effective.reading(self.id, &self.entry)
    }

    pub fn order(&self) -> ClaimOrder {
        self.effective.order(self.id, &self.entry)
    }

    pub fn is_late(&self, settings: &Settings) -> bool {
        self.effective.is_late(settings.late_after_minutes)
    }
}
