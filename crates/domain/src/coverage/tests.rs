//! Coverage as tables: one row per case of the rules. Windows are 30 minutes before to 90 after.

use super::*;
use crate::{
    assignment::{Assignment, Role},
    check::checks_on,
    entries::{ClaimOrder, temperature::Celsius},
    household::{Household, Quarantine, Resident},
    ids::{CadreId, HouseholdId, LogId, PlanItemId, ResidentId},
    plan::{CheckKind, PlanItem},
    readings::Reading,
    settings::Settings,
    target::Target,
    time::{Date, Zone},
};

pub(super) const HOME: HouseholdId = HouseholdId(1);
pub(super) const AN: ResidentId = ResidentId(1);

/// `10:50` is that time on 27 February 2020, `28 10:50` the day after.
pub(super) fn at(text: &str) -> Instant {
    let (day, time) = text.split_once(' ').unwrap_or(("27", text));
    Zone::SHANGHAI.parse(&format!("2020-02-{day}T{time}")).unwrap()
}

pub(super) fn today() -> Date {
    Date::from_ymd_opt(2020, 2, 27).unwrap()
}

pub(super) fn household(id: HouseholdId, residents: impl IntoIterator<Item = u32>) -> Household {
    let quarantine = Quarantine::planned(Date::from_ymd_opt(2020, 2, 26).unwrap(), Date::from_ymd_opt(2020, 3, 10).unwrap());
    let resident = |id| Resident { id: ResidentId(id), name: format!("安{id}"), phone: None, origin: None, quarantine };
    Household {
        id,
        code: format!("YJ-{id}"),
        street: "公园街道".into(),
        community: "园锦社区".into(),
        address: "3-2-501".into(),
        guarantor: None,
        guarantor_workplace: None,
        residents: residents.into_iter().map(resident).collect(),
    }
}

/// A plan such as `temperature 10:50, seal 20:15`.
pub(super) fn plan(text: &str) -> Settings {
    let item = |(id, text): (u32, &str)| {
        let (kind, time) = text.split_once(' ').unwrap();
        PlanItem { id: PlanItemId(id), kind: kind_named(kind), at: time.parse().unwrap(), owed_by: vec![Role::Cadre, Role::Lead] }
    };
    Settings { plan: (1..).zip(text.split(", ")).map(item).collect(), ..Settings::default_in(Zone::SHANGHAI) }
}

fn kind_named(name: &str) -> CheckKind {
    match name {
        "contact" => CheckKind::Contact,
        "temperature" => CheckKind::Temperature,
        "seal" => CheckKind::Seal,
        _ => panic!("{name}"),
    }
}

/// Entries such as `10:50 done, 10:55 tried late`, numbered from 1, all of one target.
pub(super) fn observations(kind: CheckKind, resident: Option<ResidentId>, text: &str) -> Vec<Observation> {
    let observation = |(sequence, text): (u64, &str)| {
        let is_late = text.ends_with(" late");
        let (time, outcome) = text.trim_end_matches(" late").rsplit_once(' ').unwrap();
        let outcome = if outcome == "done" { Outcome::Done } else { Outcome::Tried };
        let target = Target::home(HOME, resident);
        Observation { entry: entry(sequence), target, kind, outcome, at: at(time), said_at: at(time), is_late }
    };
    (1..).zip(text.split(", ").filter(|text| !text.is_empty())).map(observation).collect()
}

pub(super) fn entry(sequence: u64) -> EntryId {
    EntryId { log: LogId([1; 16]), sequence }
}

pub(super) fn assignment(role: Role, complete_to: &[&str]) -> Assignment {
    let reported = |text: &&str| if *text == "never" { None } else { Some(at(text)) };
    Assignment {
        cadre: CadreId(1),
        name: "张如彬".into(),
        office: "市委办督查室".into(),
        phone: None,
        role,
        from: at("26 00:00"),
        until: None,
        complete_to: complete_to.iter().map(reported).collect(),
    }
}

