//! A digest of what the feed got besides segments: two histories that gave a number to different things differ in it.

use ring::digest::{Context, SHA256};

use crate::{
    Read, Row, StorageError, Value,
    content::Column::{self, *},
    params,
};

/// What has a number of the feed and is no entry. Whoever adds a kind of it adds it here. The order of the columns is part of the
/// digest.
const NUMBERED: [&str; 6] = [
    "SELECT id, community, code, address, guarantor, guarantor_workplace, changed_feed FROM household WHERE changed_feed > ?1 ORDER BY id",
    "SELECT resident.id, resident.household, resident.name, resident.document, resident.phone, resident.origin, resident.first_day,
       resident.last_day, resident.ended_at, resident.ended_on, resident.end_reason
     FROM resident JOIN household ON household.id = resident.household WHERE household.changed_feed > ?1 ORDER BY resident.id",
    "SELECT id, household, cadre, role, from_at, until_at, start_feed, end_feed FROM assignment WHERE start_feed > ?1 ORDER BY id",
    "SELECT id, household, cadre, role, from_at, until_at, start_feed, end_feed FROM assignment WHERE end_feed > ?1 ORDER BY id",
    "SELECT settings, settings_feed FROM district WHERE settings_feed > ?1",
    "SELECT number, log, household, feed, body, signature FROM purge_order WHERE feed > ?1 ORDER BY feed",
];

/// Over the rows behind number `after`, and the epoch, which is random: nothing is guessed from the digest alone.
pub(super) fn of_changes(db: &Read<'_>, after: i64) -> Result<[u8; 32], StorageError> {
    let mut digest = Context::new(&SHA256);
    let epoch: Vec<u8> = db.one("SELECT epoch FROM district WHERE id = 1", &[], |row| row.get(0))?;
    digest.update(&epoch);
    for (place, sql) in (0_u8..).zip(NUMBERED) {
        db.each(sql, params![after], |row| {
            digest.update(&[place]);
            for column in 0..row.columns() {
                match plain(place, row, column)? {
                    Some(text) => add(&mut digest, Value::Text(&text)),
                    None => add(&mut digest, row.value(column)?),
                }
            }
            Ok::<_, StorageError>(())
        })?;
    }
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest.finish().as_ref());
    Ok(bytes)
}

/// Texts about people, which are digested as what they say, however a database holds them.
fn plain(place: u8, row: &Row<'_>, column: usize) -> Result<Option<String>, StorageError> {
    let content: &[Column] = match place {
        0 => &[HouseholdCode, HouseholdAddress, HouseholdGuarantor, HouseholdGuarantorWorkplace],
        1 => &[ResidentName, ResidentDocument, ResidentPhone, ResidentOrigin],
        _ => &[],
    };
    // In both they stand behind two numbers, the first of which is the row's.
    match column.checked_sub(2).and_then(|column| content.get(column)) {
        Some(of) => row.optional_text(*of, &[row.get(0)?], column),
        None => Ok(None),
    }
}

/// Each value with its kind and length, so that no two rows read the same.
pub(crate) fn add(digest: &mut Context, value: Value<'_>) {
    let (kind, bytes): (u8, &[u8]) = match value {
        Value::Null => (0, &[]),
        Value::Integer(number) => return digest.update(&[&[1_u8][..], &number.to_be_bytes()].concat()),
        // 2 was for numbers that are no integers, of which no column has any.
        Value::Text(text) => (3, text.as_bytes()),
        Value::Bytes(bytes) => (4, bytes),
    };
    digest.update(&[kind]);
    digest.update(&(bytes.len() as u64).to_be_bytes());
    digest.update(bytes);
}
