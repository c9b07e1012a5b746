//! Entries read many at a time: what is new behind a feed position, named entries, the seals of many households.
//! One statement does for all, or for so many of those that are named.

use daylog_domain::{
    entries::seal::Seal,
    ids::EntryId,
    time::{Date, Instant},
};

use crate::{
    Read, StorageError, ToValue, Value,
    entries::{COLUMNS, SELECTED, StoredEntry, held},
    params,
    session::{named_parts, parts},
    stored,
};

/// The amendments of the entries `original` that a condition names.
fn amendments_where(condition: &str) -> String {
    format!(
        "{COLUMNS} WHERE entry.feed IN (
           SELECT amendment.feed FROM entry AS original JOIN log AS original_log ON original_log.id = original.log
           JOIN amendment ON amendment.target_log = original_log.log AND amendment.target_sequence = original.sequence
           WHERE {condition})"
    )
}

/// Entries with a position in `after..=upto`, in its order, at most `limit`; amendments among them.
pub fn behind(db: &Read<'_>, after: i64, upto: i64, limit: u32) -> Result<Vec<StoredEntry>, StorageError> {
    let sql = format!("{COLUMNS} WHERE entry.feed > ?1 AND entry.feed <= ?2 ORDER BY entry.feed LIMIT ?3");
    db.many(&sql, params![after, upto, limit], held)
}

/// The amendments, of any position, of the entries with a position in `after..=upto`.
pub fn amendments_behind(db: &Read<'_>, after: i64, upto: i64) -> Result<Vec<StoredEntry>, StorageError> {
    db.many(&amendments_where("original.feed > ?1 AND original.feed <= ?2"), params![after, upto], held)
}

/// Whether content was ordered purged at a position in `after..=upto`.
pub fn is_purged_behind(db: &Read<'_>, after: i64, upto: i64) -> Result<bool, StorageError> {
    let sql = "SELECT count(*) FROM (SELECT number FROM purge_order WHERE feed > ?1 AND feed <= ?2 LIMIT 1) AS one";
    db.one(sql, params![after, upto], |row| Ok(row.get::<i64>(0)? > 0))
}

/// The entries of these names that are held.
pub fn named(db: &Read<'_>, entries: &[EntryId]) -> Result<Vec<StoredEntry>, StorageError> {
    of_names(db, entries, NAMED)
}

/// The amendments that name one of these entries.
pub fn amendments_of(db: &Read<'_>, entries: &[EntryId]) -> Result<Vec<StoredEntry>, StorageError> {
    of_names(db, entries, ACTING)
}

/// The entries before each of these in its log, the newest `limit` of each, in no order.
pub fn before(db: &Read<'_>, entries: &[EntryId], limit: u32) -> Result<Vec<StoredEntry>, StorageError> {
    let one = |first: usize| {
        let sequence = first + 1;
        format!(
            "SELECT * FROM ({COLUMNS} WHERE log.log = ?{first} AND entry.sequence < ?{sequence}
             ORDER BY entry.sequence DESC LIMIT {limit}) AS before_{first}"
        )
    };
    chunks(&names(entries), |entries| {
        let sql: Vec<String> = (0..entries.len()).map(|place| one(2 * place + 1)).collect();
        let params: Vec<Value<'_>> = entries.iter().flat_map(|(log, sequence)| [log.to_value(), sequence.to_value()]).collect();
        db.many(&sql.join(" UNION ALL "), &params, held)
    })
}

/// The entries that claim one of these times; amendments that correct to one among them.
pub fn claiming(db: &Read<'_>, times: &[Instant]) -> Result<Vec<StoredEntry>, StorageError> {
    let mut found = Vec::new();
    for (places, values) in parts(times) {
        found.extend(db.many(&format!("{COLUMNS} WHERE entry.claimed_at IN ({places})"), &values, held)?);
    }
    Ok(found)
}

/// Which households are meant.
#[derive(Debug, Clone, Copy)]
pub enum Households<'a> {
    /// With somebody in quarantine on this day.
    InQuarantine(Date),
    These(&'a [u32]),
}

