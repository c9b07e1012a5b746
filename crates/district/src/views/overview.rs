//! The overview page: counts by state, hour and community, and the lists of what asks for somebody.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use daylog_domain::{
    coverage::{Covered, Reach},
    household::Household,
    ids::CadreId,
    places::Place,
    time::{Date, Instant},
};
use daylog_storage::{Read, StorageError, households};

use super::{
    ahead, alerts,
    day::{Day, Source, count},
    me::community_named,
    overnight,
    text::time_or_date,
};
use crate::types::{CommunityCoverage, CommunityName, HourCoverage, OverdueGroup, OverdueRow, Overview, RoomNotice};

/// How many groups of overdue checks are named.
const GROUPS: usize = 10;

/// With at most `rows` overdue checks listed.
pub(super) fn overview(db: &Read<'_>, place: Place, date: Date, rows: u32, now: Instant) -> Result<Overview, StorageError> {
    let stored = households::in_quarantine(db, date, place, "", now)?;
    let day = Day::load(db, stored, date, now, &Source::Times)?;
    let Reach { households, people } = day.in_quarantine();
    let data_as_of = day.people.last_report(day.cadres());
    let (mut overdue, mut fevers) = (alerts::overdue(&day), alerts::fevers(&day));
    if let Some(yesterday) = overnight::yesterday(db, place, &day)? {
        // Longest overdue first, newest fever first.
        overdue.splice(0..0, overnight::overdue(&yesterday));
        fevers.extend(overnight::fevers(&yesterday, &day));
    }
    let overdue_total = count(overdue.len());
    let mut overdue_groups = groups(&overdue);
    let overdue_groups_total = count(overdue_groups.len());
    overdue_groups.truncate(GROUPS);
    overdue.truncate(usize::try_from(rows).unwrap_or(usize::MAX));
    Ok(Overview {
        date,
        today: day.today,
        now,
        // Not of the data: the server's own state, put in with every answer.
        clock: None,
        data_as_of,
        data_as_of_text: data_as_of.map(|at| time_or_date(day.settings.zone, at, day.today)),
        community: match place {
            Place::Community(community) => community_named(db, community)?,
            _ => None,
        },
        households,
        people,
        coverage: day.counts(&day.covered),
        by_hour: by_hour(&day),
        by_community: by_community(&day),
        fevers,
        ahead: ahead::ahead(db, &day)?,
        seals: alerts::seals(db, &day)?,
        overdue,
        overdue_total,
        overdue_groups,
        overdue_groups_total,
        silent: alerts::silent(&day),
        forks: alerts::forks(db, &day)?,
        ending: alerts::ending(&day),
        // Not of the database: whoever answers adds it.
        room: RoomNotice::default(),
    })
}

/// In the order of their first rows.
fn groups(rows: &[OverdueRow]) -> Vec<OverdueGroup> {
    let mut found: Vec<(Vec<CadreId>, Vec<&OverdueRow>)> = Vec::new();
    let mut places: HashMap<Vec<CadreId>, usize> = HashMap::new();
    for row in rows {
        let key: Vec<CadreId> = row.owed_by.iter().map(|cadre| cadre.cadre).collect();
        let place = *places.entry(key.clone()).or_insert(found.len());
        match found.get_mut(place) {
            Some((_, rows)) => rows.push(row),
            None => found.push((key, vec![row])),
        }
    }
    let group = |rows: Vec<&OverdueRow>| OverdueGroup {
        owed_by: rows.first().map(|row| row.owed_by.clone()).unwrap_or_default(),
        checks: count(rows.len()),
        households: count(rows.iter().map(|row| row.door.household).collect::<BTreeSet<_>>().len()),
        people: count(rows.iter().flat_map(|row| &row.people).collect::<BTreeSet<_>>().len()),
        longest_minutes: rows.iter().map(|row| row.minutes_overdue).max().unwrap_or(0),
    };
    found.into_iter().map(|(_, rows)| group(rows)).collect()
}

fn by_hour(day: &Day) -> Vec<HourCoverage> {
    let mut hours: BTreeMap<u8, Vec<&Covered>> = BTreeMap::new();
    for covered in &day.covered {
        let hour = u8::try_from(day.settings.zone.minute_of(covered.check.due_at).0 / 60).unwrap_or(0);
        hours.entry(hour).or_default().push(covered);
    }
    hours.into_iter().map(|(hour, covered)| HourCoverage { hour, coverage: day.counts(covered) }).collect()
}

/// A community's households, and their checks.
struct OfCommunity<'d> {
    name: CommunityName,
    homes: Vec<&'d Household>,
    covered: Vec<&'d Covered>,
}

fn by_community(day: &Day) -> Vec<CommunityCoverage> {
    let mut communities: BTreeMap<(&str, &str), OfCommunity<'_>> = BTreeMap::new();
    for home in &day.homes {
        let name = &home.door.community;
        let fresh = || OfCommunity { name: name.clone(), homes: Vec::new(), covered: Vec::new() };
        communities.entry((&name.street, &name.name)).or_insert_with(fresh).homes.push(&home.household);
    }
    for covered in &day.covered {
        let community = covered.check.id.target.household().and_then(|household| day.home(household)).map(|home| &home.door.community);
        if let Some(found) = community.and_then(|name| communities.get_mut(&(name.street.as_str(), name.name.as_str()))) {
            found.covered.push(covered);
        }
    }
    let coverage = |OfCommunity { name, homes, covered }: OfCommunity<'_>| {
        let Reach { households, people } = Reach::in_quarantine(homes, day.date);
        CommunityCoverage { community: name, households, people, coverage: day.counts(covered) }
    };
    communities.into_values().map(coverage).collect()
}
