//! Entries as lines for people, with the times that an inspector looks at.

use std::collections::HashMap;

use daylog_domain::{
    clocks::Bounds,
    entries::{Change, ChangeKind, Entry, Kind, changes},
    ids::EntryId,
    settings::Settings,
    time::{Date, Instant},
};
use daylog_storage::{Read, StorageError, district, entries, entry_sets, register};

use super::{people::People, text::date_and_time};
use crate::{
    register::Home,
    resolved::{self, ResolvedEntry},
    types::{EntryChange, EntryChangeKind, EntryRow},
};

/// The entries before some in their logs.
pub(super) struct Befores(HashMap<EntryId, Entry>);

impl Befores {
    pub(super) fn read<'r>(db: &Read<'_>, reads: impl Iterator<Item = &'r ResolvedEntry>) -> Result<Self, StorageError> {
        let asked: Vec<EntryId> = reads.filter_map(|read| bounding(read.id, &read.entry)).collect();
        let rows = entry_sets::named(db, &asked)?.into_iter();
        Ok(Befores(rows.filter_map(|row| Some((row.id, daylog_wire::entry_from_bytes(&row.bytes).ok()?))).collect()))
    }
}

/// The entry before it in its log, which bounds when it was saved from below, unless it moved there behind what was saved after it.
fn bounding(id: EntryId, entry: &Entry) -> Option<EntryId> {
    let sequence = id.sequence.checked_sub(1).filter(|_| entry.origin.is_none())?;
    Some(EntryId { sequence, ..id })
}

pub(super) fn row(
    befores: &Befores,
    settings: &Settings,
    people: &People,
    read: &ResolvedEntry,
    resident_name: Option<String>,
) -> EntryRow {
    let zone = settings.zone;
    let effective = &read.effective;
    let at = effective.at.instant;
    EntryRow {
        entry: read.id,
        household: read.entry.household(),
        resident: read.entry.resident(),
        place: read.entry.place(),
        resident_name,
        kind: effective.content.name().to_owned(),
        outcome: effective.content.outcome(),
        alarm: effective.alarm(settings.fever_from),
        summary: effective.content.summary(),
        content: effective.content.clone(),
        note: effective.note.clone(),
        cadre: people.name(read.cadre),
        at,
        date: zone.date_of(at),
        minute: zone.minute_of(at),
        recorded_text: date_and_time(zone, read.entry.clocks.saved_at()),
        bounds: bounds(befores, read.id, &read.entry, read.received),
        received_at: read.received,
        received_text: date_and_time(zone, read.received),
        late: read.entry.late,
        is_late: read.is_late(settings),
        ahead: effective.ahead,
        is_uncertain: effective.is_uncertain(&read.entry),
        corrected: effective.corrected,
        withdrawn: effective.withdrawn,
        history: if read.amendments.is_empty() { Vec::new() } else { history(settings, read) },
    }
}

/// Between which instants an entry can be proven to have been saved.
pub fn bounds_of(db: &Read<'_>, id: EntryId) -> Result<Option<Bounds>, StorageError> {
    let Some(row) = entries::by_id(db, id)? else { return Ok(None) };
    let Ok(entry) = daylog_wire::entry_from_bytes(&row.bytes) else { return Ok(None) };
    let before = bounding(id, &entry).map(|before| entries::by_id(db, before)).transpose()?.flatten();
    let before = before.and_then(|row| Some((row.id, daylog_wire::entry_from_bytes(&row.bytes).ok()?)));
    Ok(Some(bounds(&Befores(before.into_iter().collect()), id, &entry, row.received)))
}

fn bounds(befores: &Befores, id: EntryId, entry: &Entry, received: Instant) -> Bounds {
    let before = bounding(id, entry).and_then(|before| befores.0.get(&before));
    let earliest = before.and_then(|before| before.clocks.bounds(None, None).earliest);
    entry.clocks.bounds(earliest, Some(received))
}

fn history(settings: &Settings, read: &ResolvedEntry) -> Vec<EntryChange> {
    let zone = settings.zone;
    let amendments: Vec<_> = read.amendments.iter().map(|(_, id, entry)| (*id, entry)).collect();
    let received = std::iter::once(read.received).chain(read.amendments.iter().map(|(received, ..)| *received));
    let shown = |(change, received): (Change<'_>, Instant)| EntryChange {
        entry: change.id,
        change: match change.kind {
            ChangeKind::Saved => EntryChangeKind::Saved,
            ChangeKind::Corrected => EntryChangeKind::Corrected,
            ChangeKind::Withdrawn => EntryChangeKind::Withdrawn,
        },
        recorded_text: date_and_time(zone, change.entry.clocks.saved_at()),
        received_text: date_and_time(zone, received),
        summary: change.summary,
        claimed_text: date_and_time(zone, change.claimed),
        note: change.note.map(str::to_owned),
        reason: change.reason.map(str::to_owned),
    };
    changes(read.id, &read.entry, &read.effective, &amendments).into_iter().zip(received).map(shown).collect()
}

/// The entries that claim a time on `date`, of one cadre where one is given, by claimed time, with the address of each
/// household.
pub fn diary(db: &Read<'_>, date: Date, cadre: Option<i64>) -> Result<Vec<(EntryRow, String)>, StorageError> {
    let settings = district::read(db)?.settings;
    let people = People::load(db, settings.zone, date)?;
    let (from, until) = settings.zone.day(date);
    let mut resolved = resolved::between(db, from, until)?;
    resolved.retain(|read| settings.zone.date_of(read.effective.at.instant) == date);
    resolved.retain(|read| cadre.is_none_or(|cadre| i64::from(read.cadre.0) == cadre));
    resolved.sort_by_key(|read| (read.effective.at.instant, read.feed));
    let befores = Befores::read(db, resolved.iter())?;
    let homes: HashMap<_, _> =
        register::households(db)?.into_iter().map(|stored| (stored.household.id, Home::new(stored, Vec::new()))).collect();
    let line = |read: &ResolvedEntry| {
        let home = read.entry.household().and_then(|household| homes.get(&household));
        let name = home.zip(read.entry.resident()).and_then(|(home, resident)| home.name_of(resident));
        let address = home.map(|home| format!("{} {}", home.household.community, home.household.address)).unwrap_or_default();
        (row(&befores, &settings, &people, read, name), address)
    };
    Ok(resolved.iter().map(line).collect())
}
