//! Ending and extending quarantines, of one resident or of many at once. Phones follow at their next contact.

mod decide;

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use daylog_domain::{
    change::{Field, Subject},
    check::checks_on,
    household::{Household, Quarantine, Resident},
    settings::Settings,
    time::Zone,
};
use daylog_storage::{StorageError, changes::NewChange, district, households, id, profile as tables};

pub use decide::end_text;

use crate::{
    acts::{ActRefused, Acting, FieldRefusal},
    types::{Effect, EndQuarantine, ExtendQuarantine},
};

/// Residents of one request at most.
const MOST: usize = 5_000;

/// Ends the quarantine of these residents, from now or from a time to come.
pub fn end(act: &mut Acting<'_>, query: &EndQuarantine) -> Result<(), ActRefused> {
    let settings = district::read(act.db)?.settings;
    let end = decide::end(query, settings.zone, act.now)?;
    let today = settings.zone.date_of(act.now);
    change(act, &query.residents, query.manner.seen, &settings, |quarantine| decide::ended(quarantine, end, today))
}

/// Gives the quarantine of these residents another last day.
pub fn extend(act: &mut Acting<'_>, query: &ExtendQuarantine) -> Result<(), ActRefused> {
    let settings = district::read(act.db)?.settings;
    let (last_day, today) = (decide::last_day(query)?, settings.zone.date_of(act.now));
    change(act, &query.residents, query.manner.seen, &settings, |quarantine| decide::extended(quarantine, last_day, today))?;
    act.effect(Effect::LastDay { date: last_day });
    Ok(())
}

/// What came of the households that an act looked at.
#[derive(Default)]
pub(crate) struct Touched {
    /// Before and behind it, by their numbers.
    pub households: BTreeMap<u32, (Household, Household)>,
    /// Whose quarantine changed.
    pub people: u32,
}

/// Makes a quarantine what it was before this change, one of each person at most.
pub(crate) fn put_back(act: &mut Acting<'_>, touched: &mut Touched, change: &NewChange, settings: &Settings) -> Result<(), ActRefused> {
    let household = id(change.household.ok_or(ActRefused::NotFound)?)?;
    let (_, behind) = touched.households.get_mut(&household).ok_or(ActRefused::NotFound)?;
    let known = behind.residents.iter_mut().find(|known| i64::from(known.id.0) == change.id).ok_or(ActRefused::NotFound)?;
    let quarantine = decide::former(known.quarantine, change, settings.zone, settings.zone.date_of(act.now))?;
    write(act, household, known, quarantine, settings.zone)?;
    known.quarantine = quarantine;
    touched.people = touched.people.saturating_add(1);
    Ok(())
}

fn change(
    act: &mut Acting<'_>,
    residents: &[u32],
    seen: Option<i64>,
    settings: &Settings,
    changed: impl Fn(Quarantine) -> Result<Option<Quarantine>, ActRefused>,
) -> Result<(), ActRefused> {
    if residents.is_empty() || residents.len() > MOST {
        return Err(ActRefused::field("residents", if residents.is_empty() { FieldRefusal::Empty } else { FieldRefusal::TooLong }));
    }
    let mut touched = Touched::default();
    for resident in residents.iter().copied().collect::<BTreeSet<_>>() {
        let household = tables::household_of(act.db, resident)?.ok_or(ActRefused::NotFound)?;
        let (_, behind) = match touched.households.entry(household) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                let stored = act.household(household)?.household;
                unknown.insert((stored.clone(), stored))
            }
        };
        act.not_changed_since(household, (Subject::Resident, i64::from(resident)), seen)?;
        let Some(known) = behind.residents.iter_mut().find(|known| known.id.0 == resident) else { return Err(ActRefused::NotFound) };
        if let Some(quarantine) = changed(known.quarantine)? {
            write(act, household, known, quarantine, settings.zone)?;
            known.quarantine = quarantine;
            touched.people += 1;
        }
    }
    tell(act, &touched, settings)
}

fn write(act: &mut Acting<'_>, household: u32, known: &Resident, quarantine: Quarantine, zone: Zone) -> Result<(), StorageError> {
    let id = i64::from(known.id.0);
    let record =
        |field, before, after| NewChange { subject: Subject::Resident, id, household: Some(i64::from(household)), field, before, after };
    let before = known.quarantine;
    if before.last_day != quarantine.last_day {
        tables::set_last_day(act.db, id, quarantine.last_day)?;
        act.record(record(Field::LastDay, Some(before.last_day.to_string()), Some(quarantine.last_day.to_string())));
    }
    if before.ended != quarantine.ended {
        tables::set_end(act.db, id, quarantine.ended)?;
        let text = |quarantine: Quarantine| quarantine.ended.map(|end| end_text(end, zone));
        act.record(record(Field::Ended, text(before), text(quarantine)));
    }
    Ok(())
}

/// Phones and pages hear of the households, and the effects are said: how many, and what of today and tomorrow is owed no more.
pub(crate) fn tell(act: &mut Acting<'_>, touched: &Touched, settings: &Settings) -> Result<(), ActRefused> {
    if touched.people == 0 {
        act.effect(Effect::NothingChanges);
        return Ok(());
    }
    let today = settings.zone.date_of(act.now);
    let (mut less, mut more, mut households_changed, mut cadres) = (0, 0, 0, BTreeSet::new());
    for (household, (before, behind)) in touched.households.iter().filter(|(_, (before, behind))| before != behind) {
        act.tell(i64::from(*household))?;
        households_changed += 1;
        let active = households::assignments(act.db, *household)?.into_iter().filter(|each| each.term().is_active_at(act.now));
        cadres.extend(active.map(|each| each.cadre));
        for date in [Some(today), today.succ_opt()].into_iter().flatten() {
            let count = |household| checks_on(household, settings, date).into_iter().filter(|check| check.due_at >= act.now).count();
            less += count(before).saturating_sub(count(behind));
            more += count(behind).saturating_sub(count(before));
        }
    }
    act.effect(Effect::QuarantineChanges { households: households_changed, people: touched.people });
    if less > 0 {
        act.effect(Effect::ChecksStop { checks: small(less) });
    }
    if more > 0 {
        act.effect(Effect::ChecksBegin { checks: small(more) });
    }
    act.effect(Effect::PhonesFollow { cadres: small(cadres.len()) });
    Ok(())
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
