//! The overview's lists: fevers, seals, overdue checks, silent devices, copied profiles, quarantines that end.

use std::collections::BTreeMap;

use daylog_domain::{
    assignment::{Assignment, Role, looking_after},
    coverage::{CheckState, Covered},
    entries::{Kind, seal::SealState},
    ids::CadreId,
};
use daylog_storage::{Read, StorageError, forks, id};

use super::{
    day::{Day, Home, responsible_of},
    resolved::{self, ResolvedEntry},
    text::time_or_date,
};
use crate::types::{Contactable, EndingRow, FeverRow, ForkRow, OverdueRow, SealRow, SilentRow};

/// How long a copied profile is asked about.
const FORKS_FOR_MINUTES: i64 = 14 * 24 * 60;
const FORKS_READ: u32 = 500;
/// A device is called silent after this many minutes.
const SILENT_AFTER_MINUTES: i64 = 60;

pub(super) fn fevers(day: &Day) -> Vec<FeverRow> {
    let mut rows: Vec<FeverRow> = day.of_date().filter_map(|read| fever(day, read)).collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.head.at, row.head.entry)));
    rows
}

fn fever(day: &Day, read: &ResolvedEntry) -> Option<FeverRow> {
    let celsius = read.effective.content.reading()?;
    read.effective.content.alarm(day.settings.fever_from)?;
    let home = day.home_of(&read.entry)?;
    let resident = home.household.residents.iter().find(|resident| Some(resident.id) == read.entry.resident());
    Some(FeverRow {
        head: day.head(home, read),
        phone: resident.and_then(|resident| resident.phone.clone()),
        celsius,
        received_at: read.received,
        cadre: day.people.name(read.cadre),
    })
}

pub(super) fn seals(db: &Read<'_>, day: &Day) -> Result<Vec<SealRow>, StorageError> {
    let until = day.settings.zone.day(day.date).1;
    let mut rows = Vec::new();
    for home in &day.homes {
        let Some(read) = resolved::last_seal(db, home.household.id.0, until)? else { continue };
        let Some(seal) = read.effective.content.seal() else { continue };
        if !matches!(seal.state, SealState::Broken | SealState::Missing) {
            continue;
        }
        rows.push(SealRow {
            head: day.head(home, &read),
            state: seal.state,
            note: read.effective.note.clone().or_else(|| seal.reason.clone()),
            cadre: day.people.name(read.cadre),
        });
    }
    rows.sort_by_key(|row| std::cmp::Reverse((row.head.at, row.head.entry)));
    Ok(rows)
}

pub(super) fn overdue(day: &Day) -> Vec<OverdueRow> {
    let responsible = responsible_of(&day.settings, &day.homes);
    let asks =
        |covered: &&Covered| matches!(covered.state, CheckState::Overdue | CheckState::Missed | CheckState::Unknown | CheckState::Tried);
    let mut rows: Vec<_> = day
        .covered
        .iter()
        .filter(asks)
        .filter_map(|covered| {
            let home = day.home(covered.check.id.target.household()?)?;
            let owed_by =
                responsible.of(&covered.check).map(|assignment| day.people.contactable(assignment.cadre, assignment.role)).collect();
            Some((covered.check.due_at, row(day, covered, home, owed_by)))
        })
        .collect();
    rows.sort_by_key(|(due_at, row)| (*due_at, row.check));
    rows.into_iter().map(|(_, row)| row).collect()
}

fn row(day: &Day, covered: &Covered, home: &Home, owed_by: Vec<Contactable>) -> OverdueRow {
    let check = covered.check;
    OverdueRow {
        check: check.id,
        kind: check.kind,
        state: covered.state,
        date: check.id.date,
        due: day.settings.zone.minute_of(check.due_at),
        minutes_overdue: u32::try_from(day.now.millis_since(check.due_at) / 60_000).unwrap_or(0),
        door: home.door.clone(),
        resident: check.id.target.resident(),
        resident_name: check.id.target.resident().and_then(|resident| home.name_of(resident)),
        people: check.id.people(Some(&home.household)).collect(),
        owed_by,
    }
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
    for home in &day.homes {
        let owed = |assignment: &&Assignment| assignment.term().is_active_within(start, end) && owes(assignment.role);
        for assignment in home.assignments.iter().filter(owed) {
            found.entry(assignment.cadre).or_insert((assignment.role, 0)).1 += 1;
        }
    }
    found
}

pub(super) fn ending(day: &Day) -> Vec<EndingRow> {
    let row = |home: &Home| {
        let leaving: Vec<_> = home.household.residents.iter().filter(|resident| resident.quarantine.last_day == day.date).collect();
        let days = leaving.iter().map(|resident| resident.quarantine.length()).max()?;
        let names = leaving.iter().map(|resident| resident.name.clone()).collect();
        Some(EndingRow { door: home.door.clone(), names, days, cadres: contactables(day, home) })
    };
    day.homes.iter().filter_map(row).collect()
}

/// Who looks after the household on this day or later, the responsible ones first.
pub(super) fn contactables(day: &Day, home: &Home) -> Vec<Contactable> {
    let (start, _) = day.settings.zone.day(day.date);
    let end = day.now.max(day.settings.zone.day(day.date).1);
    let found = looking_after(&home.assignments, start, end).into_iter();
    found.map(|assignment| day.people.contactable(assignment.cadre, assignment.role)).collect()
}
