//! Correcting what the district knows of a household and its residents, one field or several at a time, with its history.

mod decide;

use daylog_domain::{
    change::Subject,
    household::{Household, Resident},
    ids::ResidentId,
};
use daylog_storage::{StorageError, changes::NewChange, households, profile as tables};

use crate::{
    acts::{ActRefused, Acting, FieldRefusal},
    types::{CorrectHousehold, CorrectResident, Effect},
};
use decide::Correction;

/// Corrects a household's own fields.
pub fn correct_household(act: &mut Acting<'_>, household: u32, asked: &CorrectHousehold) -> Result<(), ActRefused> {
    let stored = act.household(household)?.household;
    act.not_changed_since(household, (Subject::Household, i64::from(household)), asked.manner.seen)?;
    let corrections = decide::household(&stored, asked)?;
    carry_out(act, &stored, (Subject::Household, household), corrections)
}

/// Corrects a resident's fields. A name that somebody else of the household has is refused.
pub fn correct_resident(act: &mut Acting<'_>, resident: u32, asked: &CorrectResident) -> Result<(), ActRefused> {
    let (household, stored) = resident_of(act, resident)?;
    act.not_changed_since(household.id.0, (Subject::Resident, i64::from(resident)), asked.manner.seen)?;
    let corrections = decide::resident(&household, &stored, asked)?;
    carry_out(act, &household, (Subject::Resident, resident), corrections)
}

fn resident_of(act: &Acting<'_>, resident: u32) -> Result<(Household, Resident), ActRefused> {
    let household = tables::household_of(act.db, resident)?.ok_or(ActRefused::NotFound)?;
    let household = act.household(household)?.household;
    let found = household.residents.iter().find(|known| known.id == ResidentId(resident)).cloned();
    Ok((household, found.ok_or(ActRefused::NotFound)?))
}

fn carry_out(
    act: &mut Acting<'_>,
    household: &Household,
    (subject, id): (Subject, u32),
    corrections: Vec<Correction>,
) -> Result<(), ActRefused> {
    if corrections.is_empty() {
        act.effect(Effect::NothingChanges);
        return Ok(());
    }
    let household = i64::from(household.id.0);
    act.effect(Effect::FieldsChange { fields: u32::try_from(corrections.len()).unwrap_or(u32::MAX) });
    for Correction { field, before, after } in corrections {
        if !tables::set(act.db, (subject, i64::from(id)), field, household, after.as_deref())? {
            return Err(ActRefused::field("name", FieldRefusal::NameTaken));
        }
        act.record(NewChange { subject, id: i64::from(id), household: Some(household), field, before, after });
    }
    act.tell(household)?;
    act.effect(Effect::PhonesFollow { cadres: cadres(act, household)? });
    act.effect(Effect::RosterKeeps);
    Ok(())
}

/// How many cadres look after a household now.
fn cadres(act: &Acting<'_>, household: i64) -> Result<u32, StorageError> {
    let assignments = households::assignments(act.db, daylog_storage::id(household)?)?;
    let mut cadres: Vec<_> = assignments.iter().filter(|each| each.term().is_active_at(act.now)).map(|each| each.cadre).collect();
    cadres.sort_unstable();
    cadres.dedup();
    Ok(u32::try_from(cadres.len()).unwrap_or(u32::MAX))
}
