//! Handing households over: for good, or as a cover that ends by itself. Decided for all of them, then carried out in the
//! transaction of the act, with its history; phones and pages follow by the feed.

mod decide;

use std::collections::BTreeMap;

use daylog_domain::{
    assignment::Term,
    change::Field,
    handover::{BadTerm, Step, Timeline, steps},
    ids::{CadreId, HouseholdId},
    places::Place,
    text::clean_line,
    time::{Instant, Zone},
};
use daylog_storage::{StorageError, assignments, changes, district, households, id, roster};

use self::decide::{Decision, HandoverQuery, Home, Known, MOST, OfHome, Refused, decide};
use crate::{
    acts::{ActRefused, Acting, FieldRefusal},
    assignment_history::{self, Written},
    types::{Effect, HandOver},
    views,
};

const NOTE_CHARS: usize = 400;

/// Gives households to another cadre.
pub fn hand_over(act: &mut Acting<'_>, form: &HandOver) -> Result<(), ActRefused> {
    let note = note(form.note.as_deref())?;
    let households: Vec<HouseholdId> = form.households.iter().copied().map(HouseholdId).collect();
    if households.len() > MOST {
        return Err(ActRefused::field("households", FieldRefusal::HowMany));
    }
    let known = known(act, &households)?;
    not_changed_since(act, &households, form.manner.seen)?;
    let asked = HandoverQuery {
        households,
        to: CadreId(form.to),
        of: form.of.map(CadreId),
        role: form.role,
        term: term(form, known.settings.zone, act.now)?,
    };
    match decide(&known, &asked) {
        Ok(decision) => carry_out(act, &known, &asked, &decision, note.as_deref()),
        Err(Refused::NothingChanges) => {
            act.effect(Effect::NothingChanges);
            Ok(())
        }
        Err(refused) => Err(refused.into()),
    }
}

/// Makes what an act of handing over left stand again as it did before, from now on. Households where somebody changed something
/// since stay as they are, and are counted.
pub fn take_back(act: &mut Acting<'_>, number: i64) -> Result<(), ActRefused> {
    let written: BTreeMap<HouseholdId, Written> = assignment_history::of_act(act.db, number)?;
    if written.is_empty() {
        return Err(ActRefused::NotFound);
    }
    let households: Vec<HouseholdId> = written.keys().copied().collect();
    let known = known(act, &households)?;
    let mut back = Vec::new();
    for (household, written) in &written {
        let held = known.homes.get(household).map_or(&[][..], |home| &home.held);
        let (before, after) = (Timeline::of(held, act.now), written.before.from(act.now));
        if before == written.after.from(act.now) && before != after {
            back.push(OfHome { household: *household, steps: steps(held, &after, act.now), before, after });
        }
    }
    if back.is_empty() {
        act.effect(Effect::NothingChanges);
        return Ok(());
    }
    let stay = households.len().saturating_sub(back.len());
    let people = back.iter().filter_map(|home| known.people(home.household)).sum();
    act.effect(Effect::HouseholdsMove { households: count(back.len()), people });
    if stay > 0 {
        act.effect(Effect::HouseholdsStay { households: count(stay) });
    }
    back.iter().try_for_each(|home| write(act, home, None))
}

fn note(note: Option<&str>) -> Result<Option<String>, ActRefused> {
    let note = note.map(clean_line).filter(|note| !note.is_empty());
    match note {
        Some(note) if note.chars().count() > NOTE_CHARS => Err(ActRefused::field("note", FieldRefusal::TooLong)),
        note => Ok(note),
    }
}

fn term(form: &HandOver, zone: Zone, now: Instant) -> Result<Term, ActRefused> {
    let read = |field, text: &Option<String>| {
        let text = text.as_deref().filter(|text| !text.is_empty());
        text.map(|text| zone.parse(text)).transpose().map_err(|_| ActRefused::field(field, FieldRefusal::NotATime))
    };
    Ok(Term { from: read("from", &form.from)?.unwrap_or(now), until: read("until", &form.until)? })
}

