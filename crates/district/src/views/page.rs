//! One household's page: header, strips, curves, the day's checks, open errands, timeline.

use std::{collections::BTreeMap, iter, sync::Arc};

use daylog_domain::{
    access::{Resource, Scope},
    check::checks_of_page,
    coverage::{Covered, Neighbours, Responsible, StripState, cover, strip},
    entries::errand::progress::{ErrandEntry, Progress, progress},
    household::Resident,
    ids::EntryId,
    places::Place,
    readings::{self, Reading},
    time::{Date, Instant},
};
use daylog_storage::{Read, StorageError, changes, district, entry_sets::Households, households};

use super::{
    alerts::contactables,
    day::{Day, Shown},
    people::People,
    rows::{self, Befores},
    text::date_and_time,
};
use crate::{
    days::{Fact, HomeDay},
    register::Home,
    resolved::{self, ResolvedEntry},
    types::{EntryRow, HouseholdPage, PageCheck, PageCurve, PageCurvePoint, PageErrand, PageStrip, PageStripDay, PageStripState},
};

const TIMELINE_ROWS: usize = 500;
const CHANGES: u32 = 100;
/// Rows of one household that a page reads at most.
const ROWS_OF_A_HOUSEHOLD: u32 = 5_000;

/// The page, or none when there is no such household in this scope.
pub fn household_page(
    db: &Read<'_>,
    scope: Scope,
    household: u32,
    date: Option<Date>,
    now: Instant,
) -> Result<Option<HouseholdPage>, StorageError> {
    let Some(stored) = households::by_id(db, household)? else { return Ok(None) };
    if !scope.covers(Resource::place(&Place::Community(stored.community))) {
        return Ok(None);
    }
    let settings = district::read(db)?.settings;
    let date = date.unwrap_or_else(|| settings.zone.date_of(now));
    let home = Arc::new(Home::new(stored, households::assignments(db, household)?));
    let resolved = resolved::of_household(db, household, ROWS_OF_A_HOUSEHOLD)?;
    let neighbours = Neighbours::of(&settings, date, None);
    let counts = |read: &&ResolvedEntry| (neighbours.from..neighbours.until).contains(&read.effective.at.instant);
    let facts = resolved.iter().filter(counts).map(|read| Fact::of(read.clone(), &settings)).collect();
    let of_home = HomeDay::new(home, facts, &neighbours, &settings);
    let people = People::load(db, settings.zone, settings.zone.date_of(now))?;
    let day = Day::of(iter::once(Arc::new(of_home)), &settings, people, date, now);
    day.homes.first().map(|shown| page(db, &day, shown, &resolved)).transpose()
}

fn page(db: &Read<'_>, day: &Day, shown: &Shown, resolved: &[ResolvedEntry]) -> Result<HouseholdPage, StorageError> {
    let (home, date) = (shown.home(), day.date);
    let quarantines = || home.household.residents.iter().map(|resident| resident.quarantine);
    let cadres = contactables(day, home);
    let (timeline, has_older) = timeline(db, day, home, resolved)?;
    let until = day.settings.zone.day(date).1;
    let seals = resolved::last_seals(db, Households::These(&[home.household.id.0]), until)?;
    let changes = super::changes(db, changes::of_household(db, i64::from(home.household.id.0), CHANGES)?)?;
    Ok(HouseholdPage {
        door: home.door.clone(),
        guarantor: home.household.guarantor.clone(),
        guarantor_workplace: home.household.guarantor_workplace.clone(),
        seen: changes.first().map_or(0, |change| change.id),
        changes,
        residents: home.household.residents.clone(),
        head: day.page_head(cadres.iter().map(|cadre| cadre.cadre)),
        cadres,
        day: quarantines().filter_map(|quarantine| quarantine.day_on(date)).max(),
        days: quarantines().map(|quarantine| quarantine.length()).max().unwrap_or(0),
        seal: seals.values().find_map(|read| Some(read.effective.content.seal()?.state)),
        strips: strips(day, home, resolved),
        curves: home.household.residents.iter().map(|resident| curve(day, resident, resolved)).collect(),
        checks: shown.covered.iter().map(|covered| check(day, home, covered)).collect(),
        errands: errands(day, resolved),
        timeline,
        has_older,
    })
}

