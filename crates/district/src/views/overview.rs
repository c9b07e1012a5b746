//! The overview page: counts by state, hour and community, and the beginnings of the lists of what asks for somebody.

use std::{cmp::Reverse, collections::BTreeMap};

use daylog_domain::{
    coverage::{Reach, Tally},
    ids::CommunityId,
    places::Place,
};
use daylog_storage::{Read, StorageError};

use super::{
    ahead, alerts,
    day::{Day, count},
    overdue, overnight,
};
use crate::{
    register::Register,
    types::{CheckCounts, CommunityCoverage, HourCoverage, Overview, OverviewList, OverviewRows, RoomNotice},
};

/// How many groups of overdue checks are named.
const GROUPS: usize = 10;
/// How many rows of a list a page gets where no other number is asked for.
const ROWS: usize = 10;

/// `yesterday` where it is looked at too.
pub(super) fn overview(
    db: &Read<'_>,
    register: &Register,
    place: Place,
    asked: &OverviewRows,
    day: &Day,
    yesterday: Option<&Day>,
) -> Result<Overview, StorageError> {
    let rows = |list: OverviewList| asked.get(&list).copied().unwrap_or(ROWS);
    let Reach { households, people } = day.reach();
    let (mut asking, mut fevers) = (overdue::asking(day), alerts::fevers(day));
    if let Some(yesterday) = yesterday {
        // Longest overdue first, newest fever first.
        asking.splice(0..0, overnight::overdue(yesterday));
        fevers.extend(overnight::fevers(yesterday, day));
    }
    let groups = overdue::groups(&asking);
    let (ahead, seals, ending) = (ahead::ahead(day), alerts::seals(day), alerts::ending(day));
    let (mut silent, mut forks, mut by_community) = (alerts::silent(day), alerts::forks(db, day)?, by_community(day));
    let totals = (count(silent.len()), count(forks.len()), count(by_community.len()));
    silent.truncate(rows(OverviewList::Silent));
    forks.truncate(rows(OverviewList::Forks));
    if by_community.len() > ROWS {
        by_community.sort_by_key(|community| Reverse(lacking(&community.checks)));
    }
    by_community.truncate(rows(OverviewList::Communities));
    Ok(Overview {
        head: day.page_head(day.cadres()),
        // Not of the data: the server's own state, put in with every answer.
        clock: None,
        community: match place {
            Place::Community(community) => register.community_named(community),
            _ => None,
        },
        households,
        people,
        coverage: day.tally(|_| true).into(),
        by_hour: by_hour(day),
        by_community,
        communities_total: totals.2,
        fevers_total: count(fevers.len()),
        fevers: fevers.into_iter().take(rows(OverviewList::Fevers)).filter_map(|(home, read)| alerts::fever(day, home, read)).collect(),
        ahead_total: count(ahead.len()),
        ahead: ahead.into_iter().take(rows(OverviewList::Ahead)).map(|(home, read)| ahead::row(day, home, read)).collect(),
        seals_total: count(seals.len()),
        seals: seals.into_iter().take(rows(OverviewList::Seals)).filter_map(|(home, read)| alerts::seal(day, home, read)).collect(),
        overdue_total: count(asking.len()),
        overdue_groups_total: count(groups.len()),
        overdue_groups: groups.iter().take(GROUPS).map(overdue::Group::counted).collect(),
        silent,
        silent_total: totals.0,
        forks,
        forks_total: totals.1,
        ending_total: count(ending.len()),
        ending: ending.into_iter().take(rows(OverviewList::Ending)).filter_map(|home| alerts::ending_row(day, home)).collect(),
        // Not of the database: whoever answers adds it.
        room: RoomNotice::default(),
    })
}

fn by_hour(day: &Day) -> Vec<HourCoverage> {
    let mut hours: BTreeMap<u8, Tally> = BTreeMap::new();
    for shown in &day.homes {
        let hour = |covered: &daylog_domain::coverage::Covered| {
            u8::try_from(day.settings.zone.minute_of(covered.check.due_at).0 / 60).unwrap_or(0)
        };
        // By due time already.
        for of_hour in shown.covered.chunk_by(|one, next| hour(one) == hour(next)) {
            if let Some(first) = of_hour.first() {
                *hours.entry(hour(first)).or_default() += shown.tally(of_hour);
            }
        }
    }
    hours.into_iter().map(|(hour, tally)| HourCoverage { hour, coverage: tally.into() }).collect()
}

/// What was due and is not done: by this the communities are told that have the most of it.
fn lacking(checks: &CheckCounts) -> u32 {
    checks.tried + checks.missed + checks.unknown
}

fn by_community(day: &Day) -> Vec<CommunityCoverage> {
    let mut found: Vec<(CommunityCoverage, Tally)> = Vec::new();
    let mut places: BTreeMap<CommunityId, usize> = BTreeMap::new();
    // Homes stand by street and community.
    for shown in &day.homes {
        let home = shown.home();
        let place = *places.entry(home.community.id).or_insert(found.len());
        if place == found.len() {
            let coverage =
                CommunityCoverage { community: home.door.community.clone(), households: 0, people: 0, checks: Tally::default().into() };
            found.push((coverage, Tally::default()));
        }
        let Some((coverage, tally)) = found.get_mut(place) else { continue };
        let Reach { households, people } = Reach::in_quarantine([&home.household], day.date);
        coverage.households += households;
        coverage.people += people;
        *tally += shown.tally(&shown.covered);
    }
    found.into_iter().map(|(coverage, tally)| CommunityCoverage { checks: tally.into(), ..coverage }).collect()
}
