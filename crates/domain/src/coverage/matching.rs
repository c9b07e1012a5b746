//! Which entry satisfies which check. Knows nothing of the present time, nor of who owes what.

use std::collections::{BTreeMap, HashMap};

use super::observation::Observation;
use crate::{check::Check, entries::Outcome, plan::CheckKind, target::Target, time::Instant};

/// Entry and check meet on the same target and kind only: a resident and a kind, a door and a kind, a place and a kind.
type Meeting = (Target, CheckKind);

/// A seal entry that names a resident is about that resident's door all the same.
fn meeting(target: Target, kind: CheckKind) -> Meeting {
    if kind.is_per_resident() { (target, kind) } else { (target.door(), kind) }
}

/// A check's place in the caller's slice, the check, and what satisfies it so far.
struct Slot<'a> {
    place: usize,
    check: &'a Check,
    observation: Option<&'a Observation>,
}

/// For each check, in the given order, the observation that satisfies it. The order of the observations makes no difference.
pub(super) fn match_observations<'a>(checks: &'a [Check], observations: &'a [Observation]) -> Vec<Option<&'a Observation>> {
    let mut meetings: HashMap<Meeting, (Vec<Slot<'a>>, Vec<&'a Observation>)> = HashMap::new();
    for (place, check) in checks.iter().enumerate() {
        let key = meeting(check.id.target, check.kind);
        meetings.entry(key).or_default().0.push(Slot { place, check, observation: None });
    }
    for observation in observations {
        if let Some((_, of_target)) = meetings.get_mut(&meeting(observation.target, observation.kind)) {
            of_target.push(observation);
        }
    }
    let mut matched = vec![None; checks.len()];
    for (mut slots, mut of_target) in meetings.into_values() {
        slots.sort_by_key(|slot| (slot.check.due_at, slot.check.id));
        of_target.sort_by_key(|observation| (observation.opened_by(), observation.at, observation.is_late, observation.entry));
        // Done goes first, so that a try never stands where a success could.
        fill(&mut slots, &of_target, Outcome::Done);
        fill(&mut slots, &of_target, Outcome::Tried);
        for slot in slots {
            if let Some(entry) = matched.get_mut(slot.place) {
                *entry = slot.observation;
            }
        }
    }
    matched
}

/// Gives each act of one outcome, earliest first, the earliest check that is still open to it.
///
/// In this order no check stays empty that another distribution could fill, and a further act only ever fills
/// one more: what was satisfied stays so.
fn fill<'a>(slots: &mut [Slot<'a>], observations: &[&'a Observation], outcome: Outcome) {
    let mut spare = Vec::new();
    let mut passed = 0;
    for observation in observations.iter().filter(|observation| observation.outcome == outcome) {
        passed += slots.iter().skip(passed).take_while(|slot| slot.check.closes_at < observation.opened_by()).count();
        let within = slots.iter_mut().skip(passed).take_while(|slot| slot.check.opens_at <= observation.opened_by());
        match within.into_iter().find(|slot| slot.observation.is_none() && observation.fits(slot.check)) {
            Some(slot) => slot.observation = Some(observation),
            None => spare.push(*observation),
        }
    }
    prefer_timely(slots, spare, outcome);
}

/// A late entry does not put its mark on a check that another entry satisfied in time.
fn prefer_timely<'a>(slots: &mut [Slot<'a>], spare: Vec<&'a Observation>, outcome: Outcome) {
    let mut timely: BTreeMap<(Instant, usize), &'a Observation> = spare
        .into_iter()
        .filter(|observation| !observation.is_late)
        .enumerate()
        .map(|(place, observation)| ((observation.at, place), observation))
        .collect();
    for slot in
        slots.iter_mut().filter(|slot| slot.observation.is_some_and(|observation| observation.is_late && observation.outcome == outcome))
    {
        let window = (slot.check.opens_at, 0)..=(slot.check.closes_at, usize::MAX);
        let fitting = timely.range(window).find(|(_, observation)| observation.fits(slot.check));
        if let Some(found) = fitting.map(|(key, _)| *key) {
            slot.observation = timely.remove(&found);
        }
    }
}