/// The newest `count` seal entries of each that claim a time before `until`.
pub fn newest_seals(db: &Read<'_>, households: Households<'_>, until: Instant, count: u32) -> Result<Vec<StoredEntry>, StorageError> {
    of_households(db, households, &[until.to_value(), count.to_value()], |among| match households {
        Households::InQuarantine(_) => newest_seals_one_by_one(among, count),
        Households::These(_) => format!(
            "{COLUMNS} WHERE entry.feed IN (
               SELECT ranked.feed FROM (
                 SELECT seal.feed, row_number() OVER (PARTITION BY seal.household ORDER BY seal.claimed_at DESC, seal.feed DESC) AS place
                 FROM entry AS seal WHERE seal.kind = {SEAL} AND seal.claimed_at < ?1 AND seal.household IN ({among})) AS ranked
               WHERE ranked.place <= ?2)"
        ),
    })
}

/// Each by a step of the index from the newest on: ranking would look at every seal that many households ever had.
fn newest_seals_one_by_one(among: &str, count: u32) -> String {
    let of_place = |place| {
        format!(
            "SELECT (SELECT seal.feed FROM entry AS seal WHERE seal.kind = {SEAL} AND seal.household = household.id AND seal.claimed_at < ?1
               ORDER BY seal.claimed_at DESC, seal.feed DESC LIMIT 1 OFFSET {place})
             FROM household WHERE household.id IN ({among})"
        )
    };
    let places: Vec<String> = (0..count).map(of_place).collect();
    format!("{COLUMNS} WHERE entry.feed IN ({})", places.join(" UNION ALL "))
}

/// The seal entries that anything acts on.
pub fn amended_seals(db: &Read<'_>, households: Households<'_>) -> Result<Vec<StoredEntry>, StorageError> {
    of_households(db, households, &[], |among| seals_and_amendments("target.feed", households, among))
}

/// What acts on them.
pub fn amendments_of_seals(db: &Read<'_>, households: Households<'_>) -> Result<Vec<StoredEntry>, StorageError> {
    of_households(db, households, &[], |among| seals_and_amendments("amendment.feed", households, among))
}

/// SQLite joins in the order in which CROSS JOIN says: of many households it goes from what was amended, which is little, to the seals,
/// and not through every seal that they ever had; of a few from their seals.
fn seals_and_amendments(shown: &str, households: Households<'_>, among: &str) -> String {
    let (join, on) = match households {
        Households::InQuarantine(_) => ("CROSS JOIN", ""),
        Households::These(_) => ("JOIN", "ON TRUE"),
    };
    format!(
        "{COLUMNS} WHERE entry.feed IN (
           SELECT {shown} FROM amendment {join} log AS target_log {on} {join} entry AS target {on}
           WHERE target_log.log = amendment.target_log AND target.log = target_log.id AND target.sequence = amendment.target_sequence
             AND target.kind = {SEAL} AND target.household IN ({among}))"
    )
}

/// The index of the schema names it too.
const SEAL: u16 = Seal::CODE;

/// How many are named in one statement.
const TOGETHER: usize = 16;

/// One statement for each sixteen; the last of a smaller rest is named again, so that few forms of it are prepared.
fn chunks<K: Copy, T>(keys: &[K], mut read: impl FnMut(&[K]) -> Result<Vec<T>, StorageError>) -> Result<Vec<T>, StorageError> {
    let mut found = Vec::new();
    for chunk in keys.chunks(TOGETHER) {
        let Some(last) = chunk.last() else { continue };
        let filled = if chunk.len() == 1 { 1 } else { TOGETHER };
        let mut named = chunk.to_vec();
        named.resize(filled, *last);
        found.extend(read(&named)?);
    }
    Ok(found)
}

/// What is stored of these names; a number beyond what is stored was never held.
fn names(entries: &[EntryId]) -> Vec<([u8; 16], i64)> {
    entries.iter().filter_map(|entry| Some((entry.log.0, stored(entry.sequence).ok()?))).collect()
}

