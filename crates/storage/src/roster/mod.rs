//! Taking roster rows into the tables: streets, communities, households, residents, cadres, assignments.
//! What is already there stays as it is, also where it is spelled in another way, so that the same file twice changes nothing.

mod assign;
mod cadres;
mod home;
mod known;
mod residents;

use std::collections::{BTreeMap, BTreeSet};

use daylog_domain::{
    assignment::Role,
    fold,
    time::{Date, Instant, Zone},
};
use rusqlite::params;

use self::known::Known;
use crate::{StorageError, Write, feed::Feed};
use daylog_domain::roster::{Applied, Change, Remark, RosterRow, Taking};

/// Takes the rows in, in one transaction. Whoever is new to a household is responsible from now on: nobody
/// was before the district said so, however far back its quarantine began.
pub fn apply(
    db: &Write<'_>,
    feed: &mut Feed,
    rows: &[RosterRow],
    taking: Taking,
    zone: Zone,
    now: Instant,
) -> Result<Applied, StorageError> {
    let mut import = Import {
        db,
        taking,
        now,
        today: zone.date_of(now),
        known: Known::load(db)?,
        applied: Applied::default(),
        touched: BTreeSet::new(),
        dialled: BTreeSet::new(),
    };
    for home in homes(rows) {
        import.home(feed, &home)?;
    }
    import.touch_homes_of_dialled()?;
    for household in &import.touched {
        let changed = feed.take();
        db.prepare_cached("UPDATE household SET changed_feed = ?2 WHERE id = ?1")?.execute(params![household, changed])?;
        feed.roster_changed();
    }
    super::feed::activate(db, feed, now)?;
    import.applied.changes.sort_by_key(|change| change.line);
    Ok(import.applied)
}

/// The rows of each household, by its code, in the order of the file.
fn homes(rows: &[RosterRow]) -> Vec<Vec<&RosterRow>> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut homes: Vec<Vec<&RosterRow>> = Vec::new();
    for row in rows {
        let place = *places.entry(fold::code(&row.household)).or_insert(homes.len());
        match homes.get_mut(place) {
            Some(home) => home.push(row),
            None => homes.push(vec![row]),
        }
    }
    homes
}

struct Import<'a> {
    db: &'a Write<'a>,
    taking: Taking,
    now: Instant,
    today: Date,
    known: Known,
    applied: Applied,
    /// Households whose record devices are to hear again.
    touched: BTreeSet<i64>,
    /// Cadres with another telephone number.
    dialled: BTreeSet<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum RowChange {
    Same,
    Changed,
    Added,
}

impl Import<'_> {
    fn warn(&mut self, line: u64, code: &'static str, column: &'static str, reason: String) {
        self.applied.warnings.push(Remark::new(line, code, Some(column), reason));
    }

    /// What a field is to say: the stored spelling where both mean the same, and what is known where nothing is said.
    fn field(&mut self, told: Told<'_>, stored: Option<&str>, said: Option<&str>, folded: fn(&str) -> String) -> Field {
        let said = said.or(stored.filter(|_| !self.taking.blank_clears));
        if stored.map(folded) == said.map(folded) {
            return Field { value: stored.map(str::to_owned), change: RowChange::Same };
        }
        let Told { line, of, field } = told;
        let (from, to) = (stored.map(str::to_owned), said.map(str::to_owned));
        self.applied.changes.push(Change { line, of: of.to_owned(), field, from, to: to.clone() });
        Field { value: to, change: RowChange::Changed }
    }
}

/// Which field of whom a change is about.
#[derive(Clone, Copy)]
struct Told<'a> {
    line: u64,
    of: &'a str,
    field: &'static str,
}

struct Field {
    value: Option<String>,
    change: RowChange,
}

pub(super) fn role_text(role: Role) -> &'static str {
    match role {
        Role::Cadre => "cadre",
        Role::Community => "community",
        Role::Lead => "lead",
    }
}

pub(super) fn role_of(text: &str) -> Result<Role, StorageError> {
    match text {
        "cadre" => Ok(Role::Cadre),
        "community" => Ok(Role::Community),
        "lead" => Ok(Role::Lead),
        _ => Err(StorageError::Unreadable { what: "role" }),
    }
}
