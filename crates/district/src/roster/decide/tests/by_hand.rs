//! Rows against what was changed by hand since the file that they repeat.

use daylog_domain::{
    assignment::Term,
    handover::{Stretch, Timeline},
    household::{End, EndReason},
    ids::{CadreId, HouseholdId},
};
use daylog_storage::changes::AssignedByHand;

use super::*;
use crate::assignment_history::Written;

/// 安改 was 安某 until somebody corrected the name by hand, and the number with it.
fn corrected() -> Known {
    let mut known = known();
    known.residents[0].name = "安改".to_owned();
    known.by_hand = [Field::Name, Field::Phone].map(|field| (Subject::Resident, 40, field)).into();
    known.former_names = vec![(40, "安某".to_owned())];
    known
}

#[test]
fn what_was_corrected_by_hand_stays_and_leaves_no_ghost_unless_the_file_is_to_count() {
    let old = RosterRow { phone: Some("139".to_owned()), origin: Some("首尔".to_owned()), ..row() };
    let decision = decide(corrected(), std::slice::from_ref(&old), Taking::default(), EVERYWHERE, noon("2020-03-01"));
    let fields = ResidentFields { origin: Some("首尔".to_owned()), ..resident(Some("138")) };
    assert_eq!(decision.steps, [Step::ChangeResident { resident: 40, fields }, TELL], "the rest of the row counts");
    let kept: Vec<_> = decision.applied.kept.iter().map(|kept| (kept.field, kept.from.as_deref(), kept.to.as_deref())).collect();
    assert_eq!(kept, [("resident", Some("安改"), Some("安某")), ("phone", Some("138"), Some("139"))]);
    assert_eq!(decision.history.iter().map(|change| change.field).collect::<Vec<_>>(), [Field::Origin]);

    let over = Taking { over_edits: true, ..Taking::default() };
    let decision = decide(corrected(), std::slice::from_ref(&old), over, EVERYWHERE, noon("2020-03-01"));
    let renamed = Step::RenameResident { resident: 40, household: 30, name: "安某".to_owned() };
    assert_eq!((decision.steps.len(), &decision.steps[0], decision.applied.kept.len()), (3, &renamed, 0));
    assert_eq!(decision.history.len(), 3);
}

#[test]
fn somebody_with_another_document_under_a_name_that_was_corrected_is_somebody_else() {
    let mut known = corrected();
    known.residents[0].document = Some("A1".to_owned());
    let other = RosterRow { document: Some("B2".to_owned()), ..row() };
    let decision = decide(known, &[other], Taking::default(), EVERYWHERE, noon("2020-03-01"));
    assert!(matches!(&decision.steps[0], Step::AddResident { name, .. } if name == "安某"), "{:?}", decision.steps);
}

#[test]
fn a_name_that_was_corrected_means_one_person_and_only_where_no_other_row_does() {
    let named = |line, resident: &str| RosterRow { line, resident: resident.to_owned(), ..row() };
    let brother = || KnownResident { id: 41, name: "安某".to_owned(), ..known().residents[0].clone() };
    let complete_with = |turn| vec![turn, Turn::Begins];
    for (rule, stored, rows, added, turns) in [
        ("the old file", vec![], vec![named(2, "安某")], vec![], complete_with(Turn::Ends)),
        ("both names are two people", vec![], vec![named(2, "安某"), named(3, "安改")], vec!["A1 安某"], complete_with(Turn::Ends)),
        ("two older names are two people", vec![], vec![named(2, "安某"), named(3, "安旧")], vec!["A1 安旧"], complete_with(Turn::Ends)),
        ("a brother has the name", vec![brother()], vec![named(2, "安某")], vec![], complete_with(Turn::Stays)),
    ] {
        let mut known = corrected();
        known.former_names.push((40, "安旧".to_owned()));
        known.residents.extend(stored);
        let rows: Vec<_> = rows.into_iter().map(|row| RosterRow { assignees: vec![assignee("乙", "局")], ..row }).collect();
        let applied = decide(known, &rows, Taking::default(), EVERYWHERE, noon("2020-03-01")).applied;
        assert_eq!(applied.new.residents, added, "{rule}");
        assert_eq!(applied.assignments.into_iter().map(|change| change.turn).collect::<Vec<_>>(), turns, "{rule}");
    }
}

/// Ended at noon of this day.
fn ended(on: &str) -> Option<End> {
    Some(End { at: noon(on).1, on: day(on), reason: EndReason::Released })
}

