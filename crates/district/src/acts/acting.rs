//! What an act works with: the transaction, the feed, and what it did so far.

use daylog_domain::{
    access::Resource,
    change::{Field, Subject},
    places::Place,
    time::Instant,
};
use daylog_storage::{
    StorageError, Write, changes,
    changes::{NewChange, StoredChange},
    feed::{self, Feed},
    households::{self, StoredHousehold},
    roster,
};

use super::{refused::ActRefused, request::Request};
use crate::{
    types::{Acted, Effect},
    views,
};

/// One act under way.
pub struct Acting<'a> {
    pub db: &'a Write<'a>,
    pub feed: Feed,
    pub now: Instant,
    request: Request<'a>,
    changes: Vec<NewChange>,
    effects: Vec<Effect>,
}

impl<'a> Acting<'a> {
    pub(super) fn begin(db: &'a Write<'a>, request: Request<'a>) -> Result<Self, StorageError> {
        let feed = Feed::begin(db)?;
        Ok(Acting { db, feed, now: request.now, request, changes: Vec::new(), effects: Vec::new() })
    }

    /// What begins or ends by now is told, the history is kept, and the feed's row is written last.
    pub(super) fn finish(mut self) -> Result<Acted, StorageError> {
        feed::activate(self.db, &mut self.feed, self.now)?;
        let act = changes::insert(self.db, self.now, &self.request.by.author, &self.changes)?;
        self.feed.finish(self.db)?;
        Ok(Acted { act: act.filter(|_| !self.request.is_preview), effects: self.effects })
    }

    /// Refused as if it were not there, where it is out of the actor's scope.
    pub fn allow(&self, place: Place) -> Result<(), ActRefused> {
        if self.request.by.scope.covers(Resource::place(&place)) { Ok(()) } else { Err(ActRefused::NotFound) }
    }

    /// A household that the actor may change.
    pub fn household(&self, household: u32) -> Result<StoredHousehold, ActRefused> {
        let stored = households::by_id(self.db, household)?.ok_or(ActRefused::NotFound)?;
        self.allow(Place::Community(stored.community))?;
        Ok(stored)
    }

    /// Refuses where one of these was changed behind `seen`, the newest change when the form was drawn. Who looks after a household
    /// stands in its history, and in no form but the one that hands it over.
    pub fn not_changed_since(&self, household: u32, of: (Subject, i64), seen: Option<i64>) -> Result<(), ActRefused> {
        let Some(seen) = seen else { return Ok(()) };
        let mut newer = changes::since(self.db, i64::from(household), seen)?;
        newer.retain(|StoredChange { change, .. }| (change.subject, change.id) == of && change.field != Field::Assignments);
        if newer.is_empty() { Ok(()) } else { Err(ActRefused::ChangedSince(views::changes(self.db, newer)?)) }
    }

    /// Keeps what a field said and says, where that is not the same.
    pub fn record(&mut self, change: NewChange) {
        if change.before != change.after {
            self.changes.push(change);
        }
    }

    /// Devices hear the household's record again, and dashboards that the roster changed.
    pub fn tell(&mut self, household: i64) -> Result<(), StorageError> {
        roster::set_changed(self.db, household, self.feed.take())?;
        self.feed.roster_changed();
        Ok(())
    }

    /// Says what happens, in the order in which it is shown.
    pub fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }
}
