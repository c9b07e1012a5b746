//! Whose entry does whose check, as a table: a place's is done by an entry about that place, a household's by one about that.

use super::{
    tests::{at, entry, today},
    *,
};
use crate::{
    check::CheckId,
    ids::{BuildingId, HouseholdId, PlanItemId, ResidentId, SiteId, WorkplaceId},
    places::Premises,
    plan::CheckKind,
    target::Target,
};

const RESIDENT: Target = Target::Household { household: HouseholdId(7), resident: Some(ResidentId(7)) };
const DOOR: Target = Target::Household { household: HouseholdId(7), resident: None };
const SITE: Target = Target::Place(Premises::Site(SiteId(7)));
const BUILDING: Target = Target::Place(Premises::Building(BuildingId(7)));
const OTHER_BUILDING: Target = Target::Place(Premises::Building(BuildingId(8)));
const WORKPLACE: Target = Target::Place(Premises::Workplace(WorkplaceId(7)));
const ALL: [Target; 6] = [RESIDENT, DOOR, SITE, BUILDING, OTHER_BUILDING, WORKPLACE];

fn check(target: Target, kind: CheckKind) -> Check {
    let id = CheckId { date: today(), item: PlanItemId(1), target };
    Check { id, kind, opens_at: at("10:20"), due_at: at("10:50"), closes_at: at("12:20") }
}

fn observation(target: Target, kind: CheckKind) -> Observation {
    let then = at("10:50");
    Observation { entry: entry(1), target, kind, outcome: Outcome::Done, at: then, said_at: then, is_late: false }
}

#[test]
fn a_check_is_done_by_an_entry_about_its_own_target_only() {
    for (kind, checked, done_by) in [
        (CheckKind::Contact, RESIDENT, &[RESIDENT][..]),
        (CheckKind::Contact, SITE, &[SITE]),
        (CheckKind::Contact, BUILDING, &[BUILDING]),
        (CheckKind::Contact, WORKPLACE, &[WORKPLACE]),
        // The resident's door is the household's.
        (CheckKind::Seal, DOOR, &[RESIDENT, DOOR]),
        (CheckKind::Seal, SITE, &[SITE]),
        (CheckKind::Seal, BUILDING, &[BUILDING]),
    ] {
        let covered =
            |target: &Target| cover(&[check(checked, kind)], &[observation(*target, kind)], &Responsible::new(&[], []), at("11:00"));
        let found: Vec<Target> = ALL.into_iter().filter(|target| covered(target)[0].state == CheckState::Done).collect();
        assert_eq!(found, done_by, "{kind:?} of {checked:?}");
    }
}

#[test]
fn a_places_check_is_nobodys_yet_and_concerns_no_household() {
    let check = check(BUILDING, CheckKind::Contact);
    let covered = cover(&[check], &[], &Responsible::new(&[], []), at("13:00"));
    assert_eq!((covered[0].state, covered[0].nobody_owes), (CheckState::NotAssigned, true));
    assert_eq!(tally(&covered, |_| None).total, Count { checks: 1, households: 0, people: 0 });
}
