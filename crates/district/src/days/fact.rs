//! What a day keeps of an entry: what counts, and the whole of it only where a list shows it.

use std::sync::Arc;

use daylog_domain::{coverage::Observation, entries::Kind, ids::EntryId, readings::Reading, settings::Settings, time::Instant};

use crate::resolved::ResolvedEntry;

/// An entry about a household as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    pub feed: i64,
    pub id: EntryId,
    /// When it happened, as it claims now.
    pub at: Instant,
    /// What coverage needs of it, if it can satisfy a check.
    pub observation: Option<Observation>,
    pub reading: Option<Reading>,
    /// An alarm, or a claim ahead of its time.
    pub listed: Option<Arc<ResolvedEntry>>,
}

impl Fact {
    pub fn of(read: ResolvedEntry, settings: &Settings) -> Self {
        let is_fever = read.effective.counts() && read.effective.content.alarm(settings.fever_from).is_some();
        let is_listed = is_fever || is_ahead(&read);
        Fact {
            feed: read.feed,
            id: read.id,
            at: read.effective.at.instant,
            observation: read.observation(settings),
            reading: read.reading(),
            listed: is_listed.then(|| Arc::new(read)),
        }
    }

    /// The entry, where it claims a time that still lay ahead and was not taken back.
    pub fn ahead(&self) -> Option<&ResolvedEntry> {
        self.listed.as_deref().filter(|read| is_ahead(read))
    }

    /// The entry, where it counts and alarms.
    pub fn alarm(&self) -> Option<&ResolvedEntry> {
        self.listed.as_deref().filter(|read| read.effective.counts())
    }
}

pub fn is_ahead(read: &ResolvedEntry) -> bool {
    read.effective.ahead && !read.effective.withdrawn
}
