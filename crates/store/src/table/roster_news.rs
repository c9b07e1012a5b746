//! Which households came to this cadre and which went since somebody last looked, each once: one that went and came back meanwhile
//! is no news. What came with the first reading of the feed is none either.

use daylog_domain::ids::HouseholdId;
use rusqlite::{Connection, OptionalExtension, named_params};

use crate::{Store, StoreError};

/// What nobody has seen yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RosterNews {
    pub came: Vec<HouseholdId>,
    pub went: Vec<HouseholdId>,
}

impl Store {
    pub fn roster_news(&self) -> Result<RosterNews, StoreError> {
        let mut statement = self.connection.prepare_cached("select household, came from roster_news order by household")?;
        let rows = statement.query_map([], |row| Ok((HouseholdId(row.get("household")?), row.get("came")?)))?;
        let mut news = RosterNews::default();
        for row in rows {
            let (household, came) = row?;
            if came { news.came.push(household) } else { news.went.push(household) }
        }
        Ok(news)
    }

    /// Somebody has seen them.
    pub fn forget_roster_news(&mut self) -> Result<(), StoreError> {
        self.connection.execute("delete from roster_news", [])?;
        Ok(())
    }
}

/// Whether the feed was once read to its end: only then something is news.
pub(crate) fn are_told(connection: &Connection) -> Result<bool, StoreError> {
    Ok(connection.query_row("select caught_up from device", [], |row| row.get(0))?)
}

pub(crate) fn tell_from_here(connection: &Connection) -> Result<(), StoreError> {
    connection.execute("update device set caught_up = 1 where not caught_up", [])?;
    Ok(())
}

/// The household came, or went.
pub(crate) fn add(connection: &Connection, household: HouseholdId, came: bool) -> Result<(), StoreError> {
    let told: Option<bool> = connection
        .prepare_cached("select came from roster_news where household = :household")?
        .query_row(named_params! { ":household": household.0 }, |row| row.get(0))
        .optional()?;
    let sql = match told {
        Some(told) if told != came => "delete from roster_news where household = :household and came <> :came",
        _ => "insert or ignore into roster_news (household, came) values (:household, :came)",
    };
    connection.prepare_cached(sql)?.execute(named_params! { ":household": household.0, ":came": came })?;
    Ok(())
}
