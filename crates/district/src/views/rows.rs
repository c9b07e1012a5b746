//! Entries as lines for people, with the times that an inspector looks at.

use daylog_domain::{
    clocks::Bounds,
    entries::{Change, ChangeKind, Entry, Kind, changes},
    ids::EntryId,
    settings::Settings,
    time::{Date, Instant},
};
use daylog_storage::{Read, StorageError, district, entries, households};

use super::{
    people::People,
    resolved::{self, ResolvedEntry},
    text::date_and_time,
};
use crate::types::{EntryChange, EntryChangeKind, EntryRow};

pub(super) fn row(
    db: &Read<'_>,
    settings: &Settings,
    people: &People,
    read: &ResolvedEntry,
    resident_name: Option<String>,
) -> Result<EntryRow, StorageError> {
    let zone = settings.zone;
    let effective = &read.effective;
    let at = effective.at.instant;
    Ok(EntryRow {
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
        bounds: bounds(db, read.id, &read.entry, read.received)?,
        received_at: read.received,
        received_text: date_and_time(zone, read.received),
        late: read.entry.late,
        is_late: read.is_late(settings),
        ahead: effective.ahead,
        is_uncertain: effective.is_uncertain(&read.entry),
        corrected: effective.corrected,
        withdrawn: effective.withdrawn,
        history: if read.amendments.is_empty() { Vec::new() } else { history(settings, read) },
    })
}

/// Between which instants an entry can be proven to have been saved; the one before it in its log bounds it from below, unless
/// it moved there behind what was saved after it.
pub fn bounds_of(db: &Read<'_>, id: EntryId) -> Result<Option<Bounds>, StorageError> {
    let Some(row) = entries::by_id(db, id)? else { return Ok(None) };
    let Ok(entry) = daylog_wire::entry_from_bytes(&row.bytes) else { return Ok(None) };
    bounds(db, id, &entry, row.received).map(Some)
}

fn bounds(db: &Read<'_>, id: EntryId, entry: &Entry, received: Instant) -> Result<Bounds, StorageError> {
    let before = EntryId { sequence: id.sequence.saturating_sub(1), ..id };
    let before = if entry.origin.is_some() { None } else { entries::by_id(db, before)? };
    let before = before.and_then(|row| daylog_wire::entry_from_bytes(&row.bytes).ok());
    let earliest = before.and_then(|before| before.clocks.bounds(None, None).earliest);
    Ok(entry.clocks.bounds(earliest, Some(received)))
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
    let mut rows = Vec::with_capacity(resolved.len());
    for read in &resolved {
        let stored = read.entry.household().map(|household| households::by_id(db, household.0)).transpose()?.flatten();
        let household = stored.map(|stored| stored.household);
        let resident =
            household.iter().flat_map(|household| &household.residents).find(|resident| Some(resident.id) == read.entry.resident());
        let name = resident.map(|resident| resident.name.clone());
        let address = household.as_ref().map(|household| format!("{} {}", household.community, household.address)).unwrap_or_default();
        rows.push((row(db, &settings, &people, read, name)?, address));
    }
    Ok(rows)
}
