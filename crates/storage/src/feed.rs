//! The district's one counter, and the activation of assignments whose time has come.

use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicI64, Ordering},
};

use daylog_domain::{assignment::Event, time::Instant};
use daylog_faults::{Fault, broken};

use crate::{Read, StorageError, Value, Write, params, session::parts, stored, tree, values::term};

/// Numbers taken inside one write transaction. The feed row is written by `finish`, last before the commit.
#[derive(Debug)]
pub struct Feed {
    began: i64,
    last: i64,
    /// Numbers went to something else than entries.
    changes: bool,
    entries: bool,
    roster: bool,
    devices: bool,
}

/// What changed so far, for a server that looks whether another process wrote.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    pub last: i64,
    pub entries: i64,
    pub roster: i64,
    pub devices: i64,
}

impl Feed {
    /// Reads the counter. The transaction holds the write lock, so nobody else takes numbers meanwhile. Nobody gets any where the
    /// district was moved away.
    pub fn begin(db: &Write<'_>) -> Result<Self, StorageError> {
        let (mut last, is_moved): (i64, bool) =
            db.one("SELECT last, EXISTS (SELECT 1 FROM transfer WHERE state = 'moved') FROM feed WHERE id = 1", &[], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        if is_moved && !broken(Fault::MovedDistrictGoesOn) {
            return Err(StorageError::Moved);
        }
        if broken(Fault::FeedBySequence) {
            static NEXT: AtomicI64 = AtomicI64::new(0);
            NEXT.fetch_max(last, Ordering::SeqCst);
            last = NEXT.fetch_add(4096, Ordering::SeqCst);
        }
        Ok(Feed { began: last, last, changes: false, entries: false, roster: false, devices: false })
    }

    /// The next place in the feed, for anything but an entry.
    pub fn take(&mut self) -> i64 {
        self.changes = true;
        self.last += 1;
        self.last
    }

    /// So many places in a row for entries, which their segment's leaf covers; the first of them.
    pub fn take_for_entries(&mut self, count: u64) -> Result<i64, StorageError> {
        let first = self.last + 1;
        self.last += stored(count)?;
        Ok(first)
    }

    #[must_use]
    pub fn last(&self) -> i64 {
        self.last
    }

    pub fn entries_changed(&mut self) {
        self.entries = true;
    }

    pub fn roster_changed(&mut self) {
        self.roster = true;
    }

    pub fn devices_changed(&mut self) {
        self.devices = true;
    }

    pub fn finish(self, db: &Write<'_>) -> Result<(), StorageError> {
        if self.changes && !broken(Fault::ChangesUncovered) {
            tree::append_changes(db, self.began, self.last)?;
        }
        db.run(
            "UPDATE feed SET last = ?1, entries = entries + ?2, roster = roster + ?3, devices = devices + ?4 WHERE id = 1",
            params![self.last, i64::from(self.entries), i64::from(self.roster), i64::from(self.devices)],
        )?;
        if self.last != self.began || self.entries || self.roster || self.devices {
            db.tells_others();
        }
        Ok(())
    }
}

pub fn changes(db: &Read<'_>) -> Result<Changes, StorageError> {
    db.one("SELECT last, entries, roster, devices FROM feed WHERE id = 1", &[], |row| {
        Ok(Changes { last: row.get(0)?, entries: row.get(1)?, roster: row.get(2)?, devices: row.get(3)? })
    })
}

/// Gives every assignment that has begun or ended by `now` its place in the feed. One that begins after entries of its
/// household exist also gets their history, numbered behind it, so that a cursor that moves forward misses none of it.
pub fn activate(db: &Write<'_>, feed: &mut Feed, now: Instant) -> Result<(), StorageError> {
    let ends = untold(db, Event::Ends, now)?;
    let ended: Vec<_> = ends.iter().map(|(assignment, ..)| [Value::Integer(*assignment), Value::Integer(feed.take())]).collect();
    db.run_each("UPDATE assignment SET end_feed = ?2 WHERE id = ?1", &ended)?;
    let begins = untold(db, Event::Begins, now)?;
    if !ends.is_empty() || !begins.is_empty() {
        feed.roster_changed();
    }
    // A roster begins thousands at once, hardly any with a history.
    let with_history = with_entries(db, &begins)?;
    let mut begun = Vec::with_capacity(begins.len());
    for (assignment, cadre, household) in begins {
        begun.push([Value::Integer(assignment), Value::Integer(feed.take())]);
        if with_history.contains(&household) && !broken(Fault::BackfillMissing) {
            backfill(db, feed, cadre, household)?;
        }
    }
    db.run_each("UPDATE assignment SET start_feed = ?2 WHERE id = ?1", &begun)?;
    Ok(())
}

/// The households of these assignments about which anything was written.
fn with_entries(db: &Read<'_>, begins: &[(i64, i64, i64)]) -> Result<BTreeSet<i64>, StorageError> {
    let households: BTreeSet<i64> = begins.iter().map(|(.., household)| *household).collect();
    let mut found = BTreeSet::new();
    for (list, params) in parts(&households.into_iter().collect::<Vec<_>>()) {
        let sql =
            format!("SELECT id FROM household WHERE id IN ({list}) AND EXISTS (SELECT 1 FROM entry WHERE entry.household = household.id)");
        found.extend(db.many(sql.as_str(), &params, |row| row.get::<i64>(0))?);
    }
    Ok(found)
}

/// Tells everything that is held about a household once more, behind all that was told, to every cadre who looks after it.
pub fn tell_again(db: &Write<'_>, feed: &mut Feed, household: i64) -> Result<(), StorageError> {
    let cadres: Vec<i64> = db.many(
        "SELECT DISTINCT cadre FROM assignment WHERE household = ?1 AND start_feed IS NOT NULL AND end_feed IS NULL ORDER BY cadre",
        params![household],
        |row| row.get(0),
    )?;
    cadres.into_iter().try_for_each(|cadre| backfill(db, feed, cadre, household))
}

fn backfill(db: &Write<'_>, feed: &mut Feed, cadre: i64, household: i64) -> Result<(), StorageError> {
    let copied = db.run(
        "INSERT INTO backfill (feed, cadre, household, entry_feed)
         SELECT CAST(?1 AS BIGINT) + row_number() OVER (ORDER BY feed), CAST(?2 AS BIGINT), household, feed
         FROM entry WHERE household = ?3",
        params![feed.last, cadre, household],
    )?;
    feed.last += i64::try_from(copied).unwrap_or(0);
    feed.changes |= copied > 0;
    Ok(())
}

/// Assignments of which this has happened by `now` and has no position in the feed: the assignment, its cadre and its household. Only
/// those are read that have not begun or that are to end.
fn untold(db: &Read<'_>, event: Event, now: Instant) -> Result<Vec<(i64, i64, i64)>, StorageError> {
    let sql = match event {
        Event::Begins => {
            "SELECT id, cadre, household, from_at, until_at, start_feed IS NOT NULL FROM assignment
             WHERE start_feed IS NULL AND end_feed IS NULL ORDER BY id"
        }
        Event::Ends => {
            "SELECT id, cadre, household, from_at, until_at, start_feed IS NOT NULL FROM assignment
             WHERE end_feed IS NULL AND until_at IS NOT NULL ORDER BY id"
        }
    };
    let found = db.many(sql, &[], |row| {
        let told = row.get::<bool>(5)?.then_some(Event::Begins);
        let is_meant = term(row, 3)?.untold(told, now) == Some(event);
        Ok((is_meant, (row.get(0)?, row.get(1)?, row.get(2)?)))
    })?;
    Ok(found.into_iter().filter_map(|(is_meant, of)| is_meant.then_some(of)).collect())
}
