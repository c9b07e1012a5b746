//! The record of access: what is written into it, for how long it is kept, and its pages. Who may read it is not decided here.

use std::collections::BTreeMap;

use daylog_domain::{household::Household, settings::Retention, time::Instant, trust::DAY_MS};
use daylog_storage::{
    Database, Read, StorageError,
    access_record::{self, Access, Filter},
    accounts, district, households,
};

use crate::types::{AccessKind, AccessLine, AccessPage, RecordedAccount};

/// For how long lines are kept where the district sets no retention.
const KEPT_DAYS: u16 = 400;

/// A line without a household.
#[must_use]
pub fn line(kind: AccessKind, at: Instant, account: Option<i64>, address: &str) -> Access {
    Access { at, account, what: kind.code().to_owned(), household: None, rows: None, address: address.to_owned() }
}

/// Keeps these lines, and takes away those whose days are over.
pub fn keep(database: &Database, lines: &[Access], now: Instant) -> Result<(), StorageError> {
    database.write(|db| {
        access_record::insert(db, lines)?;
        let days = kept_days(district::read(db)?.settings.retention);
        access_record::forget(db, now.plus_millis(-i64::from(days) * DAY_MS))?;
        Ok(())
    })
}

/// The record says who looked at a household: it is not kept longer than what the household's people are known by.
fn kept_days(retention: Retention) -> u16 {
    retention.days.unwrap_or(KEPT_DAYS)
}

/// A page of the record, of at most `limit` lines.
pub fn page(db: &Read<'_>, filter: &Filter, limit: u32) -> Result<AccessPage, StorageError> {
    let mut found = access_record::newest(db, filter, limit.saturating_add(1))?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = found.len() > limit;
    found.truncate(limit);
    let names: BTreeMap<i64, String> = accounts::names(db)?.into_iter().collect();
    let codes = codes(db, &found)?;
    let settings = district::read(db)?.settings;
    let lines: Vec<AccessLine> = found
        .into_iter()
        .filter_map(|(id, access)| {
            // What a later version wrote is not told by this one.
            let what = AccessKind::ALL.into_iter().find(|kind| kind.code() == access.what)?;
            Some(AccessLine {
                id,
                at_text: settings.zone.local(access.at).format("%Y-%m-%d %H:%M:%S").to_string(),
                account: access.account,
                name: access.account.and_then(|account| names.get(&account).cloned()),
                what,
                household: access.household,
                household_code: access.household.and_then(|household| codes.get(&household).cloned()),
                rows: access.rows,
                address: access.address,
            })
        })
        .collect();
    Ok(AccessPage {
        next: lines.last().map(|line| line.id).filter(|_| has_more),
        lines,
        kept_days: kept_days(settings.retention),
        accounts: names.into_iter().map(|(id, name)| RecordedAccount { id, name }).collect(),
    })
}

fn codes(db: &Read<'_>, found: &[(i64, Access)]) -> Result<BTreeMap<u32, String>, StorageError> {
    let mut ids: Vec<i64> = found.iter().filter_map(|(_, access)| access.household.map(i64::from)).collect();
    ids.sort_unstable();
    ids.dedup();
    let stored = households::with_assignments(db, &ids)?.into_values();
    Ok(stored.map(|(stored, _)| stored.household).map(|Household { id, code, .. }| (id.0, code)).collect())
}
