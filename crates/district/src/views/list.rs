//! The list of households: a page of rows by street, community and code.

use std::collections::BTreeSet;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use daylog_domain::{
    access::{Scope, Target},
    coverage::{Column, Covered, Reach},
    entries::seal::SealState,
    ids::HouseholdId,
    places::Place,
    readings,
    time::{Date, Instant},
};
use daylog_storage::{
    Read, StorageError, district,
    households::{self, NamedCommunity, Search, StoredHousehold},
};

use super::{
    day::{Day, Home, Source},
    resolved::{self, ResolvedEntry},
    text::time_or_date,
};
use crate::types::{CommunityName, Count, HouseholdList, HouseholdRow, Only};

/// A place in the list: street, community, code.
pub type PageCursor = (String, String, String);

/// What is asked for.
pub struct ListQuery<'a> {
    /// Which communities can be chosen.
    pub scope: Scope,
    /// Whose households are listed; within the scope.
    pub place: Place,
    pub date: Option<Date>,
    pub text: &'a str,
    pub only: Option<Only>,
    pub after: Option<PageCursor>,
    pub limit: u32,
}

/// Reads the `next` of an earlier answer.
pub fn read_cursor(text: &str) -> Option<PageCursor> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
    serde_json::from_slice(&bytes).ok()
}

fn write_cursor(household: &StoredHousehold) -> Option<String> {
    let household = &household.household;
    let place = serde_json::to_vec(&(&household.street, &household.community, &household.code)).ok()?;
    Some(BASE64_URL_SAFE_NO_PAD.encode(place))
}

pub fn household_list(db: &Read<'_>, asked: ListQuery<'_>, now: Instant) -> Result<HouseholdList, StorageError> {
    let date = match asked.date {
        Some(date) => date,
        None => district::read(db)?.settings.zone.date_of(now),
    };
    let Page { mut stored, households, people } = match asked.only {
        Some(only) => narrowed(db, &asked, only, date, now)?,
        None => everybody(db, &asked, now)?,
    };
    let limit = usize::try_from(asked.limit).unwrap_or(usize::MAX);
    let has_more = stored.len() > limit;
    stored.truncate(limit);
    let next = stored.last().filter(|_| has_more).and_then(write_cursor);
    let day = Day::load(db, stored, date, now, &Source::Households)?;
    let rows = day.homes.iter().map(|home| row(db, &day, home)).collect::<Result<_, _>>()?;
    let data_as_of = day.people.last_report(day.cadres());
    Ok(HouseholdList {
        date,
        today: day.today,
        now,
        data_as_of,
        data_as_of_text: data_as_of.map(|at| time_or_date(day.settings.zone, at, day.today)),
        rows,
        next,
        households,
        people,
        communities: communities(db, asked.scope)?,
    })
}

/// The households from where the page begins, at least one more than it shows where there are more; and how many there are in all.
struct Page {
    stored: Vec<StoredHousehold>,
    households: u32,
    people: u32,
}

fn everybody(db: &Read<'_>, asked: &ListQuery<'_>, now: Instant) -> Result<Page, StorageError> {
    let search = Search { place: asked.place, text: asked.text, now, after: asked.after.clone(), limit: asked.limit + 1 };
    let (households, people) = households::count(db, asked.place, asked.text, now)?;
    Ok(Page { stored: households::search(db, &search)?, households, people })
}

/// Counted as the overview counts them: the list is as long as the figure that leads to it.
fn narrowed(db: &Read<'_>, asked: &ListQuery<'_>, only: Only, date: Date, now: Instant) -> Result<Page, StorageError> {
    let mut stored = households::in_quarantine(db, date, asked.place, asked.text, now)?;
    let day = Day::load(db, stored.clone(), date, now, &Source::Times)?;
    let Reach { households, people } = match only.column() {
        None => day.in_quarantine(),
        Some(column) => {
            let covered: Vec<&Covered> = day.covered.iter().filter(|covered| covered.state.column() == column).collect();
            let meant: BTreeSet<HouseholdId> = covered.iter().filter_map(|covered| covered.check.id.target.household()).collect();
            stored.retain(|stored| meant.contains(&stored.household.id));
            let Count { households, people, .. } = day.counts(covered).total;
            Reach { households, people }
        }
    };
    if let Some(after) = &asked.after {
        stored.retain(|StoredHousehold { household, .. }| {
            (&household.street, &household.community, &household.code) > (&after.0, &after.1, &after.2)
        });
    }
    Ok(Page { stored, households, people })
}

impl Only {
    /// The column of the checks that are meant; none means everybody in quarantine.
    fn column(self) -> Option<Column> {
        match self {
            Only::InQuarantine => None,
            Only::Done => Some(Column::Done),
            Only::Tried => Some(Column::Tried),
            Only::Missed => Some(Column::Missed),
            Only::Unknown => Some(Column::Unknown),
            Only::NotAssigned => Some(Column::NotAssigned),
            Only::Open => Some(Column::Open),
        }
    }
}

fn row(db: &Read<'_>, day: &Day, home: &Home) -> Result<HouseholdRow, StorageError> {
    let of_home = |covered: &&Covered| covered.check.id.target.household() == Some(home.household.id);
    let quarantines = || home.household.residents.iter().map(|resident| resident.quarantine);
    let of_today = day.of_date().filter(|read| read.entry.household() == Some(home.household.id)).filter_map(ResolvedEntry::reading);
    let celsius = readings::highest_of_the_last(&of_today.collect::<Vec<_>>());
    Ok(HouseholdRow {
        door: home.door.clone(),
        residents: home.household.residents.iter().map(|resident| resident.name.clone()).collect(),
        day: quarantines().filter_map(|quarantine| quarantine.day_on(day.date)).max(),
        days: quarantines().map(|quarantine| quarantine.length()).max().unwrap_or(0),
        cadres: super::alerts::contactables(day, home).into_iter().map(|cadre| cadre.name).collect(),
        coverage: day.counts(day.covered.iter().filter(of_home)),
        seal: seal_of(db, day, home)?,
        celsius,
        fever: celsius.is_some_and(|celsius| day.settings.is_fever(celsius)),
    })
}

/// What the seal was last found like, up to the end of the day.
pub(super) fn seal_of(db: &Read<'_>, day: &Day, home: &Home) -> Result<Option<SealState>, StorageError> {
    let until = day.settings.zone.day(day.date).1;
    Ok(resolved::last_seal(db, home.household.id.0, until)?.and_then(|read| Some(read.effective.content.seal()?.state)))
}

fn communities(db: &Read<'_>, scope: Scope) -> Result<Vec<CommunityName>, StorageError> {
    let is_in_scope = |named: &NamedCommunity| scope.covers(Target::place(&Place::Community(named.community)));
    let found = households::communities(db)?;
    Ok(found.into_iter().filter(is_in_scope).map(CommunityName::from).collect())
}
