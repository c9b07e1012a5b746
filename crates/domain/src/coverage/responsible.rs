//! Who owes a check, and whether their devices have said all they know about it.

use std::collections::HashMap;

use crate::{assignment::Assignment, check::Check, ids::HouseholdId, plan::PlanItem};

/// The plan and the assignments of the households in question, as borrowed by coverage.
#[derive(Debug, Clone)]
pub struct Responsible<'a> {
    plan: &'a [PlanItem],
    assignments: HashMap<HouseholdId, &'a [Assignment]>,
}

impl<'a> Responsible<'a> {
    #[must_use]
    pub fn new(plan: &'a [PlanItem], assignments: impl IntoIterator<Item = (HouseholdId, &'a [Assignment])>) -> Self {
        Responsible { plan, assignments: assignments.into_iter().collect() }
    }

    /// Who owes `check`: the assignments in one of its item's roles that were active when it was due.
    /// A handover after that moves nothing. Nobody is assigned to a place yet.
    pub fn of(&self, check: &Check) -> impl Iterator<Item = &'a Assignment> + use<'a> {
        let roles = self.plan.iter().find(|item| item.id == check.id.item).map_or(&[][..], |item| &item.owed_by);
        let household = check.id.target.household();
        let assignments = household.and_then(|household| self.assignments.get(&household)).copied().unwrap_or_default();
        let due_at = check.due_at;
        assignments.iter().filter(move |assignment| roles.contains(&assignment.role) && assignment.term().is_active_at(due_at))
    }

    /// Whether every device of everybody who owes `check` has reported a complete log since its window closed.
    /// Who has no device holds nothing back.
    #[must_use]
    pub fn has_reported(&self, check: &Check) -> bool {
        let mut devices = self.of(check).flat_map(|assignment| &assignment.complete_to);
        devices.all(|complete_to| complete_to.is_some_and(|at| at >= check.closes_at))
    }
}
