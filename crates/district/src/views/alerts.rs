//! The overview's lists: fevers, seals, silent devices, copied profiles, quarantines that end.

use std::{cmp::Reverse, collections::BTreeMap};

use daylog_domain::{
    assignment::{Assignment, Role, looking_after},
    entries::seal::SealState,
    ids::CadreId,
};
use daylog_storage::{Read, StorageError, forks, id};

use super::{
    day::{Day, Shown},
    text::time_or_date,
};
use crate::{
    register::Home,
    resolved::ResolvedEntry,
    types::{Contactable, EndingRow, FeverRow, ForkRow, SealRow, SilentRow},
};

/// How long a copied profile is asked about.
const FORKS_FOR_MINUTES: i64 = 14 * 24 * 60;
const FORKS_READ: u32 = 500;
/// A device is called silent after this many minutes.
const SILENT_AFTER_MINUTES: i64 = 60;

/// An entry of a household.
pub(super) type OfHome<'d> = (&'d Home, &'d ResolvedEntry);

fn newest_first(found: &mut [OfHome<'_>]) {
    found.sort_by_key(|(_, read)| Reverse((read.effective.at.instant, read.id)));
}

/// Newest first.
pub(super) fn fevers(day: &Day) -> Vec<OfHome<'_>> {
    let mut found = Vec::new();
    for shown in &day.homes {
        let alarms = day.of_date(shown).filter_map(|fact| fact.alarm());
        found.extend(alarms.filter(|read| read.effective.content.reading().is_some()).map(|read| (shown.home(), read)));
    }
    newest_first(&mut found);
    found
}

pub(super) fn fever(day: &Day, home: &Home, read: &ResolvedEntry) -> Option<FeverRow> {
    let resident = home.household.residents.iter().find(|resident| Some(resident.id) == read.entry.resident());
    Some(FeverRow {
        head: day.head(home, read),
        phone: resident.and_then(|resident| resident.phone.clone()),
        celsius: read.effective.content.reading()?,
        received_at: read.received,
        cadre: day.people.name(read.cadre),
    })
}

/// Newest first.
pub(super) fn seals<'d>(day: &'d Day) -> Vec<OfHome<'d>> {
    let is_broken = |read: &&ResolvedEntry| {
        read.effective.content.seal().is_some_and(|seal| matches!(seal.state, SealState::Broken | SealState::Missing))
    };
    let broken = |shown: &'d Shown| Some((shown.home(), shown.day.seal.as_deref().filter(is_broken)?));
    let mut found: Vec<OfHome<'d>> = day.homes.iter().filter_map(broken).collect();
    newest_first(&mut found);
    found
}

pub(super) fn seal(day: &Day, home: &Home, read: &ResolvedEntry) -> Option<SealRow> {
    let seal = read.effective.content.seal()?;
    Some(SealRow {
        head: day.head(home, read),
        state: seal.state,
        note: read.effective.note.clone().or_else(|| seal.reason.clone()),
        cadre: day.people.name(read.cadre),
    })
}

pub(super) fn silent(day: &Day) -> Vec<SilentRow> {
    let mut rows = Vec::new();
    for (cadre, (role, households)) in responsible(day) {
        let contactable = day.people.contactable(cadre, role);
        let devices = day.people.devices(cadre);
        if devices.is_empty() {
            rows.push(SilentRow { cadre: contactable, device: None, last_seen: None, last_seen_text: None, pending: 0, households });
            continue;
        }
        let since = day.now.plus_minutes(-SILENT_AFTER_MINUTES);
        for device in devices.iter().filter(|device| device.last_seen.is_none_or(|seen| seen < since)) {
            rows.push(SilentRow {
                cadre: contactable.clone(),
                device: u32::try_from(device.id).ok(),
                last_seen: device.last_seen,
                last_seen_text: device.last_seen.map(|at| time_or_date(day.settings.zone, at, day.today)),
                pending: device.pending,
                households,
            });
        }
    }
    rows.sort_by_key(|row| (row.device.is_none(), row.last_seen, row.cadre.cadre));
    rows
}

/// Copied or restored profiles of those who owe checks on this day: one row for each device.
pub(super) fn forks(db: &Read<'_>, day: &Day) -> Result<Vec<ForkRow>, StorageError> {
    let responsible = responsible(day);
    let since = day.now.plus_minutes(-FORKS_FOR_MINUTES);
    let mut rows: Vec<ForkRow> = Vec::new();
    for fork in forks::all(db, FORKS_READ)?.into_iter().filter(|fork| fork.found_at >= since) {
        let (cadre, device) = (CadreId(id(fork.cadre)?), id(fork.device)?);
        let Some((role, households)) = responsible.get(&cadre) else { continue };
        if rows.iter().all(|row| row.device != device) {
            rows.push(ForkRow {
                cadre: day.people.contactable(cadre, *role),
                device,
                found_at: fork.found_at,
                found_text: time_or_date(day.settings.zone, fork.found_at, day.today),
                households: *households,
            });
        }
    }
    Ok(rows)
}

/// Everybody who owes checks on this day, in which role and for how many households.
fn responsible(day: &Day) -> BTreeMap<CadreId, (Role, u32)> {
    let (start, end) = day.settings.zone.day(day.date);
    let owes = |role: Role| day.settings.plan.iter().any(|item| item.owed_by.contains(&role));
    let mut found: BTreeMap<CadreId, (Role, u32)> = BTreeMap::new();
    for shown in &day.homes {
        let owed = |assignment: &&Assignment| assignment.term().is_active_within(start, end) && owes(assignment.role);
        for assignment in shown.home().assignments.iter().filter(owed) {
            found.entry(assignment.cadre).or_insert((assignment.role, 0)).1 += 1;
        }
    }
    found
}

/// Where somebody's last day is this day.
pub(super) fn ending(day: &Day) -> Vec<&Home> {
    let ends = |home: &&Home| home.household.residents.iter().any(|resident| resident.quarantine.last() == day.date);
    day.homes.iter().map(Shown::home).filter(ends).collect()
}

pub(super) fn ending_row(day: &Day, home: &Home) -> Option<EndingRow> {
    let leaving: Vec<_> = home.household.residents.iter().filter(|resident| resident.quarantine.last() == day.date).collect();
    let days = leaving.iter().map(|resident| resident.quarantine.length()).max()?;
    let names = leaving.iter().map(|resident| resident.name.clone()).collect();
    let cadres = contactables(day, home).into_iter().map(|cadre| cadre.name).collect();
    Some(EndingRow { door: home.door.clone(), names, days, cadres })
}

/// Who looks after the household on this day or later, the responsible ones first.
pub(super) fn contactables(day: &Day, home: &Home) -> Vec<Contactable> {
    let (start, _) = day.settings.zone.day(day.date);
    let end = day.now.max(day.settings.zone.day(day.date).1);
    let found = looking_after(&home.assignments, start, end).into_iter();
    found.map(|assignment| day.people.contactable(assignment.cadre, assignment.role)).collect()
}
