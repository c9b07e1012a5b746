//! Lines: entries as they stand, found by time, by household or by identity.

use daylog_domain::{
    coverage::Observation,
    entries::{
        ClaimOrder, Outcome, errand::progress::ErrandEntry, history, history::Effective, latest, seal::SealState, temperature::Celsius,
    },
    ids::{CadreId, EntryId, HouseholdId, LogId, ResidentId},
    places::{Premises, PremisesKind},
    plan::CheckKind,
    readings::Reading,
    target::Target,
    time::Instant,
};
use rusqlite::{Connection, Params, Row, named_params};

use super::{
    amendment, bytes,
    entry::{self, StoredEntry, select, stored_columns},
    number, optional,
};
use crate::{Store, StoreError};

/// An entry with its amendments and what it says now.
#[derive(Debug, Clone)]
pub struct StoredLine {
    pub stored: StoredEntry,
    pub effective: Effective,
    pub amendments: Vec<StoredEntry>,
}

const LINES: &str =
    concat!("select ", stored_columns!(), " from line join entry on entry.key = line.entry join log on log.key = entry.log");

macro_rules! observations_where {
    ($condition:literal) => {
        concat!(
            "select log.log, entry.sequence, line.household, line.resident, line.place_kind, line.place,
               line.satisfies, line.tried, line.claimed, line.said
             from line join entry on entry.key = line.entry join log on log.key = entry.log
             where line.satisfies is not null and not line.withdrawn and not line.duplicate and ",
            $condition
        )
    };
}

/// Lines that count, each with the place where its entry stood first.
macro_rules! standing_where {
    ($condition:literal) => {
        concat!(
            "select coalesce(moved_line.origin_log, log.log) as log, coalesce(moved_line.origin_sequence, entry.sequence) as sequence,
               line.claimed, line.said, line.resident, line.celsius, line.seal
             from line join entry on entry.key = line.entry join log on log.key = entry.log left join moved_line on moved_line.entry = line.entry
             where not line.withdrawn and not line.duplicate and ",
            $condition
        )
    };
}

impl Store {
    /// What coverage needs, for all households and places, of entries that claim a time from `from` to before `to`.
    pub fn observations_between(&self, from: Instant, to: Instant, late_after_minutes: u16) -> Result<Vec<Observation>, StoreError> {
        observations(
            &self.connection,
            observations_where!("line.claimed >= :from and line.claimed < :to"),
            named_params! { ":from": from.0, ":to": to.0 },
            late_after_minutes,
        )
    }

    /// The same for everything of one household.
    pub fn observations_of(&self, household: HouseholdId, late_after_minutes: u16) -> Result<Vec<Observation>, StoreError> {
        observations(
            &self.connection,
            observations_where!("line.household = :household"),
            named_params! { ":household": household.0 },
            late_after_minutes,
        )
    }

    /// Every reading of a household that stands, oldest first.
    pub fn readings_of(&self, household: HouseholdId) -> Result<Vec<Reading>, StoreError> {
        let mut statement = self.connection.prepare_cached(standing_where!("line.household = :household and line.celsius is not null"))?;
        let mut rows = statement.query(named_params! { ":household": household.0 })?;
        let mut readings = Vec::new();
        while let Some(row) = rows.next()? {
            let resident = optional(row, "resident")?.map(ResidentId);
            readings.push(Reading { order: order(row)?, resident, celsius: Celsius(row.get("celsius")?) });
        }
        readings.sort_by_key(|reading| reading.order);
        Ok(readings)
    }

    /// The state of the seal as last seen before `until`.
    pub fn last_seal(&self, household: HouseholdId, until: Instant) -> Result<Option<SealState>, StoreError> {
        let mut statement = self.connection.prepare_cached(standing_where!("line.household = :household and line.seal is not null"))?;
        let mut rows = statement.query(named_params! { ":household": household.0 })?;
        let mut seals = Vec::new();
        while let Some(row) = rows.next()? {
            seals.push((order(row)?, SealState::named(&row.get::<_, String>("seal")?)));
        }
        Ok(latest(seals, until, |(order, _)| *order).and_then(|(_, state)| state))
    }

    /// Lines that claim a time from `from` to before `to`, oldest first.
    pub fn lines_between(&self, from: Instant, to: Instant) -> Result<Vec<StoredLine>, StoreError> {
        let sql =
            format!("{LINES} where line.claimed >= :from and line.claimed < :to and not line.duplicate order by line.claimed, entry.key");
        lines(&self.connection, &sql, named_params! { ":from": from.0, ":to": to.0 })
    }

    /// How many lines claim a time from `from` to before `to`.
    pub fn count_between(&self, from: Instant, to: Instant) -> Result<u32, StoreError> {
        Ok(self
            .connection
            .prepare_cached("select count(*) from line where claimed >= :from and claimed < :to and not withdrawn and not duplicate")?
            .query_row(named_params! { ":from": from.0, ":to": to.0 }, |row| row.get(0))?)
    }

    /// The newest lines of a household, newest first.
    pub fn lines_of(&self, household: HouseholdId, limit: u32) -> Result<Vec<StoredLine>, StoreError> {
        let sql = format!(
            "{LINES} where line.household = :household and not line.duplicate order by line.claimed desc, entry.key desc limit :limit"
        );
        lines(&self.connection, &sql, named_params! { ":household": household.0, ":limit": limit })
    }