#[test]
fn whoever_comes_back_begins_anew_whatever_was_said_by_hand_of_the_quarantine_before() {
    let extended = (Quarantine::planned(day("2020-02-26"), day("2020-03-17")), true);
    let released = (Quarantine { ended: ended("2020-03-05"), ..Quarantine::planned(day("2020-02-26"), day("2020-03-10")) }, false);
    // Ended before it began.
    let left = (Quarantine { ended: ended("2020-02-20"), ..released.0 }, false);
    for (rule, (quarantine, is_by_hand), days, expected, takes_end_away) in [
        ("behind an end", released, ["2020-03-06", "2020-03-20"], ["2020-03-06", "2020-03-20"], true),
        ("on the day of the end", released, ["2020-03-05", "2020-03-10"], ["2020-03-05", "2020-03-10"], false),
        ("the same once more", released, ["2020-02-26", "2020-03-10"], ["2020-02-26", "2020-03-10"], false),
        ("the same, ended before it began", left, ["2020-02-26", "2020-03-10"], ["2020-02-26", "2020-03-10"], false),
        ("behind what was extended by hand", extended, ["2020-04-20", "2020-05-03"], ["2020-04-20", "2020-05-03"], false),
        ("within what was extended by hand", extended, ["2020-02-27", "2020-03-11"], ["2020-02-27", "2020-03-17"], false),
    ] {
        let mut known = known();
        known.residents[0].quarantine = quarantine;
        known.by_hand = is_by_hand.then_some((Subject::Resident, 40, Field::LastDay)).into_iter().collect();
        let row = RosterRow { first_day: day(days[0]), last_day: day(days[1]), ..row() };
        let decision = decide(known, &[row], Taking::default(), EVERYWHERE, noon("2020-03-01"));
        let changed = decision.steps.iter().find_map(|step| match step {
            Step::ChangeResident { fields, .. } => Some((fields.first_day, fields.last_day)),
            _ => None,
        });
        assert_eq!(changed.unwrap_or((quarantine.first_day, quarantine.last_day)), (day(expected[0]), day(expected[1])), "{rule}");
        assert_eq!(decision.steps.contains(&Step::TakeEndAway { resident: 40 }), takes_end_away, "{rule}");
        let told = decision.history.iter().find(|change| change.field == Field::Ended);
        let told = told.map(|change| (change.before.as_deref(), change.after.as_deref()));
        assert_eq!(told, takes_end_away.then_some((Some("released 2020-03-05 12:00"), None)), "{rule}");
    }
}

#[test]
fn whom_an_end_took_out_of_the_household_keeps_no_cadre_there() {
    let other = || RosterRow { resident: "另一人".to_owned(), assignees: vec![assignee("乙", "局")], ..row() };
    for (rule, end, turns) in [
        ("in quarantine", None, [Turn::Stays, Turn::Begins]),
        ("to hospital the day before", ended("2020-02-29"), [Turn::Ends, Turn::Begins]),
        ("an hour ago", ended("2020-03-01").map(|end| End { at: end.at.plus_minutes(-60), ..end }), [Turn::Ends, Turn::Begins]),
        ("tonight", ended("2020-03-01").map(|end| End { at: end.at.plus_minutes(60), ..end }), [Turn::Stays, Turn::Begins]),
    ] {
        let mut known = known();
        known.residents[0].quarantine.ended = end;
        let decision = decide(known, &[other()], Taking::default(), EVERYWHERE, noon("2020-03-01"));
        let told: Vec<_> = decision.applied.assignments.into_iter().map(|change| change.turn).collect();
        assert_eq!(told, turns, "{rule}");
    }
}

/// A1 went from 乙 to 甲 on 28 February, for good or until then.
fn handed_over(until: Option<Instant>) -> AssignedByHand {
    let stretch = |cadre, from, until| Stretch { cadre: CadreId(cadre), role: Role::Cadre, term: Term { from, until } };
    let from = noon("2020-02-28").1;
    let before: Timeline = [stretch(11, from, None)].into_iter().collect();
    let back = until.map(|until| stretch(11, until, None));
    let after = [stretch(10, from, until)].into_iter().chain(back).collect();
    let change = Written { before, after }.change(HouseholdId(30), None).unwrap();
    AssignedByHand { household: 30, before: change.before.unwrap(), after: change.after.unwrap() }
}

#[test]
fn a_cover_that_is_over_leaves_a_household_to_the_file() {
    let other = RosterRow { assignees: vec![assignee("乙", "处")], ..row() };
    let hour = |minutes| Some(noon("2020-03-01").1.plus_minutes(minutes));
    let unreadable = AssignedByHand { household: 30, before: "[]".to_owned(), after: "[]".to_owned() };
    for (rule, done, is_kept) in [
        ("for good", handed_over(None), true),
        ("for an hour more", handed_over(hour(60)), true),
        ("until just now", handed_over(hour(0)), false),
        ("nobody can say", unreadable, true),
    ] {
        let mut known = known();
        known.assigned_by_hand = vec![done];
        let applied = decide(known, std::slice::from_ref(&other), Taking::default(), EVERYWHERE, noon("2020-03-01")).applied;
        assert_eq!((applied.kept.len() == 1, applied.assignments.is_empty()), (is_kept, is_kept), "{rule}");
    }
}

#[test]
fn whoever_was_given_a_household_by_hand_keeps_it_whomever_an_old_file_names_unless_the_file_is_to_count() {
    let mut known = known();
    known.assigned_by_hand = vec![handed_over(None)];
    let other = RosterRow { assignees: vec![assignee("乙", "处")], ..row() };
    let decision = decide(known.clone(), std::slice::from_ref(&other), Taking::default(), EVERYWHERE, noon("2020-03-01"));
    let moves = |step: &Step| matches!(step, Step::EndAssignment { .. } | Step::BeginAssignment { .. });
    assert!(!decision.steps.iter().any(moves), "{:?}", decision.steps);
    let kept: Vec<_> = decision.applied.kept.iter().map(|kept| (kept.field, kept.from.as_deref(), kept.to.as_deref())).collect();
    assert_eq!(kept, [("cadres", Some("甲/局"), Some("乙/处"))]);
    let over = Taking { over_edits: true, ..Taking::default() };
    let decision = decide(known, &[other], over, EVERYWHERE, noon("2020-03-01"));
    assert!(decision.steps.iter().any(|step| matches!(step, Step::BeginAssignment { .. })) && decision.applied.kept.is_empty());
}
