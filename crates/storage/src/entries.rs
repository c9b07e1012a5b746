//! The projection of entries: written beside the segments, read by household or by claimed time.

use std::borrow::Cow;

use daylog_domain::{
    entries::Content,
    ids::{CadreId, EntryId, LogId},
    places::Premises,
    target::Target,
    time::Instant,
};
use daylog_faults::{Fault, broken};

use crate::{Read, Row, StorageError, Value, Write, content::Column, params, pull, stored};

/// One entry about to be projected.
#[derive(Debug, Clone, Copy)]
pub struct NewEntry<'a> {
    pub feed: i64,
    pub log: i64,
    pub sequence: u64,
    pub cadre: i64,
    /// None where a later version says of whom.
    pub target: Option<Target>,
    pub kind: u16,
    pub claimed: Instant,
    pub received: Instant,
    pub bytes: &'a [u8],
}

/// What it is about, column by column.
impl NewEntry<'_> {
    pub(crate) fn household(&self) -> Option<u32> {
        self.target.and_then(Target::household).map(|household| household.0)
    }

    pub(crate) fn resident(&self) -> Option<u32> {
        self.target.and_then(Target::resident).map(|resident| resident.0)
    }

    pub(crate) fn place_kind(&self) -> Option<&'static str> {
        self.target.and_then(Target::place).map(|place| place.kind().name())
    }

    pub(crate) fn place(&self) -> Option<u32> {
        self.target.and_then(Target::place).map(Premises::id)
    }

    fn row<'r>(&'r self, sequence: i64, bytes: &'r [u8]) -> [Value<'r>; 12] {
        [
            Value::Integer(self.feed),
            Value::Integer(self.log),
            Value::Integer(sequence),
            Value::Integer(self.cadre),
            integer(self.household()),
            integer(self.resident()),
            self.place_kind().map_or(Value::Null, Value::Text),
            integer(self.place()),
            Value::Integer(self.kind.into()),
            Value::Integer(self.claimed.0),
            Value::Integer(self.received.0),
            Value::Bytes(bytes),
        ]
    }
}

fn integer(number: Option<u32>) -> Value<'static> {
    number.map_or(Value::Null, |number| Value::Integer(number.into()))
}

/// One entry as it is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    pub feed: i64,
    pub id: EntryId,
    pub cadre: CadreId,
    pub received: Instant,
    pub bytes: Vec<u8>,
}

/// Rows of the two projections, to be written together.
#[derive(Debug, Default)]
pub struct Rows<'a> {
    entries: Vec<NewEntry<'a>>,
    amendments: Vec<(EntryId, i64)>,
}

impl<'a> Rows<'a> {
    /// Adds an entry, and the one that it acts on.
    pub fn add(&mut self, entry: NewEntry<'a>, acts_on: Option<EntryId>) {
        self.amendments.extend(acts_on.map(|target| (target, entry.feed)));
        self.entries.push(entry);
    }

