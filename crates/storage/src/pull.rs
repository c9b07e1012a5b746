//! What one device may see, in feed order: `Scope::Cadre` of the table of access, told in SQL.
//! Where it begins and ends is decided by the feed positions of its cadre's assignments. Of what is about no household, a place
//! above all, a cadre's devices see what this cadre wrote: nobody is assigned to a place yet.

use std::collections::BTreeMap;

use daylog_domain::ids::LogId;
use daylog_faults::{Fault, broken};

use crate::{Read, Row, Sql, StorageError, content::Column, params, session::parts};

/// A household in sight, and since which position of the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InSight {
    pub household: i64,
    pub since: i64,
    /// Where the household's record last changed.
    pub changed: i64,
}

/// A position in the feed and the entry that stands there; in a backfill the entry's own position is an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedPosition {
    pub position: i64,
    pub entry: i64,
}

/// One entry as it goes to a device. Log and cadre are told by their rows: a page has many entries of few of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pulled {
    pub log: i64,
    pub sequence: i64,
    pub cadre: i64,
    pub received_at: i64,
    pub bytes: Vec<u8>,
}

/// A log as entries of it are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogOf {
    pub log: LogId,
    /// The device that writes it.
    pub device: i64,
}

pub fn in_sight(db: &Read<'_>, cadre: i64) -> Result<Vec<InSight>, StorageError> {
    db.many(
        "SELECT assignment.household, min(assignment.start_feed), household.changed_feed
         FROM assignment JOIN household ON household.id = assignment.household
         WHERE assignment.cadre = ?1 AND assignment.start_feed IS NOT NULL AND assignment.end_feed IS NULL
         GROUP BY assignment.household, household.changed_feed ORDER BY assignment.household",
        params![cadre],
        |row| Ok(InSight { household: row.get(0)?, since: row.get(1)?, changed: row.get(2)? }),
    )
}

/// Households that went out of sight behind `from`: position and household. Also those that came into sight only behind it:
/// the device may have them from before, since their first going was not told while they were in sight again.
pub fn gone(db: &Read<'_>, cadre: i64, from: i64) -> Result<Vec<(i64, i64)>, StorageError> {
    db.many(
        "SELECT max(ended.end_feed), ended.household FROM assignment AS ended
         WHERE ended.cadre = ?1 AND ended.end_feed > ?2 AND ended.start_feed IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM assignment AS running WHERE running.cadre = ?1 AND running.household = ended.household
             AND running.start_feed IS NOT NULL AND running.end_feed IS NULL)
         GROUP BY ended.household ORDER BY 1",
        params![cadre, from],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// SQLite is told to go from the households in sight to their entries, each by the index that holds positions in order.
const POSITIONS: Sql<'_> = Sql {
    sqlite: "WITH sight (household, since) AS MATERIALIZED (
           SELECT household, min(start_feed) FROM assignment
           WHERE cadre = ?1 AND start_feed IS NOT NULL AND end_feed IS NULL GROUP BY household)
         SELECT entry.feed AS position, entry.feed FROM sight CROSS JOIN entry INDEXED BY entry_household
           ON entry.household = sight.household AND entry.feed > max(sight.since, ?2) AND entry.feed <= ?3
         UNION ALL
         SELECT backfill.feed, backfill.entry_feed FROM backfill JOIN sight ON sight.household = backfill.household
           WHERE backfill.cadre = ?1 AND backfill.feed > ?2 AND backfill.feed <= ?3 AND backfill.feed > sight.since
         UNION ALL
         SELECT feed, feed FROM entry INDEXED BY entry_of_cadre
           WHERE cadre = ?1 AND household IS NULL AND feed > ?2 AND feed <= ?3
         ORDER BY position LIMIT ?4",
    postgres: "WITH sight (household, since) AS MATERIALIZED (
           SELECT household, min(start_feed) FROM assignment
           WHERE cadre = ?1 AND start_feed IS NOT NULL AND end_feed IS NULL GROUP BY household)
         SELECT entry.feed AS position, entry.feed FROM sight JOIN entry
           ON entry.household = sight.household AND entry.feed > greatest(sight.since, ?2) AND entry.feed <= ?3
         UNION ALL
         SELECT backfill.feed, backfill.entry_feed FROM backfill JOIN sight ON sight.household = backfill.household
           WHERE backfill.cadre = ?1 AND backfill.feed > ?2 AND backfill.feed <= ?3 AND backfill.feed > sight.since
         UNION ALL
         SELECT feed, feed FROM entry WHERE cadre = ?1 AND household IS NULL AND feed > ?2 AND feed <= ?3
         ORDER BY position LIMIT ?4",
};

/// How many times as long the next stretch is at most.
const LONGER: i64 = 8;

/// What a device may see of a stretch of the feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    pub positions: Vec<FeedPosition>,
    /// Up to here nothing is missing.
    pub upto: i64,
}

