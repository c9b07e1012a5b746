//! Taking an act back: what it changed of households and residents says again what it said before, where nobody changed it since.
//! That is an act of its own, with its history.

use std::collections::BTreeSet;

use daylog_domain::{
    change::{Field, Subject},
    time::Zone,
};
use daylog_storage::{
    changes::{self, NewChange, StoredChange},
    district, profile as tables,
};

use crate::{
    acts::{ActRefused, Acting, FieldRefusal},
    handover, quarantine,
    types::Effect,
    views,
};

/// Takes an act back as a whole, or is refused with what was changed since.
pub fn undo(act: &mut Acting<'_>, number: i64) -> Result<(), ActRefused> {
    let stored = changes::of_act(act.db, number)?;
    if stored.iter().any(|stored| stored.change.field == Field::Assignments) {
        return handover::take_back(act, number);
    }
    let households: BTreeSet<i64> = stored.iter().filter_map(|stored| stored.change.household).collect();
    if stored.is_empty() || stored.iter().any(|stored| stored.change.household.is_none()) {
        return Err(ActRefused::NotFound);
    }
    for household in &households {
        act.household(daylog_storage::id(*household)?)?;
        not_changed_since(act, *household, number, &stored)?;
    }
    let zone = district::read(act.db)?.settings.zone;
    for StoredChange { change, .. } in stored.iter().rev() {
        put_back(act, change, zone)?;
    }
    for household in households {
        act.tell(household)?;
    }
    act.effect(Effect::PutBack { fields: u32::try_from(stored.len()).unwrap_or(u32::MAX) });
    Ok(())
}

fn not_changed_since(act: &Acting<'_>, household: i64, number: i64, stored: &[StoredChange]) -> Result<(), ActRefused> {
    let last = stored.iter().map(|stored| stored.id).max().unwrap_or(number);
    let mut newer = changes::since(act.db, household, last)?;
    let same = |change: &NewChange, other: &NewChange| (change.subject, change.id, change.field) == (other.subject, other.id, other.field);
    newer.retain(|newer| stored.iter().any(|stored| same(&stored.change, &newer.change)));
    if newer.is_empty() { Ok(()) } else { Err(ActRefused::ChangedSince(views::changes(act.db, newer)?)) }
}

fn put_back(act: &mut Acting<'_>, change: &NewChange, zone: Zone) -> Result<(), ActRefused> {
    let NewChange { subject, id, household, field, before, after } = change.clone();
    let (of, home) = ((subject, id), household.unwrap_or_default());
    match (subject, field, before.as_deref()) {
        (Subject::Resident, Field::LastDay, Some(day)) => {
            let day = day.parse().map_err(|_| ActRefused::field("act", FieldRefusal::NotATime))?;
            tables::set_last_day(act.db, id, day)?;
        }
        (Subject::Resident, Field::Ended, text) => tables::set_end(act.db, id, text.and_then(|text| quarantine::read_end(text, zone)))?,
        // What only a roster changes is put back by a roster.
        (_, Field::Community | Field::FirstDay | Field::LastDay | Field::Ended, _) => return Err(ActRefused::NotFound),
        (Subject::Household | Subject::Resident, _, text) => {
            if !tables::set(act.db, of, field, home, text)? {
                return Err(ActRefused::field("name", FieldRefusal::NameTaken));
            }
        }
        (Subject::Cadre, ..) => return Err(ActRefused::NotFound),
    }
    act.record(NewChange { subject, id, household, field, before: after, after: before });
    Ok(())
}