    /// One line; an amendment's identity leads to what it amends.
    pub fn line(&self, id: EntryId) -> Result<StoredLine, StoreError> {
        let key = entry::key_of(&self.connection, id)?.ok_or(StoreError::UnknownEntry(id))?;
        let target = self
            .connection
            .prepare_cached("select of_log, of_sequence from amendment where entry = :entry")?
            .query_map(named_params! { ":entry": key }, |row| Ok(amendment::target(row)))?
            .next()
            .transpose()?
            .transpose()?;
        match target {
            Some(of) => {
                let key = entry::key_of(&self.connection, of)?.ok_or(StoreError::UnknownEntry(of))?;
                with_amendments(&self.connection, entry::by_key(&self.connection, key)?)
            }
            None => with_amendments(&self.connection, entry::by_key(&self.connection, key)?),
        }
    }

    /// Open errands of one household, or of all: for each the lines of its entries, in the server's order.
    pub fn open_errands(&self, household: Option<HouseholdId>) -> Result<Vec<Vec<StoredLine>>, StoreError> {
        self.connection
            .prepare_cached("select errand.entry from errand where is_open and household = coalesce(:household, household) order by entry")?
            .query_map(named_params! { ":household": household.map(|household| household.0) }, |row| row.get(0))?
            .map(|row| {
                let root = entry::by_key(&self.connection, row?)?.id;
                errand_lines(&self.connection, root)
            })
            .collect()
    }

    /// This device's entries, amendments among them, that the server does not hold; oldest first.
    pub fn waiting(&self) -> Result<Vec<StoredEntry>, StoreError> {
        select(
            &self.connection,
            concat!(
                "select ",
                stored_columns!(),
                " from entry join log on log.key = entry.log where log.state <> 'other' and entry.sequence > log.have and entry.head is not null
                   and entry.commitment is null
                 order by entry.key"
            ),
            [],
        )
    }

    /// Own entries that the server could not read. Not those of a copy that this device itself cannot read.
    pub fn refused(&self) -> Result<Vec<StoredEntry>, StoreError> {
        select(
            &self.connection,
            concat!(
                "select ",
                stored_columns!(),
                " from entry join log on log.key = entry.log where log.state <> 'other' and entry.refused is not null and entry.head is not null and entry.commitment is null
                 order by entry.key"
            ),
            [],
        )
    }
}

fn observations(connection: &Connection, sql: &str, params: impl Params, late_after_minutes: u16) -> Result<Vec<Observation>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut observations = Vec::new();
    while let Some(row) = rows.next()? {
        let Some(kind) = CheckKind::named(&row.get::<_, String>("satisfies")?) else { continue };
        let Some(target) = target(row)? else { continue };
        let at = Instant(row.get("claimed")?);
        let said_at = Instant(row.get("said")?);
        observations.push(Observation {
            entry: EntryId { log: LogId(bytes(row, "log")?), sequence: number(row, "sequence")? },
            target,
            kind,
            outcome: if row.get("tried")? { Outcome::Tried } else { Outcome::Done },
            at,
            said_at,
            is_late: history::is_late(at, said_at, late_after_minutes),
        });
    }
    Ok(observations)
}

/// None where a later version says of whom.
fn target(row: &Row<'_>) -> Result<Option<Target>, StoreError> {
    if let Some(household) = optional(row, "household")? {
        return Ok(Some(Target::home(HouseholdId(household), optional(row, "resident")?.map(ResidentId))));
    }
    let kind = optional::<String>(row, "place_kind")?.and_then(|name| PremisesKind::named(&name));
    Ok(kind.zip(optional(row, "place")?).map(|(kind, id)| Target::Place(Premises::new(kind, id))))
}

fn lines(connection: &Connection, sql: &str, params: impl Params) -> Result<Vec<StoredLine>, StoreError> {
    select(connection, sql, params)?.into_iter().map(|stored| with_amendments(connection, stored)).collect()
}

fn with_amendments(connection: &Connection, stored: StoredEntry) -> Result<StoredLine, StoreError> {
    let amendments = amendment::of(connection, stored.id)?;
    Ok(StoredLine { effective: amendment::effective(connection, &stored, &amendments)?, stored, amendments })
}

/// The lines of one errand that stand, in the order in which the server took them in; those that it has not seen come last.
pub(crate) fn errand_lines(connection: &Connection, root: EntryId) -> Result<Vec<StoredLine>, StoreError> {
    let sql = format!("{LINES} where line.errand = :errand and not line.withdrawn and not line.duplicate");
    let mut lines = lines(connection, &sql, named_params! { ":errand": root.to_string() })?;
    lines.sort_by_key(|line| (line.stored.received_at.is_none(), line.stored.received_at, line.stored.key));
    Ok(lines)
}

fn order(row: &Row<'_>) -> Result<ClaimOrder, StoreError> {
    let entry = EntryId { log: LogId(bytes(row, "log")?), sequence: number(row, "sequence")? };
    Ok(ClaimOrder { at: Instant(row.get("claimed")?), said_at: Instant(row.get("said")?), entry })
}

impl StoredLine {
    /// What the errand that it belongs to needs of it.
    #[must_use]
    pub fn errand_entry(&self) -> Option<ErrandEntry<'_>> {
        self.effective.errand_entry(self.stored.id, CadreId(self.stored.cadre))
    }

    /// The entry that opened the errand which this line belongs to.
    #[must_use]
    pub fn errand(&self) -> Option<EntryId> {
        self.effective.content.errand_root(self.stored.id)
    }
}