/// The next positions in `from + 1..=end`: from `enough` on no more are looked for, and there are `most` of them at most. Looking
/// goes by stretches, so that a device that may see much does not have all that it may see put in order for each page.
pub fn positions(db: &Read<'_>, cadre: i64, (from, end): (i64, i64), (enough, most): (usize, usize)) -> Result<Stretch, StorageError> {
    let mut stretch = Stretch { positions: Vec::new(), upto: from.min(end) };
    // Enough where the device may see everything.
    let mut length = number(most);
    while stretch.positions.len() < enough && stretch.upto < end {
        let upto = stretch.upto.saturating_add(length).min(end);
        let left = most.saturating_sub(stretch.positions.len());
        let mut found = within(db, cadre, (stretch.upto, upto), left)?;
        let cut = found.last().filter(|_| found.len() >= left).map(|last| last.position);
        stretch.upto = cut.unwrap_or(upto);
        let here = found.len();
        stretch.positions.append(&mut found);
        if cut.is_some() {
            break;
        }
        length = next_length(length, here, enough.saturating_sub(stretch.positions.len()));
    }
    Ok(stretch)
}

/// As long as the wanted number needs if the rest of the feed is as full as the last stretch was.
fn next_length(length: i64, found: usize, wanted: usize) -> i64 {
    let needed = length.saturating_mul(number(wanted)) / number(found).max(1);
    needed.clamp(length, length.saturating_mul(LONGER))
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The positions in `from + 1..=upto`, the first `limit` of them. Entries from before a household came into sight stand in the
/// backfill.
fn within(db: &Read<'_>, cadre: i64, (from, upto): (i64, i64), limit: usize) -> Result<Vec<FeedPosition>, StorageError> {
    let limit = number(limit);
    if broken(Fault::ScopeLeaks) {
        let sql = "SELECT feed FROM entry WHERE feed > ?1 AND feed <= ?2 ORDER BY feed LIMIT ?3";
        return db.many(sql, params![from, upto, limit], |row| Ok(FeedPosition { position: row.get(0)?, entry: row.get(0)? }));
    }
    let mut found =
        db.many(POSITIONS, params![cadre, from, upto, limit], |row| Ok(FeedPosition { position: row.get(0)?, entry: row.get(1)? }))?;
    if broken(Fault::CursorSkipsRows) {
        found.retain(|position| position.position % 5 != 0);
    }
    if broken(Fault::CursorByWallClock) {
        let seen = "SELECT coalesce(max(received_at), 0) FROM entry WHERE feed <= ?1";
        let seen: i64 = db.one(seen, params![from], |row| row.get(0))?;
        let received = |entry: i64| db.one("SELECT received_at FROM entry WHERE feed = ?1", params![entry], |row| row.get::<i64>(0));
        found.retain(|position| received(position.entry).is_ok_and(|at| at > seen));
    }
    Ok(found)
}

/// The entries that stand at these positions of their own, by position.
pub fn entries(db: &Read<'_>, positions: &[i64]) -> Result<BTreeMap<i64, Pulled>, StorageError> {
    let mut found = BTreeMap::new();
    for (places, values) in parts(positions) {
        let sql = format!("SELECT feed, log, sequence, cadre, received_at, bytes FROM entry WHERE feed IN ({places})");
        found.extend(db.many(&sql, &values, |row| {
            let feed = row.get(0)?;
            let bytes = row.content(Column::EntryBytes, &[feed], 5)?;
            Ok((feed, Pulled { log: row.get(1)?, sequence: row.get(2)?, cadre: row.get(3)?, received_at: row.get(4)?, bytes }))
        })?);
    }
    Ok(found)
}

/// These logs, by their rows.
pub fn logs(db: &Read<'_>, logs: &[i64]) -> Result<BTreeMap<i64, LogOf>, StorageError> {
    by_row(db, "SELECT id, log, device FROM log", logs, |row| Ok(LogOf { log: LogId(row.get(1)?), device: row.get(2)? }))
}

/// The names of these cadres, by their rows.
pub fn cadre_names(db: &Read<'_>, cadres: &[i64]) -> Result<BTreeMap<i64, String>, StorageError> {
    by_row(db, "SELECT id, name FROM cadre", cadres, |row| row.get(1))
}

fn by_row<T>(
    db: &Read<'_>,
    sql: &str,
    ids: &[i64],
    read: impl Fn(&Row<'_>) -> Result<T, StorageError>,
) -> Result<BTreeMap<i64, T>, StorageError> {
    let mut found = BTreeMap::new();
    for (places, values) in parts(ids) {
        found.extend(db.many(&format!("{sql} WHERE id IN ({places})"), &values, |row| Ok((row.get(0)?, read(row)?)))?);
    }
    Ok(found)
}
