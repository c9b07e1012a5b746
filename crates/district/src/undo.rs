//! Taking an act back: what it changed of households and residents says again what it said before, where nobody changed it since.
//! That is an act of its own, with its history.

use std::collections::BTreeSet;

use daylog_domain::change::{Field, Source, Subject};
use daylog_storage::{
    changes::{self, NewChange, StoredChange},
    district, id, profile as tables,
};

use crate::{
    acts::{ActRefused, Acting, FieldRefusal},
    handover,
    quarantine::{self, Touched},
    types::Effect,
    views,
};

/// Takes an act back as a whole, or is refused with what was changed since. What a file or a command did is put back by another.
pub fn undo(act: &mut Acting<'_>, number: i64) -> Result<(), ActRefused> {
    let stored = changes::of_act(act.db, number)?;
    if stored.is_empty() || stored.iter().any(|stored| stored.by.source != Source::Screen) {
        return Err(ActRefused::NotFound);
    }
    if stored.iter().any(|stored| stored.change.field == Field::Assignments) {
        return handover::take_back(act, number);
    }
    let mut touched = Touched::default();
    for household in households(&stored)? {
        let known = act.household(household)?.household;
        touched.households.insert(household, (known.clone(), known));
        not_changed_since(act, i64::from(household), number, &stored)?;
    }
    if stored.iter().any(|StoredChange { change, .. }| is_forgotten(change)) {
        return Err(ActRefused::field("act", FieldRefusal::Forgotten));
    }
    act.effect(Effect::PutBack { fields: u32::try_from(stored.len()).unwrap_or(u32::MAX) });
    let settings = district::read(act.db)?.settings;
    for StoredChange { change, .. } in stored.iter().rev() {
        match change.field {
            Field::LastDay | Field::Ended => quarantine::put_back(act, &mut touched, change, &settings)?,
            _ => put_back(act, change)?,
        }
    }
    if touched.people > 0 {
        return quarantine::tell(act, &touched, &settings);
    }
    touched.households.keys().try_for_each(|household| act.tell(i64::from(*household)))?;
    Ok(())
}

fn households(stored: &[StoredChange]) -> Result<BTreeSet<u32>, ActRefused> {
    stored.iter().map(|stored| Ok(id(stored.change.household.ok_or(ActRefused::NotFound)?)?)).collect()
}

/// Its texts went with the content about the household: nothing that was changed has neither.
fn is_forgotten(change: &NewChange) -> bool {
    change.before.is_none() && change.after.is_none()
}

fn not_changed_since(act: &Acting<'_>, household: i64, number: i64, stored: &[StoredChange]) -> Result<(), ActRefused> {
    let last = stored.iter().map(|stored| stored.id).max().unwrap_or(number);
    let mut newer = changes::since(act.db, household, last)?;
    let same = |change: &NewChange, other: &NewChange| (change.subject, change.id, change.field) == (other.subject, other.id, other.field);
    newer.retain(|newer| stored.iter().any(|stored| same(&stored.change, &newer.change)));
    if newer.is_empty() { Ok(()) } else { Err(ActRefused::ChangedSince(views::changes(act.db, newer)?)) }
}

fn put_back(act: &mut Acting<'_>, change: &NewChange) -> Result<(), ActRefused> {
    let NewChange { subject, id, household, field, before, after } = change.clone();
    // What only a roster changes is put back by a roster.
    if subject == Subject::Cadre || matches!(field, Field::Community | Field::FirstDay) {
        return Err(ActRefused::NotFound);
    }
    if !tables::set(act.db, (subject, id), field, household.unwrap_or_default(), before.as_deref())? {
        return Err(ActRefused::field("name", FieldRefusal::NameTaken));
    }
    act.record(NewChange { subject, id, household, field, before: after, after: before });
    Ok(())
}