/// From the table `wanted`, with their logs and numbers, to the entries themselves.
const NAMED: &str = "CROSS JOIN log CROSS JOIN entry
 WHERE log.log = wanted.log AND entry.log = log.id AND entry.sequence = wanted.sequence";
/// To what acts on them.
const ACTING: &str = "CROSS JOIN amendment CROSS JOIN entry CROSS JOIN log
 WHERE amendment.target_log = wanted.log AND amendment.target_sequence = wanted.sequence AND entry.feed = amendment.feed
   AND log.id = entry.log";

/// One statement for each 256.
fn of_names(db: &Read<'_>, entries: &[EntryId], found: &str) -> Result<Vec<StoredEntry>, StorageError> {
    let mut rows = Vec::new();
    for (names, values) in named_parts(&names(entries)) {
        rows.extend(db.many(&by_names(&names, found), &values, held)?);
    }
    Ok(rows)
}

/// SQLite joins in the order in which CROSS JOIN says: where many are named it would read every entry and look for its name.
fn by_names(names: &str, found: &str) -> String {
    format!("WITH wanted (log, sequence) AS (VALUES {names}) {SELECTED} FROM wanted {found}")
}

/// `sql` is given the list or query of the meant households; what it needs itself are the first parameters.
fn of_households(
    db: &Read<'_>,
    households: Households<'_>,
    first: &[Value<'_>],
    sql: impl Fn(&str) -> String,
) -> Result<Vec<StoredEntry>, StorageError> {
    let place = first.len() + 1;
    match households {
        Households::InQuarantine(date) => {
            let date = date.to_string();
            let among =
                format!("SELECT resident.household FROM resident WHERE resident.first_day <= ?{place} AND resident.last_day >= ?{place}");
            db.many(&sql(&among), &[first, &[date.to_value()]].concat(), held)
        }
        Households::These(ids) => chunks(ids, |ids| {
            let named: Vec<Value<'_>> = ids.iter().map(ToValue::to_value).collect();
            db.many(&sql(&numbered(place, ids.len())), &[first, &named].concat(), held)
        }),
    }
}

/// `?3, ?4, …`
fn numbered(first: usize, count: usize) -> String {
    (first..first + count).map(|place| format!("?{place}")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use rusqlite::{Connection, params_from_iter};

    use super::*;
    use crate::drivers::sqlite::open::STEPS;

    /// What SQLite reads from one end to the other.
    fn scanned(sql: &str, parameters: usize) -> Vec<String> {
        let connection = Connection::open_in_memory().unwrap();
        STEPS.iter().for_each(|step| connection.execute_batch(step).unwrap());
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let steps = statement.query_map(params_from_iter(vec![1; parameters]), |row| row.get::<_, String>(3)).unwrap();
        steps.map(Result::unwrap).filter_map(|step| Some(step.strip_prefix("SCAN ")?.to_owned())).collect()
    }

    #[test]
    fn however_many_are_named_no_table_is_read_as_a_whole() {
        for count in [1, 4, 32, 256] {
            let entries = vec![([7; 16], 1); count];
            let (names, values) = named_parts(&entries).next().unwrap();
            for found in [NAMED, ACTING] {
                let scanned = scanned(&by_names(&names, found), values.len());
                assert!(scanned.iter().all(|what| what == "wanted" || what.ends_with("CONSTANT ROWS")), "{count}: {scanned:?}");
            }
        }
    }

    #[test]
    fn the_seals_of_many_households_are_not_looked_at_one_and_all() {
        let among = "SELECT resident.household FROM resident WHERE resident.first_day <= ?3 AND resident.last_day >= ?3";
        let quarantine = Households::InQuarantine("2020-03-01".parse().unwrap());
        let begins = |sql: &str| scanned(sql, 3).into_iter().find(|what| what != "resident");
        assert_eq!(begins(&newest_seals_one_by_one(among, 3)), None, "ranking would scan what it ranked");
        assert_eq!(begins(&seals_and_amendments("target.feed", quarantine, among)), Some("amendment".to_owned()));
        assert_eq!(scanned(&seals_and_amendments("target.feed", Households::These(&[1]), "?1, ?2, ?3"), 3), [""; 0]);
    }
}