/// What became of each check, such as `done by 2 late` or `missed`.
pub(super) fn words(covered: &[Covered]) -> String {
    let word = |covered: &Covered| {
        let by = covered.entry.map_or(String::new(), |entry| format!(" by {}", entry.sequence));
        format!("{:?}{by}{}", covered.state, if covered.late { " late" } else { "" }).to_lowercase()
    };
    covered.iter().map(word).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_check_of_10_50_stands_where_time_entries_and_reports_put_it() {
    let reported: &[&str] = &["12:20"];
    for (rule, now, entries, complete_to, expected) in [
        ("its window has not opened", "10:19", "", reported, "later"),
        ("its window opens", "10:20", "", reported, "due"),
        ("its time has come", "10:50", "", reported, "due"),
        ("its time has passed", "10:51", "", reported, "overdue"),
        ("its window is still open", "12:20", "", reported, "overdue"),
        ("closed, and every device has reported since", "12:21", "", reported, "missed"),
        ("closed, the report is older than that", "12:21", "", &["12:19"], "unknown"),
        ("closed, the device has never reported", "12:21", "", &["never"], "unknown"),
        ("closed, one of two devices is silent", "12:21", "", &["12:30", "11:00"], "unknown"),
        ("closed, both devices have reported", "12:21", "", &["12:30", "12:20"], "missed"),
        ("closed, the cadre has no device", "12:21", "", &[], "missed"),
        ("a silent device does not make it unknown before it closes", "12:20", "", &["never"], "overdue"),
        ("done at once", "10:50", "10:50 done", &["never"], "done by 1"),
        ("done while the window has just opened", "10:20", "10:20 done", reported, "done by 1"),
        ("done in the last minute", "12:21", "12:20 done", reported, "done by 1"),
        ("too early for the window", "12:21", "10:19 done", reported, "missed"),
        ("too late for the window", "12:30", "12:21 done", reported, "missed"),
        ("an early entry leaves it due", "10:20", "10:19 done", reported, "due"),
        ("no answer counts as tried at once", "10:50", "10:45 tried", reported, "tried by 1"),
        ("tried stays tried after the close", "12:21", "10:45 tried", reported, "tried by 1"),
        ("a try does not wait for silent devices", "12:21", "10:45 tried", &["never"], "tried by 1"),
        ("a later success makes tried done", "12:21", "10:45 tried, 11:30 done", reported, "done by 2"),
        ("a later try leaves done alone", "12:21", "10:45 done, 11:30 tried", reported, "done by 1"),
        ("a success outside the window leaves tried alone", "13:00", "10:45 tried, 12:30 done", reported, "tried by 1"),
        ("a late entry turns missed into done, marked", "20:00", "10:50 done late", reported, "done by 1 late"),
        ("a late try turns missed into tried, marked", "20:00", "10:50 tried late", reported, "tried by 1 late"),
        ("a late success outranks a try in time", "20:00", "10:50 tried, 10:55 done late", reported, "done by 2 late"),
        ("a late entry does not mark what was done in time", "20:00", "10:40 done late, 10:50 done", reported, "done by 2"),
        ("the first of two successes counts", "12:21", "10:55 done, 10:50 done", reported, "done by 2"),
    ] {
        let settings = plan("temperature 10:50");
        let checks = checks_on(&household(HOME, [1]), &settings, today());
        let assignments = [assignment(Role::Cadre, complete_to)];
        let responsible = Responsible::new(&settings.plan, [(HOME, &assignments[..])]);
        let covered = cover(&checks, &observations(CheckKind::Temperature, Some(AN), entries), &responsible, at(now));
        assert_eq!(words(&covered), expected, "{rule}");
    }
}

#[test]
fn an_entry_satisfies_one_check_and_the_earliest_open_one_first() {
    for (rule, planned, entries, expected) in [
        ("one entry in both windows", "temperature 10:00, temperature 11:00", "10:45 done", "done by 1, missed"),
        ("two entries in both windows", "temperature 10:00, temperature 11:00", "10:45 done, 10:50 done", "done by 1, done by 2"),
        ("only the second window holds it", "temperature 10:00, temperature 11:00", "11:45 done", "missed, done by 1"),
        ("the first goes where only it can", "temperature 10:00, temperature 11:00", "10:45 done, 9:35 done", "done by 2, done by 1"),
        ("a third has nothing left", "temperature 10:00, temperature 11:00", "10:31 done, 10:32 done, 10:33 done", "done by 1, done by 2"),
        ("tried takes what done leaves", "temperature 10:00, temperature 11:00", "10:40 tried, 10:50 done", "done by 2, tried by 1"),
        ("far apart", "temperature 10:50, temperature 18:00", "10:50 done, 18:00 done", "done by 1, done by 2"),
        ("the plan's order is not the day's", "temperature 18:00, temperature 10:50", "10:50 done", "done by 1, missed"),
        ("twice the same time", "temperature 10:50, temperature 10:50", "10:50 done", "done by 1, missed"),
        ("another kind", "contact 10:50, temperature 10:50", "10:50 done", "missed, done by 1"),
    ] {
        let settings = plan(planned);
        let checks = checks_on(&household(HOME, [1]), &settings, today());
        let assigned = [assignment(Role::Cadre, &["23:00"])];
        let responsible = Responsible::new(&settings.plan, [(HOME, &assigned[..])]);
        let covered = cover(&checks, &observations(CheckKind::Temperature, Some(AN), entries), &responsible, at("23:00"));
        assert_eq!(words(&covered), expected, "{rule}");
    }
}

#[test]
fn an_entry_satisfies_only_checks_of_its_own_target() {
    for (rule, kind, resident, expected) in [
        ("the first resident's", CheckKind::Temperature, Some(1), "done by 1, missed, missed"),
        ("the second resident's", CheckKind::Temperature, Some(2), "missed, done by 1, missed"),
        ("a stranger's", CheckKind::Temperature, Some(9), "missed, missed, missed"),
        ("nobody's", CheckKind::Temperature, None, "missed, missed, missed"),
        ("the door's", CheckKind::Seal, None, "missed, missed, done by 1"),
        ("the door's, though it names a resident", CheckKind::Seal, Some(2), "missed, missed, done by 1"),
        ("another kind's", CheckKind::Contact, Some(1), "missed, missed, missed"),
    ] {
        let settings = plan("temperature 10:50, seal 10:50");
        let checks = checks_on(&household(HOME, [1, 2]), &settings, today());
        let assigned = [assignment(Role::Cadre, &["23:00"])];
        let responsible = Responsible::new(&settings.plan, [(HOME, &assigned[..])]);
        let covered = cover(&checks, &observations(kind, resident.map(ResidentId), "10:50 done"), &responsible, at("23:00"));
        assert_eq!(words(&covered), expected, "{rule}");
    }
}

#[test]
fn missed_waits_for_the_devices_of_those_who_owed_the_check_at_its_time() {
    let until = |mut assignment: Assignment, text| {
        assignment.until = Some(at(text));
        assignment
    };
    let from = |mut assignment: Assignment, text| {
        assignment.from = at(text);
        assignment
    };
    let silent = |role| assignment(role, &["never"]);
    let reported = |role| assignment(role, &["12:20"]);
    for (rule, assignments, state, nobody_owes) in [
        ("nobody was assigned", vec![], CheckState::NotAssigned, true),
        ("one who owes is silent", vec![silent(Role::Cadre)], CheckState::Unknown, false),
        ("one of two who owe is silent", vec![reported(Role::Cadre), silent(Role::Lead)], CheckState::Unknown, false),
        ("a role that does not owe is silent", vec![reported(Role::Cadre), silent(Role::Community)], CheckState::Missed, false),
        ("only a role that does not owe", vec![silent(Role::Community)], CheckState::NotAssigned, true),
        ("who owes has no device", vec![assignment(Role::Cadre, &[])], CheckState::Missed, false),
        ("handed over before it was due", vec![until(silent(Role::Cadre), "10:50"), reported(Role::Lead)], CheckState::Missed, false),
        ("handed over after it was due", vec![until(silent(Role::Cadre), "10:51"), reported(Role::Lead)], CheckState::Unknown, false),
        ("taken over when it was due", vec![from(silent(Role::Cadre), "10:50")], CheckState::Unknown, false),
        ("taken over after it was due", vec![from(silent(Role::Cadre), "10:51")], CheckState::NotAssigned, true),
        (
            "between two cadres",
            vec![until(silent(Role::Cadre), "10:40"), from(reported(Role::Cadre), "11:00")],
            CheckState::NotAssigned,
            true,
        ),
    ] {
        let settings = plan("temperature 10:50");
        let checks = checks_on(&household(HOME, [1]), &settings, today());
        let covered = cover(&checks, &[], &Responsible::new(&settings.plan, [(HOME, &assignments[..])]), at("13:00"));
        assert_eq!((covered[0].state, covered[0].nobody_owes), (state, nobody_owes), "{rule}");
    }
}

#[test]
fn three_tries_in_a_row_raise_the_alert() {
    for (entries, alert) in [
        ("", false),
        ("9:00 tried, 10:00 tried", false),
        ("9:00 tried, 10:00 tried, 11:00 tried", true),
        ("8:00 done, 9:00 tried, 10:00 tried, 11:00 tried", true),
        ("9:00 tried, 10:00 done, 11:00 tried, 12:00 tried", false),
        ("9:00 tried, 10:00 tried, 11:00 tried, 12:00 done", false),
        ("9:00 tried, 10:00 tried, 11:00 tried, 12:00 tried", true),
    ] {
        assert_eq!(three_tried_in_a_row(&observations(CheckKind::Contact, Some(AN), entries)), alert, "{entries}");
    }
}

fn reading(resident: u32, time: &str, tenths: u16) -> Reading {
    let order = ClaimOrder { at: at(time), said_at: at(time), entry: entry(1) };
    Reading { order, resident: Some(ResidentId(resident)), celsius: Celsius(tenths) }
}

#[test]
fn a_day_of_the_strip_shows_the_worst_of_it() {
    use CheckState::{Done, Due, Later, Missed, NotAssigned, Overdue, Tried, Unknown};
    for (rule, states, reading, expected) in [
        ("still to come", &[Later, Later][..], None, StripState::Later),
        ("open and overdue are not closed", &[Due, Overdue], None, StripState::Later),
        ("the first of the day is done", &[Done, Later], None, StripState::Done),
        ("all done", &[Done, Done], None, StripState::Done),
        ("tried outranks done", &[Done, Tried], None, StripState::Tried),
        ("unknown outranks tried", &[Tried, Unknown, Done], None, StripState::Unknown),
        ("nobody was responsible", &[NotAssigned, NotAssigned], None, StripState::NotAssigned),
        ("nobody was in the morning, the evening is done", &[NotAssigned, Done, Later], None, StripState::NotAssigned),
        ("tried outranks not assigned", &[NotAssigned, Tried, Done], None, StripState::Tried),
        ("missed outranks unknown", &[Unknown, Missed, Tried], None, StripState::Missed),
        ("fever outranks missed", &[Missed, Done], Some(373), StripState::Fever),
        ("just below the threshold", &[Done, Done], Some(372), StripState::Done),
        ("a fever without any check", &[], Some(378), StripState::Fever),
    ] {
        let home = household(HOME, [1]);
        let check = checks_on(&home, &plan("temperature 10:50"), today())[0];
        let covered: Vec<Covered> =
            states.iter().map(|state| Covered { check, state: *state, entry: None, late: false, nobody_owes: false }).collect();
        let readings: Vec<_> = reading.map(|tenths| self::reading(1, "10:50", tenths)).into_iter().collect();
        let days = strip(&home.residents[0], &covered, &readings, &plan("temperature 10:50"), today());
        assert_eq!(days.len(), 14, "{rule}");
        assert_eq!((days[1].day, days[1].state), (2, expected), "{rule}");
        assert!(days.iter().filter(|day| day.date != today()).all(|day| day.state == StripState::Later && day.total == 0), "{rule}");
    }
}

#[test]
fn the_strip_counts_the_residents_own_checks_and_the_doors_and_the_highest_reading_of_the_day() {
    let settings = plan("temperature 10:50, seal 20:15");
    let home = household(HOME, [1, 2]);
    let checks = checks_on(&home, &settings, today());
    let covered = cover(&checks, &observations(CheckKind::Seal, None, "20:15 done"), &Responsible::new(&settings.plan, []), at("20:20"));
    // Half past midnight in Shanghai is still the day before in UTC.
    let readings = [reading(2, "28 00:30", 380), reading(2, "10:50", 365), reading(2, "18:00", 368), reading(1, "18:00", 390)];
    let days = strip(&home.residents[1], &covered, &readings, &settings, today());
    assert_eq!((days[1].done, days[1].total, days[1].highest, days[1].fever), (1, 2, Some(Celsius(368)), false));
    assert_eq!((days[2].highest, days[2].state), (Some(Celsius(380)), StripState::Fever));
}
