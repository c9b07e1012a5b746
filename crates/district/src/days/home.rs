//! One household on one day: what was logged, and which entry satisfies which check. What became of a check is said when it is
//! asked, since time passes and devices report.

use std::sync::Arc;

use daylog_domain::{
    check::Check,
    coverage::{Covered, Neighbours, Observation, Responsible, satisfied, stand},
    ids::{CadreId, EntryId},
    plan::PlanItem,
    settings::Settings,
    time::{Date, Instant},
};

use super::fact::Fact;
use crate::{register::Home, resolved::ResolvedEntry};

#[derive(Debug, Clone, PartialEq)]
pub struct HomeDay {
    pub home: Arc<Home>,
    /// By feed.
    pub facts: Vec<Fact>,
    /// What the seal was last found like up to the end of the day.
    pub seal: Option<Arc<ResolvedEntry>>,
    /// What is owed on the day and its neighbours, and what satisfies it.
    checks: Vec<Check>,
    satisfied: Vec<Option<Observation>>,
}

impl HomeDay {
    pub fn new(home: Arc<Home>, facts: Vec<Fact>, neighbours: &Neighbours, settings: &Settings) -> Self {
        let checks = neighbours.checks(&home.household, settings);
        let mut day = HomeDay { home, facts, seal: None, checks, satisfied: Vec::new() };
        day.match_again();
        day
    }

    /// Puts what stands now in the place of what these entries said.
    pub fn replace(&mut self, gone: &[EntryId], come: Vec<Fact>) {
        self.facts.retain(|fact| !gone.contains(&fact.id));
        self.facts.extend(come);
        self.match_again();
    }

    fn match_again(&mut self) {
        self.facts.sort_by_key(|fact| fact.feed);
        let observations: Vec<Observation> = self.facts.iter().filter_map(|fact| fact.observation).collect();
        self.satisfied = satisfied(&self.checks, &observations).into_iter().map(Option::<&Observation>::copied).collect();
    }

    /// What has become of the checks of `date` by `now`. `reports` says up to when each device of a cadre has reported.
    pub fn covered(&self, date: Date, plan: &[PlanItem], reports: impl Fn(CadreId) -> Vec<Option<Instant>>, now: Instant) -> Vec<Covered> {
        let checks = || self.checks.iter().zip(&self.satisfied).filter(|(check, _)| check.id.date == date);
        // Only what closed without an entry asks whether devices have reported.
        let asks = checks().any(|(check, satisfied)| satisfied.is_none() && check.closes_at < now);
        let reported = asks.then(|| {
            let mut assignments = self.home.assignments.clone();
            assignments.iter_mut().for_each(|assignment| assignment.complete_to = reports(assignment.cadre));
            assignments
        });
        let assignments = reported.as_deref().unwrap_or(&self.home.assignments);
        let responsible = Responsible::new(plan, [(self.home.household.id, assignments)]);
        checks().map(|(check, satisfied)| stand(check, satisfied.as_ref(), &responsible, now)).collect()
    }
}