/// What is needed to decide about these households, all of which the actor may give away.
fn known(act: &Acting<'_>, asked: &[HouseholdId]) -> Result<Known, ActRefused> {
    let ids: Vec<i64> = asked.iter().map(|household| i64::from(household.0)).collect();
    let mut held = assignments::running(act.db, &ids)?;
    let mut homes = BTreeMap::new();
    for (id, (stored, _)) in households::with_assignments(act.db, &ids)? {
        act.allow(Place::Community(stored.community))?;
        homes.insert(id, Home { household: stored.household, held: held.remove(&id).unwrap_or_default() });
    }
    let mut cadres = BTreeMap::new();
    for cadre in roster::cadres(act.db)? {
        cadres.insert(CadreId(id(cadre.id)?), cadre.has_device);
    }
    Ok(Known { homes, has_phone: cadres, settings: district::read(act.db)?.settings, now: act.now })
}

/// Refuses where somebody else handed one of them over since the form was drawn.
fn not_changed_since(act: &Acting<'_>, households: &[HouseholdId], seen: Option<i64>) -> Result<(), ActRefused> {
    let Some(seen) = seen else { return Ok(()) };
    let mut newer = Vec::new();
    for household in households {
        newer.extend(changes::since(act.db, i64::from(household.0), seen)?);
    }
    newer.retain(|stored| stored.change.field == Field::Assignments);
    if newer.is_empty() { Ok(()) } else { Err(ActRefused::ChangedSince(views::changes(act.db, newer)?)) }
}

fn carry_out(
    act: &mut Acting<'_>,
    known: &Known,
    asked: &HandoverQuery,
    decision: &Decision,
    note: Option<&str>,
) -> Result<(), ActRefused> {
    decision.homes.iter().try_for_each(|home| write(act, home, note))?;
    let effects = &decision.effects;
    act.effect(Effect::HouseholdsMove { households: effects.households, people: effects.people });
    if effects.over > 0 {
        act.effect(Effect::HouseholdsOver { households: effects.over });
    }
    if effects.checks > 0 {
        act.effect(Effect::ChecksMove { checks: effects.checks });
    }
    match known.has_phone.get(&asked.to) {
        Some(true) => act.effect(Effect::NewPhoneFollows),
        _ => act.effect(Effect::NoPhone),
    }
    if !effects.former.is_empty() {
        act.effect(Effect::FormerKeepUnsent { cadres: count(effects.former.len()) });
    }
    if let Some(until) = effects.until {
        let zone = known.settings.zone;
        act.effect(Effect::ReturnsAt { at_text: views::time_or_date(zone, until, zone.date_of(act.now)) });
    }
    Ok(())
}

fn write(act: &mut Acting<'_>, home: &OfHome, note: Option<&str>) -> Result<(), ActRefused> {
    let household = i64::from(home.household.0);
    for step in &home.steps {
        match *step {
            Step::EndAt { id, until } => assignments::end_at(act.db, id, until)?,
            Step::Begin { cadre, role, term } => assignments::begin(act.db, household, cadre, role, term)?,
        }
    }
    act.tell(household)?;
    let written = Written { before: home.before.clone(), after: home.after.clone() };
    let change = written.change(home.household, note)?;
    act.record(change);
    Ok(())
}

impl From<Refused> for ActRefused {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::HowMany => ActRefused::field("households", FieldRefusal::HowMany),
            Refused::UnknownHousehold => ActRefused::NotFound,
            Refused::Ended => ActRefused::field("households", FieldRefusal::Ended),
            Refused::UnknownCadre(field) => ActRefused::field(field, FieldRefusal::Unknown),
            Refused::Term(BadTerm::FromPast) => ActRefused::field("from", FieldRefusal::Past),
            Refused::Term(BadTerm::UntilNotAfterFrom) => ActRefused::field("until", FieldRefusal::NotAfterFrom),
            Refused::Term(BadTerm::TooFar) => ActRefused::field("until", FieldRefusal::TooFarAhead),
            Refused::NothingChanges => StorageError::NotStored { what: "change" }.into(),
        }
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