fn check(day: &Day, home: &Home, covered: &Covered) -> PageCheck {
    let resident = covered.check.id.target.resident();
    PageCheck {
        check: covered.check.id,
        kind: covered.check.kind,
        state: covered.state,
        due: day.settings.zone.minute_of(covered.check.due_at),
        resident,
        resident_name: resident.and_then(|resident| home.name_of(resident)),
        entry: covered.entry,
        late: covered.late,
    }
}

fn strips(day: &Day, home: &Home, resolved: &[ResolvedEntry]) -> Vec<PageStrip> {
    let checks = checks_of_page(&home.household, &day.settings, day.date);
    let observations: Vec<_> = resolved.iter().filter_map(|read| read.observation(&day.settings)).collect();
    let mut assignments = home.assignments.clone();
    assignments.iter_mut().for_each(|assignment| assignment.complete_to = day.people.reports(assignment.cadre));
    let responsible = Responsible::new(&day.settings.plan, [(home.household.id, assignments.as_slice())]);
    let covered = cover(&checks, &observations, &responsible, day.now);
    let readings: Vec<Reading> = resolved.iter().filter_map(ResolvedEntry::reading).collect();
    let of_resident = |resident: &Resident| {
        let days = strip(resident, &covered, &readings, &day.settings, day.date).into_iter().map(|day| PageStripDay {
            date: day.date,
            day: day.day,
            state: strip_state(day.state),
            highest: day.highest,
            fever: day.fever,
            done: day.done,
            total: day.total,
        });
        PageStrip { resident: resident.id, name: resident.name.clone(), days: days.collect() }
    };
    home.household.residents.iter().map(of_resident).collect()
}

fn strip_state(state: StripState) -> PageStripState {
    match state {
        StripState::Later => PageStripState::Later,
        StripState::Done => PageStripState::Done,
        StripState::Tried => PageStripState::Tried,
        StripState::Missed => PageStripState::Missed,
        StripState::Unknown => PageStripState::Unknown,
        StripState::NotAssigned => PageStripState::NotAssigned,
        StripState::Fever => PageStripState::Fever,
    }
}

fn curve(day: &Day, resident: &Resident, resolved: &[ResolvedEntry]) -> PageCurve {
    let readings: Vec<Reading> = resolved.iter().filter_map(ResolvedEntry::reading).collect();
    let points = readings::curve(&readings, resident.id, &day.settings);
    PageCurve {
        resident: resident.id,
        name: resident.name.clone(),
        fever_from: day.settings.fever_from,
        points: points.into_iter().map(PageCurvePoint::from).collect(),
    }
}

fn errands(day: &Day, resolved: &[ResolvedEntry]) -> Vec<PageErrand> {
    let mut found: BTreeMap<EntryId, Vec<ErrandEntry<'_>>> = BTreeMap::new();
    for read in resolved {
        let root = read.effective.content.errand_root(read.id);
        if let (Some(root), Some(step)) = (root, read.effective.errand_entry(read.id, read.cadre)) {
            found.entry(root).or_default().push(step);
        }
    }
    let shown = |(errand, steps): (EntryId, Vec<ErrandEntry<'_>>)| {
        let Progress { items, step, asked_at, .. } = progress(&steps).filter(Progress::is_open)?;
        Some(PageErrand { errand, items, step, asked_at, asked_text: date_and_time(day.settings.zone, asked_at) })
    };
    let mut open: Vec<PageErrand> = found.into_iter().filter_map(shown).collect();
    open.sort_by_key(|errand| errand.asked_at);
    open
}

/// Newest first; those of the shown date are kept even when there are many newer ones.
fn timeline(db: &Read<'_>, day: &Day, home: &Home, resolved: &[ResolvedEntry]) -> Result<(Vec<EntryRow>, bool), StorageError> {
    let zone = day.settings.zone;
    let mut ordered: Vec<&ResolvedEntry> = resolved.iter().collect();
    ordered.sort_by_key(|read| std::cmp::Reverse((read.effective.at.instant, read.feed)));
    let shown: Vec<&ResolvedEntry> = ordered
        .iter()
        .enumerate()
        .filter(|(place, read)| *place < TIMELINE_ROWS || zone.date_of(read.effective.at.instant) == day.date)
        .map(|(_, read)| *read)
        .collect();
    let has_older = shown.len() < ordered.len();
    let befores = Befores::read(db, shown.iter().copied())?;
    let row = |read: &ResolvedEntry| {
        let name = read.entry.resident().and_then(|resident| home.name_of(resident));
        rows::row(&befores, &day.settings, &day.people, read, name)
    };
    Ok((shown.into_iter().map(row).collect(), has_older))
}
