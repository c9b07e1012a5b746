//! What holds for coverage whatever the plan and the entries.

use std::collections::HashSet;

use proptest::prelude::*;

use super::{
    tests::{at, entry, household, plan, today},
    *,
};
use crate::{
    check::checks_on,
    ids::{HouseholdId, ResidentId},
    plan::CheckKind,
    target::Target,
};

/// Small on purpose: few residents, half a day of quarter hours, so that windows overlap and entries contend.
fn any_acts() -> impl Strategy<Value = Vec<Observation>> {
    let observation = (0_i64..48, -5_i64..90, 1_u32..=2, any::<bool>(), any::<bool>(), any::<bool>());
    prop::collection::vec(observation, 0..12).prop_map(|observations| {
        let observation = |(sequence, (quarter, said_after, resident, at_door, done, is_late))| Observation {
            entry: entry(sequence),
            target: Target::home(HouseholdId(1), Some(ResidentId(resident))),
            kind: if at_door { CheckKind::Seal } else { CheckKind::Temperature },
            outcome: if done { Outcome::Done } else { Outcome::Tried },
            at: at("8:00").plus_minutes(quarter * 15),
            said_at: at("8:00").plus_minutes(quarter * 15 + said_after),
            is_late,
        };
        (1..).zip(observations).map(observation).collect()
    })
}

fn any_checks() -> impl Strategy<Value = Vec<Check>> {
    prop::collection::vec((8_u32..20, prop::sample::select(vec!["temperature", "seal"])), 1..6).prop_map(|items| {
        let text: Vec<String> = items.iter().map(|(hour, kind)| format!("{kind} {hour:02}:00")).collect();
        checks_on(&household(HouseholdId(1), [1, 2]), &plan(&text.join(", ")), today())
    })
}

fn covered(checks: &[Check], observations: &[Observation]) -> Vec<Covered> {
    cover(checks, observations, &Responsible::new(&[], []), at("23:59"))
}

fn with_state(covered: &[Covered], state: CheckState) -> HashSet<crate::check::CheckId> {
    covered.iter().filter(|covered| covered.state == state).map(|covered| covered.check.id).collect()
}

/// The greatest number of checks that `observations` could satisfy at all, by trying every way (Kuhn's algorithm).
fn most_possible(checks: &[Check], observations: &[&Observation]) -> usize {
    fn place(observation: usize, fits: &dyn Fn(usize, usize) -> bool, taken: &mut [Option<usize>], seen: &mut HashSet<usize>) -> bool {
        for check in 0..taken.len() {
            if fits(observation, check) && seen.insert(check) && taken[check].is_none_or(|other| place(other, fits, taken, seen)) {
                taken[check] = Some(observation);
                return true;
            }
        }
        false
    }
    let fits = |observation: usize, check: usize| {
        let (observation, check): (&Observation, &Check) = (observations[observation], &checks[check]);
        let same_target = observation.kind == check.kind && (observation.kind == CheckKind::Seal || observation.target == check.id.target);
        same_target && check.window_holds(observation.at) && check.opens_at <= observation.said_at
    };
    let mut taken = vec![None; checks.len()];
    (0..observations.len()).filter(|observation| place(*observation, &fits, &mut taken, &mut HashSet::new())).count()
}

proptest! {
    #[test]
    fn an_entry_never_satisfies_two_checks(checks in any_checks(), observations in any_acts()) {
        let covered = covered(&checks, &observations);
        let entries: Vec<EntryId> = covered.iter().filter_map(|covered| covered.entry).collect();
        prop_assert_eq!(entries.iter().collect::<HashSet<_>>().len(), entries.len());
    }

    #[test]
    fn what_satisfies_a_check_is_of_its_kind_and_target_and_within_its_window(checks in any_checks(), observations in any_acts()) {
        for covered in covered(&checks, &observations) {
            let Some(entry) = covered.entry else { continue };
            let observation = observations.iter().find(|observation| observation.entry == entry).unwrap();
            prop_assert!(covered.check.window_holds(observation.at));
            prop_assert!(covered.check.opens_at <= observation.said_at);
            prop_assert_eq!(covered.check.kind, observation.kind);
            prop_assert!(covered.check.id.target == observation.target || covered.check.id.target == observation.target.door());
            prop_assert_eq!(covered.late, observation.is_late);
        }
    }

    #[test]
    fn the_order_in_which_entries_arrive_changes_nothing(
        checks in any_checks(),
        (observations, shuffled) in any_acts().prop_flat_map(|observations| (Just(observations.clone()), Just(observations).prop_shuffle())),
    ) {
        prop_assert_eq!(covered(&checks, &observations), covered(&checks, &shuffled));
    }

    #[test]
    fn the_order_in_which_checks_are_asked_for_changes_nothing(
        (checks, shuffled) in any_checks().prop_flat_map(|checks| (Just(checks.clone()), Just(checks).prop_shuffle())),
        observations in any_acts(),
    ) {
        let answer_to = |checks: &[Check]| covered(checks, &observations).into_iter().map(|covered| (covered.check.id, covered.entry)).collect::<HashSet<_>>();
        prop_assert_eq!(answer_to(&checks), answer_to(&shuffled));
    }

    #[test]
    fn a_further_entry_never_turns_done_into_something_else(checks in any_checks(), observations in any_acts(), left_out in any::<prop::sample::Index>()) {
        prop_assume!(!observations.is_empty());
        let mut fewer = observations.clone();
        fewer.remove(left_out.index(observations.len()));
        let (before, after) = (covered(&checks, &fewer), covered(&checks, &observations));
        prop_assert!(with_state(&before, CheckState::Done).is_subset(&with_state(&after, CheckState::Done)));
    }

    #[test]
    fn no_distribution_of_the_entries_would_make_more_checks_done(checks in any_checks(), observations in any_acts()) {
        let done: Vec<&Observation> = observations.iter().filter(|observation| observation.outcome == Outcome::Done).collect();
        prop_assert_eq!(with_state(&covered(&checks, &observations), CheckState::Done).len(), most_possible(&checks, &done));
    }
}