    pub fn insert(self, db: &Write<'_>) -> Result<(), StorageError> {
        let entries = kept(db, self.entries)?;
        if !entries.is_empty() {
            let values = |entry: &NewEntry<'a>| {
                let bytes = db.encrypt(Column::EntryBytes, &[entry.feed], entry.bytes)?;
                Ok((stored(entry.sequence)?, bytes))
            };
            let values: Vec<(i64, Cow<'a, [u8]>)> = entries.iter().map(values).collect::<Result<_, StorageError>>()?;
            db.copy_in(ENTRY, entries.iter().zip(&values).map(|(entry, (sequence, bytes))| entry.row(*sequence, bytes)))?;
        }
        // A target beyond the numbers that a column has was never held; the amendment stays readable as an entry of its own.
        let amendments = self.amendments.iter().filter_map(|(target, feed)| {
            let sequence = stored(target.sequence).ok()?;
            Some([Value::Bytes(&target.log.0), Value::Integer(sequence), Value::Integer(*feed)])
        });
        let amendments: Vec<[Value<'_>; 3]> = amendments.collect();
        if !amendments.is_empty() {
            db.copy_in("amendment (target_log, target_sequence, feed)", amendments)?;
        }
        Ok(())
    }
}

const ENTRY: &str = "entry (feed, log, sequence, cadre, household, resident, place_kind, place, kind, claimed_at, received_at, bytes)";

/// All of them, but for what a fault of a development build loses.
fn kept<'a>(db: &Read<'_>, entries: Vec<NewEntry<'a>>) -> Result<Vec<NewEntry<'a>>, StorageError> {
    let mut kept = Vec::with_capacity(entries.len());
    for entry in entries {
        let is_unknown = || Content::name_of(entry.kind) == "unknown";
        let is_anothers = || {
            let in_sight = pull::in_sight(db, entry.cadre)?;
            Ok::<_, StorageError>(in_sight.iter().all(|sight| Some(sight.household) != entry.household().map(i64::from)))
        };
        let is_lost = (broken(Fault::PartialBatch) && !kept.is_empty())
            || (broken(Fault::UnknownKindDropped) && is_unknown())
            || (broken(Fault::FormerAssigneeRefused) && is_anothers()?);
        if !is_lost {
            kept.push(entry);
        }
    }
    Ok(kept)
}

pub(crate) const SELECTED: &str = "SELECT entry.feed, log.log, entry.sequence, entry.cadre, entry.received_at, entry.bytes";

pub(crate) const COLUMNS: &str = "SELECT entry.feed, log.log, entry.sequence, entry.cadre, entry.received_at, entry.bytes
 FROM entry JOIN log ON log.id = entry.log";

pub fn by_id(db: &Read<'_>, entry: EntryId) -> Result<Option<StoredEntry>, StorageError> {
    let Ok(sequence) = stored(entry.sequence) else { return Ok(None) };
    db.optional(&format!("{COLUMNS} WHERE log.log = ?1 AND entry.sequence = ?2"), params![entry.log.0, sequence], held)
}

/// Entries of a household with the newest received first, at most `limit`; amendments among them.
pub fn of_household(db: &Read<'_>, household: u32, limit: u32) -> Result<Vec<StoredEntry>, StorageError> {
    let sql = format!("{COLUMNS} WHERE entry.household = ?1 ORDER BY entry.feed DESC LIMIT ?2");
    db.many(&sql, params![household, limit], held)
}

/// Entries that claim a time in `from..until`, in no order; amendments among them, by the time that they correct to.
pub fn claimed_between(db: &Read<'_>, from: Instant, until: Instant) -> Result<Vec<StoredEntry>, StorageError> {
    let sql = format!("{COLUMNS} WHERE entry.claimed_at >= ?1 AND entry.claimed_at < ?2");
    db.many(&sql, params![from.0, until.0], held)
}

/// The amendments of all entries that claim a time in `from..until`, in no order.
pub fn amendments_between(db: &Read<'_>, from: Instant, until: Instant) -> Result<Vec<StoredEntry>, StorageError> {
    let sql = format!(
        "{COLUMNS} WHERE entry.feed IN (
           SELECT amendment.feed FROM entry AS original JOIN log AS original_log ON original_log.id = original.log
           JOIN amendment ON amendment.target_log = original_log.log AND amendment.target_sequence = original.sequence
           WHERE original.claimed_at >= ?1 AND original.claimed_at < ?2)"
    );
    db.many(&sql, params![from.0, until.0], held)
}

/// Reads an entry from its `COLUMNS`.
pub(crate) fn held(row: &Row<'_>) -> Result<StoredEntry, StorageError> {
    let feed = row.get(0)?;
    Ok(StoredEntry {
        feed,
        id: EntryId { log: LogId(row.get(1)?), sequence: row.get(2)? },
        cadre: CadreId(row.get(3)?),
        received: row.get(4)?,
        bytes: row.content(Column::EntryBytes, &[feed], 5)?,
    })
}
