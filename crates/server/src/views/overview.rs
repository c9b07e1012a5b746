//! The overview page: counts by state, hour and community, and the lists of what asks for somebody.

use std::collections::BTreeMap;

use daylog_domain::{
    coverage::Covered,
    time::{Date, Instant},
};
use rusqlite::Connection;

use super::{
    alerts, community_named,
    day::{Day, Source, count},
    text::time_or_date,
};
use crate::{
    api::types::{CommunityCoverage, CommunityName, HourCoverage, Overview},
    storage::{StorageError, sqlite::households},
};

/// Rows of the list of overdue checks.
const OVERDUE_ROWS: usize = 200;

pub(super) fn overview(connection: &Connection, community: Option<i64>, date: Date, now: Instant) -> Result<Overview, StorageError> {
    let stored = households::in_quarantine(connection, date, community)?;
    let day = Day::load(connection, stored, date, now, &Source::Times)?;
    let (households, people) = day.in_quarantine();
    let data_as_of = day.people.last_report(day.cadres());
    let mut overdue = alerts::overdue(&day);
    let overdue_total = count(overdue.len());
    overdue.truncate(OVERDUE_ROWS);
    Ok(Overview {
        date,
        today: day.today,
        now,
        data_as_of,
        data_as_of_text: data_as_of.map(|at| time_or_date(day.settings.zone, at, day.today)),
        community: community.map(|community| community_named(connection, community)).transpose()?.flatten(),
        households,
        people,
        coverage: day.counts(day.covered.iter()),
        by_hour: by_hour(&day),
        by_community: by_community(&day),
        fevers: alerts::fevers(&day),
        seals: alerts::seals(connection, &day)?,
        overdue,
        overdue_total,
        silent: alerts::silent(&day),
        ending: alerts::ending(&day),
    })
}

fn by_hour(day: &Day) -> Vec<HourCoverage> {
    let mut hours: BTreeMap<u8, Vec<&Covered>> = BTreeMap::new();
    for covered in &day.covered {
        let hour = u8::try_from(day.settings.zone.minute_of(covered.check.due_at).0 / 60).unwrap_or(0);
        hours.entry(hour).or_default().push(covered);
    }
    hours.into_iter().map(|(hour, covered)| HourCoverage { hour, coverage: day.counts(covered.iter().copied()) }).collect()
}

fn by_community(day: &Day) -> Vec<CommunityCoverage> {
    let mut communities: BTreeMap<(String, String), (CommunityName, Vec<&Covered>, u32, u32)> = BTreeMap::new();
    for home in &day.homes {
        let name = &home.door.community;
        let entry = communities.entry((name.street.clone(), name.name.clone())).or_insert_with(|| (name.clone(), Vec::new(), 0, 0));
        entry.2 += 1;
        entry.3 += count(home.household.running_on(day.date).count());
    }
    for covered in &day.covered {
        let Some(home) = day.home(covered.check.id.household) else { continue };
        let name = &home.door.community;
        if let Some(entry) = communities.get_mut(&(name.street.clone(), name.name.clone())) {
            entry.1.push(covered);
        }
    }
    let coverage = |(community, covered, households, people): (CommunityName, Vec<&Covered>, u32, u32)| CommunityCoverage {
        community,
        households,
        people,
        coverage: day.counts(covered.iter().copied()),
    };
    communities.into_values().map(coverage).collect()
}
