//! The list of households: a page of rows by street, community and code.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use daylog_domain::{
    access::{Resource, Scope},
    coverage::{Column, Reach},
    entries::seal::SealState,
    ids::HouseholdId,
    places::Place,
    readings,
    time::{Date, Instant},
};
use daylog_storage::{Read, StorageError, district, entry_sets::Households};

use super::{
    day::{Day, Shown, count},
    pages::people,
};
use crate::{
    District,
    days::{DayModel, HomeDay},
    register::{Home, Register, Wanted},
    resolved::{self, ResolvedEntry},
    types::{CommunityName, Count, HouseholdList, HouseholdRow, Only},
};

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

fn write_cursor(home: &Home) -> Option<String> {
    Some(BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(&home.order()).ok()?))
}

/// One page of households, each with what became of its day.
pub fn household_list(district: &District, asked: &ListQuery<'_>) -> Result<HouseholdList, StorageError> {
    let now = district.time().now;
    let zone = district.database.read(district::read)?.settings.zone;
    let date = asked.date.unwrap_or_else(|| zone.date_of(now));
    district.days.with(&district.database, &[date], now, |db, models| match models.first() {
        Some(model) => list(db, model, asked, now),
        None => Err(StorageError::Unreadable { what: "day" }),
    })
}

fn list(db: &Read<'_>, model: &DayModel, asked: &ListQuery<'_>, now: Instant) -> Result<HouseholdList, StorageError> {
    let (register, date) = (&model.register, model.span.date);
    let people = people(db, model, now)?;
    let wanted = Wanted { place: asked.place, text: asked.text, now };
    let found = register.search(&wanted);
    let Page { homes, reach } = match asked.only {
        Some(only) => narrowed(found, only, &Day::in_quarantine(model, people.clone(), asked.place, now)),
        None => everybody(found),
    };
    let limit = usize::try_from(asked.limit).unwrap_or(usize::MAX);
    let is_behind =
        |home: &&Arc<Home>| asked.after.as_ref().is_none_or(|(street, community, code)| home.order() > (street, community, code));
    let mut page: Vec<&Arc<Home>> = homes.into_iter().filter(is_behind).take(limit.saturating_add(1)).collect();
    let has_more = page.len() > limit;
    page.truncate(limit);
    let next = page.last().filter(|_| has_more).and_then(|home| write_cursor(home));
    let seals = seals(db, model, &page)?;
    let day = Day::of(page.into_iter().map(|home| of_home(model, home)), model.settings(), people, date, now);
    Ok(HouseholdList {
        head: day.page_head(day.cadres()),
        rows: day.homes.iter().map(|shown| row(&day, shown, seals.get(&shown.household().id))).collect(),
        next,
        households: reach.households,
        people: reach.people,
        communities: communities(register, asked.scope),
    })
}

/// All that are listed, page after page, and what is said of how many they are.
struct Page<'r> {
    homes: Vec<&'r Arc<Home>>,
    reach: Reach,
}

fn everybody(found: Vec<&Arc<Home>>) -> Page<'_> {
    let people = count(found.iter().map(|home| home.household.residents.len()).sum());
    Page { reach: Reach { households: count(found.len()), people }, homes: found }
}

/// Counted as the overview counts them: the list is as long as the figure that leads to it.
fn narrowed<'r>(found: Vec<&'r Arc<Home>>, only: Only, day: &Day) -> Page<'r> {
    let matching: HashSet<HouseholdId> = found.iter().map(|home| home.household.id).collect();
    let column = only.column();
    let (mut meant, mut reach) = (HashSet::new(), Reach::default());
    for shown in day.homes.iter().filter(|shown| matching.contains(&shown.household().id)) {
        let of_home = match column {
            None => Reach::in_quarantine([shown.household()], day.date),
            Some(column) => {
                let Count { households, people, .. } =
                    shown.tally(shown.covered.iter().filter(|covered| covered.state.column() == column)).total.into();
                Reach { households, people }
            }
        };
        reach = Reach { households: reach.households + of_home.households, people: reach.people + of_home.people };
        if of_home.households > 0 {
            meant.insert(shown.household().id);
        }
    }
    Page { homes: found.into_iter().filter(|home| meant.contains(&home.household.id)).collect(), reach }
}

/// The household's day; one about which nothing was logged and that is not in quarantine is in no model.
fn of_home(model: &DayModel, home: &Arc<Home>) -> Arc<HomeDay> {
    let known = model.home(home.household.id).cloned();
    known.unwrap_or_else(|| Arc::new(HomeDay::new(home.clone(), Vec::new(), &model.span.neighbours, model.settings())))
}

/// What the seals were last found like up to the end of the day: the model knows those of households in quarantine.
fn seals(db: &Read<'_>, model: &DayModel, page: &[&Arc<Home>]) -> Result<HashMap<HouseholdId, SealState>, StorageError> {
    let is_known = |home: &&&Arc<Home>| home.is_in_quarantine(model.span.date);
    let others: Vec<u32> = page.iter().filter(|home| !is_known(home)).map(|home| home.household.id.0).collect();
    let read = resolved::last_seals(db, Households::These(&others), model.span.day_ends)?;
    let known = page.iter().filter(is_known).filter_map(|home| Some((home.household.id, model.home(home.household.id)?.seal.as_deref()?)));
    let state = |(household, seal): (HouseholdId, &ResolvedEntry)| Some((household, seal.effective.content.seal()?.state));
    Ok(known.chain(read.iter().map(|(household, seal)| (*household, seal))).filter_map(state).collect())
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

fn row(day: &Day, shown: &Shown, seal: Option<&SealState>) -> HouseholdRow {
    let home = shown.home();
    let quarantines = || home.household.residents.iter().map(|resident| resident.quarantine);
    let of_date: Vec<_> = day.of_date(shown).filter_map(|fact| fact.reading).collect();
    let celsius = readings::highest_of_the_last(&of_date);
    HouseholdRow {
        door: home.door.clone(),
        residents: home.household.residents.iter().map(|resident| resident.name.clone()).collect(),
        day: quarantines().filter_map(|quarantine| quarantine.day_on(day.date)).max(),
        days: quarantines().map(|quarantine| quarantine.length()).max().unwrap_or(0),
        cadres: super::alerts::contactables(day, home).into_iter().map(|cadre| cadre.name).collect(),
        coverage: shown.tally(&shown.covered).into(),
        seal: seal.copied(),
        celsius,
        fever: celsius.is_some_and(|celsius| day.settings.is_fever(celsius)),
    }
}

fn communities(register: &Register, scope: Scope) -> Vec<CommunityName> {
    let is_in_scope = |community| scope.covers(Resource::place(&Place::Community(community)));
    register.communities.iter().filter(|named| is_in_scope(named.community)).cloned().map(CommunityName::from).collect()
}
