//! What is held against nobody, and what counts for nothing, as tables: checks before anybody was responsible, entries from
//! before their window opened.

use super::{
    tests::{AN, HOME, assignment, at, household, observations, plan, today, words},
    *,
};
use crate::{assignment::Role, check::checks_on, plan::CheckKind};

#[test]
fn what_was_due_before_somebody_was_responsible_is_not_assigned_and_never_missed() {
    // Taken over at noon: the check of 10:50 belonged to nobody.
    for (rule, now, entries, expected) in [
        ("its window has not opened", "10:19", "", "later, later"),
        ("its time has not come", "10:50", "", "due, later"),
        ("its time has passed", "10:51", "", "notassigned, later"),
        ("closed", "12:21", "", "notassigned, later"),
        ("closed, and the cadre's device is silent", "19:31", "", "notassigned, unknown"),
        ("who took over may do it all the same", "12:10", "12:05 done", "done by 1, later"),
        ("or try it", "12:10", "12:05 tried", "tried by 1, later"),
        ("or log it late", "19:00", "10:50 done late", "done by 1 late, overdue"),
    ] {
        let settings = plan("temperature 10:50, temperature 18:00");
        let checks = checks_on(&household(HOME, [1]), &settings, today());
        let mut assigned = assignment(Role::Cadre, &["12:00"]);
        assigned.from = at("12:00");
        let assignments = [assigned];
        let responsible = Responsible::new(&settings.plan, [(HOME, &assignments[..])]);
        let covered = cover(&checks, &observations(CheckKind::Temperature, Some(AN), entries), &responsible, at(now));
        assert_eq!(words(&covered), expected, "{rule}");
        let counts: Counts = covered.iter().map(|covered| covered.state).collect();
        assert_eq!(counts.total, counts.done + counts.tried + counts.missed + counts.unknown + counts.not_assigned + counts.open, "{rule}");
    }
}

#[test]
fn nothing_is_done_by_what_was_said_before_its_window_opened() {
    for (rule, claimed, said, expected) in [
        ("said as the window opens", "10:20", "10:20", "done by 1, later"),
        ("said a minute before it opens, claimed inside", "10:21", "10:19", "due, later"),
        ("said when it happened", "10:50", "10:50", "done by 1, later"),
        ("rounded up a little", "10:53", "10:50", "done by 1, later"),
        ("said long after", "10:50", "17:00", "done by 1, later"),
    ] {
        let settings = plan("temperature 10:50, temperature 18:00");
        let checks = checks_on(&household(HOME, [1]), &settings, today());
        let mut observations = observations(CheckKind::Temperature, Some(AN), &format!("{claimed} done"));
        observations[0].said_at = at(said);
        let assigned = [assignment(Role::Cadre, &["10:50"])];
        let responsible = Responsible::new(&settings.plan, [(HOME, &assigned[..])]);
        assert_eq!(words(&cover(&checks, &observations, &responsible, at("10:50"))), expected, "{rule}");
    }
}
