//! What handing households over means for each of them, and what is told about it before it is done. Pure.

use std::collections::{BTreeMap, BTreeSet};

use daylog_domain::{
    assignment::{Role, Term},
    check::checks_between,
    handover::{self, Ask, BadTerm, Held, Step, Timeline},
    household::Household,
    ids::{CadreId, HouseholdId},
    settings::Settings,
    time::Instant,
};

/// At most so many households in one act.
pub const MOST: usize = 1_000;

/// What somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverQuery {
    pub households: Vec<HouseholdId>,
    pub to: CadreId,
    /// Whose place is taken; none takes that of everybody in this role.
    pub of: Option<CadreId>,
    /// None takes the place of whoever owes the checks, in the role in which they do.
    pub role: Option<Role>,
    pub term: Term,
}

/// A household as it is stored, and its assignments whose end was not told yet.
#[derive(Debug, Clone)]
pub struct Home {
    pub household: Household,
    pub held: Vec<Held>,
}

/// What is needed of the district to decide.
#[derive(Debug, Clone)]
pub struct Known {
    pub homes: BTreeMap<HouseholdId, Home>,
    /// Every cadre, and whether a phone of theirs would hear of it.
    pub has_phone: BTreeMap<CadreId, bool>,
    pub settings: Settings,
    pub now: Instant,
}

/// Why nothing is handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// None named, or more than `MOST`.
    HowMany,
    /// Not there.
    UnknownHousehold,
    /// Which field names nobody.
    UnknownCadre(&'static str),
    Term(BadTerm),
    /// In none of them anybody is in quarantine any more when it would begin.
    Ended,
    /// All is so already.
    NothingChanges,
}

/// One household's part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfHome {
    pub household: HouseholdId,
    pub steps: Vec<Step>,
    pub before: Timeline,
    pub after: Timeline,
}

/// What will be done, and what is told of it before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub homes: Vec<OfHome>,
    pub effects: Effects,
}

/// What will happen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effects {
    pub households: u32,
    pub people: u32,
    /// Those that stay, since nobody there is in quarantine any more.
    pub over: u32,
    /// Checks that the new one owes from then on, up to the end, or of the first two days.
    pub checks: u32,
    /// Who has them no more in this time.
    pub former: BTreeSet<CadreId>,
    pub until: Option<Instant>,
}

impl Known {
    /// How many people are in quarantine there today.
    pub fn people(&self, household: HouseholdId) -> Option<u32> {
        let date = self.settings.zone.date_of(self.now);
        self.homes.get(&household).map(|home| count(home.household.running_on(date).count()))
    }
}

/// Decides for all of them where anybody is in quarantine still, or refuses all.
pub fn decide(known: &Known, asked: &HandoverQuery) -> Result<Decision, Refused> {
    let asked_homes: BTreeSet<HouseholdId> = asked.households.iter().copied().collect();
    if asked_homes.is_empty() || asked_homes.len() > MOST {
        return Err(Refused::HowMany);
    }
    let homes = asked_homes.iter().map(|household| known.homes.get(household).ok_or(Refused::UnknownHousehold));
    let homes: Vec<&Home> = homes.collect::<Result<_, _>>()?;
    for (field, cadre) in [("to", Some(asked.to)), ("of", asked.of)] {
        if cadre.is_some_and(|cadre| !known.has_phone.contains_key(&cadre)) {
            return Err(Refused::UnknownCadre(field));
        }
    }
    let term = handover::checked(asked.term, known.now).map_err(Refused::Term)?;
    let (running, over) = running(known, homes, term)?;
    let decided: Vec<(&Home, Ask, OfHome)> = running.into_iter().filter_map(|home| of_home(home, asked, term, known.now)).collect();
    if decided.is_empty() {
        return Err(Refused::NothingChanges);
    }
    let effects = Effects { over, ..effects(known, term, &decided) };
    Ok(Decision { homes: decided.into_iter().map(|(_, _, of_home)| of_home).collect(), effects })
}

/// Where somebody is in quarantine still when it begins, and how many of them are left out.
fn running<'h>(known: &Known, homes: Vec<&'h Home>, term: Term) -> Result<(Vec<&'h Home>, u32), Refused> {
    let date = known.settings.zone.date_of(term.from);
    let runs = |home: &&Home| home.household.residents.iter().any(|resident| resident.quarantine.last() >= date);
    let (running, over): (Vec<_>, Vec<_>) = homes.into_iter().partition(runs);
    if running.is_empty() { Err(Refused::Ended) } else { Ok((running, count(over.len()))) }
}

/// None where it is so already.
fn of_home<'h>(home: &'h Home, asked: &HandoverQuery, term: Term, now: Instant) -> Option<(&'h Home, Ask, OfHome)> {
    let before = Timeline::of(&home.held, now);
    let role = asked.role.unwrap_or_else(|| role_of(&before, asked.of));
    let ask = Ask { to: asked.to, of: asked.of, role, term };
    let after = before.with(&ask);
    let steps = handover::steps(&home.held, &after, now);
    (before != after).then_some((home, ask, OfHome { household: home.household.id, steps, before, after }))
}

/// The role of whoever is to be relieved: where no cadre is named, a lead owes the checks.
fn role_of(before: &Timeline, of: Option<CadreId>) -> Role {
    let stretches = before.stretches();
    let has = |role: &Role| stretches.iter().any(|stretch| stretch.role == *role && of.is_none_or(|of| of == stretch.cadre));
    let looked_at = if of.is_some() { &Role::ALL[..] } else { &[Role::Cadre, Role::Lead][..] };
    looked_at.iter().copied().find(has).unwrap_or(Role::Cadre)
}

fn effects(known: &Known, term: Term, decided: &[(&Home, Ask, OfHome)]) -> Effects {
    let date = known.settings.zone.date_of(term.from);
    let mut found = Effects { until: term.until, ..Effects::default() };
    for (home, ask, of_home) in decided {
        found.households = found.households.saturating_add(1);
        found.people = found.people.saturating_add(count(home.household.running_on(date).count()));
        found.checks = found.checks.saturating_add(checks(known, ask, &home.household));
        let keeps = of_home.after.stretches();
        let lost = of_home.before.stretches().into_iter().filter(|stretch| !keeps.contains(stretch));
        found.former.extend(lost.filter(|stretch| stretch.role == ask.role && stretch.cadre != ask.to).map(|stretch| stretch.cadre));
    }
    found
}

/// Its checks in this role that are due in the asked time, at most of that day and the next.
fn checks(known: &Known, ask: &Ask, household: &Household) -> u32 {
    let settings = &known.settings;
    let first = settings.zone.date_of(ask.term.from);
    let last = first.succ_opt().unwrap_or(first);
    let is_owed = |item| settings.plan.iter().any(|known| known.id == item && known.owed_by.contains(&ask.role));
    let due = checks_between(household, settings, first, last).into_iter();
    count(due.filter(|check| ask.term.is_active_at(check.due_at) && is_owed(check.id.item)).count())
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
