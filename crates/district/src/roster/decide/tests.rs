//! Rows against what is stored: which steps they give, and what is told.

use daylog_domain::{
    assignment::Role,
    change::{Field, Subject},
    household::Quarantine,
    roster::{Assignee, RosterRow, Taking, Turn},
    time::Date,
};
use daylog_storage::roster::{
    HouseholdFields, Known, KnownAssignment, KnownCadre, KnownCommunity, KnownHousehold, KnownResident, KnownStreet, ResidentFields,
};

use super::*;

mod by_hand;

const EVERYWHERE: Scope = Scope::Place(Place::District);

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// At noon of this day.
fn noon(day: &str) -> (Zone, Instant) {
    (Zone::SHANGHAI, Zone::SHANGHAI.parse(&format!("{day}T12:00")).unwrap())
}

/// 甲/局 with a device looks after 安某 in A1; 乙/局 did before.
fn known() -> Known {
    let text = |text: &str| Some(text.to_owned());
    let held = |id, cadre, is_running| KnownAssignment { id, household: 30, cadre, role: Role::Cadre, is_running, is_in_feed: is_running };
    let cadre = |id, name: &str, has_device| KnownCadre { id, name: name.to_owned(), office: "局".to_owned(), phone: None, has_device };
    Known {
        streets: vec![KnownStreet { id: 1, name: "街".to_owned() }],
        communities: vec![KnownCommunity { id: 2, street: 1, name: "社".to_owned() }],
        cadres: vec![cadre(10, "甲", true), cadre(11, "乙", false)],
        households: vec![KnownHousehold {
            id: 30,
            community: 2,
            code: "A1".to_owned(),
            address: "501".to_owned(),
            guarantor: text("保"),
            guarantor_workplace: None,
        }],
        residents: vec![KnownResident {
            id: 40,
            household: 30,
            name: "安某".to_owned(),
            document: None,
            phone: text("138"),
            origin: None,
            quarantine: Quarantine::planned(day("2020-02-26"), day("2020-03-10")),
        }],
        assignments: vec![held(50, 11, false), held(51, 10, true)],
        ..Known::default()
    }
}

fn assignee(name: &str, office: &str) -> Assignee {
    Assignee { name: name.to_owned(), office: office.to_owned(), role: Role::Cadre, phone: None }
}

fn row() -> RosterRow {
    RosterRow {
        line: 2,
        street: "街".to_owned(),
        community: "社".to_owned(),
        household: "A1".to_owned(),
        address: "501".to_owned(),
        resident: "安某".to_owned(),
        document: None,
        phone: None,
        origin: None,
        first_day: day("2020-02-26"),
        last_day: day("2020-03-10"),
        guarantor: None,
        guarantor_workplace: None,
        assignees: vec![assignee("甲", "局")],
    }
}

fn decided(row: RosterRow, taking: Taking) -> Decision {
    decide(known(), &[row], taking, EVERYWHERE, noon("2020-03-01"))
}

fn resident(phone: Option<&str>) -> ResidentFields {
    let (first_day, last_day) = (day("2020-02-26"), day("2020-03-10"));
    ResidentFields { document: None, phone: phone.map(str::to_owned), origin: None, first_day, last_day }
}

fn household(address: &str, guarantor: Option<&str>) -> HouseholdFields {
    HouseholdFields { address: address.to_owned(), guarantor: guarantor.map(str::to_owned), guarantor_workplace: None }
}

const HOME: Id = Id::Stored(30);
const TELL: Step = Step::TellHousehold { household: HOME };

#[test]
fn a_row_gives_a_step_for_each_thing_that_it_says_anew_and_none_for_the_rest() {
    let cases: Vec<(&str, RosterRow, Vec<Step>)> = vec![
        ("what is stored", row(), vec![]),
        (
            "what is stored, spelled in another way",
            RosterRow { household: "ａ1".to_owned(), resident: "安 某".to_owned(), phone: Some("1-3-8".to_owned()), ..row() },
            vec![],
        ),
        (
            "another number",
            RosterRow { phone: Some("139".to_owned()), ..row() },
            vec![Step::ChangeResident { resident: 40, fields: resident(Some("139")) }, TELL],
        ),
        (
            "another address",
            RosterRow { address: "502".to_owned(), ..row() },
            vec![Step::ChangeHousehold { household: 30, community: Id::Stored(2), fields: household("502", Some("保")) }, TELL],
        ),
        (
            "another community",
            RosterRow { community: "新".to_owned(), ..row() },
            vec![
                Step::AddCommunity { street: Id::Stored(1), name: "新".to_owned() },
                Step::ChangeHousehold { household: 30, community: Id::New(0), fields: household("501", Some("保")) },
                TELL,
            ],
        ),
        (
            "a number of the cadre",
            RosterRow { assignees: vec![Assignee { phone: Some("136".to_owned()), ..assignee("甲", "局") }], ..row() },
            vec![Step::SetPhone { cadre: Id::Stored(10), phone: Some("136".to_owned()) }, TELL],
        ),
        (
            "the former cadre once more",
            RosterRow { assignees: vec![assignee("乙", "局")], ..row() },
            vec![
                Step::EndAssignment { household: 30, assignment: 51 },
                Step::BeginAssignment { household: HOME, cadre: Id::Stored(11), role: Role::Cadre },
                TELL,
            ],
        ),
        (
            "another role",
            RosterRow { assignees: vec![Assignee { role: Role::Lead, ..assignee("甲", "局") }], ..row() },
            vec![
                Step::EndAssignment { household: 30, assignment: 51 },
                Step::BeginAssignment { household: HOME, cadre: Id::Stored(10), role: Role::Lead },
                TELL,
            ],
        ),
        (
            "a household of another street, with a new cadre",
            RosterRow { street: "路".to_owned(), household: "B1".to_owned(), assignees: vec![assignee("丙", "局")], ..row() },
            vec![
                Step::AddStreet { name: "路".to_owned() },
                Step::AddCommunity { street: Id::New(0), name: "社".to_owned() },
                Step::AddHousehold { community: Id::New(1), code: "B1".to_owned(), fields: household("501", None) },
                Step::AddResident { household: Id::New(2), name: "安某".to_owned(), fields: resident(None) },
                Step::AddCadre { name: "丙".to_owned(), office: "局".to_owned(), phone: None },
                Step::BeginAssignment { household: Id::New(2), cadre: Id::New(3), role: Role::Cadre },
                Step::TellHousehold { household: Id::New(2) },
            ],
        ),
    ];
    for (says, row, steps) in cases {
        assert_eq!(decided(row, Taking::default()).steps, steps, "{says}");
    }
}

#[test]
fn an_empty_cell_takes_away_what_is_known_only_when_it_is_told_to() {
    let cleared = decided(row(), Taking { blank_clears: true, ..Taking::default() });
    let expected = [
        Step::ChangeHousehold { household: 30, community: Id::Stored(2), fields: household("501", None) },
        Step::ChangeResident { resident: 40, fields: resident(None) },
        TELL,
    ];
    assert_eq!(cleared.steps, expected);
}

/// Who ends and who stays.
#[test]
fn a_cadre_whom_no_row_names_ends_where_the_file_is_the_whole_of_the_household() {
    let complete = Taking { is_complete: true, ..Taking::default() };
    for (resident, new, taking, turns) in [
        ("安某", assignee("乙", "局"), Taking::default(), [Turn::Ends, Turn::Begins]),
        ("另一人", assignee("乙", "局"), Taking::default(), [Turn::Stays, Turn::Begins]),
        ("另一人", assignee("乙", "局"), complete, [Turn::Ends, Turn::Begins]),
        // Most likely the same person, with the office written in another way, and the device is the old one's.
        ("安某", assignee("甲", "委"), Taking::default(), [Turn::Stays, Turn::Begins]),
        ("安某", assignee("甲", "委"), complete, [Turn::Ends, Turn::Begins]),
    ] {
        let row = RosterRow { resident: resident.to_owned(), assignees: vec![new], ..row() };
        let told: Vec<_> = decided(row.clone(), taking).applied.assignments.into_iter().map(|change| change.turn).collect();
        assert_eq!(told, turns, "{row:?} {taking:?}");
    }
}

#[test]
fn what_may_be_a_slip_is_warned_of_or_refused() {
    let mut numbered = known();
    numbered.households[0].code = "007".to_owned();
    numbered.residents[0].document = Some("22".to_owned());
    for (row, warned, refused) in [
        (RosterRow { assignees: vec![assignee("甲", "委")], ..row() }, vec!["cadre_namesake", "cadre_with_device_stays"], vec![]),
        (RosterRow { street: "路".to_owned(), ..row() }, vec!["community_namesake"], vec![]),
        (RosterRow { household: "B1".to_owned(), document: Some("22".to_owned()), ..row() }, vec!["document_known"], vec![]),
        // The same name and number behind another door; the number alone is a family's.
        (RosterRow { household: "B1".to_owned(), phone: Some("139 / 138".to_owned()), ..row() }, vec!["document_known"], vec![]),
        (RosterRow { household: "B1".to_owned(), resident: "李某".to_owned(), phone: Some("138".to_owned()), ..row() }, vec![], vec![]),
        (RosterRow { household: "7".to_owned(), ..row() }, vec![], vec!["code_zeros"]),
    ] {
        let household = if row.household == "A1" { "007".to_owned() } else { row.household.clone() };
        let decision = decide(numbered.clone(), &[RosterRow { household, ..row }], Taking::default(), EVERYWHERE, noon("2020-03-01"));
        let codes = |remarks: &[Remark]| remarks.iter().map(Remark::code).collect::<Vec<_>>();
        assert_eq!((codes(&decision.applied.warnings), codes(&decision.applied.refused)), (warned, refused));
    }
}

#[test]
fn a_file_that_changes_what_is_known_leaves_a_history_of_it() {
    let decision = decided(RosterRow { phone: Some("139".to_owned()), address: "502".to_owned(), ..row() }, Taking::default());
    let told: Vec<_> = decision.history.iter().map(|change| (change.subject, change.id, change.household, change.field)).collect();
    assert_eq!(told, [(Subject::Household, 30, Some(30), Field::Address), (Subject::Resident, 40, Some(30), Field::Phone)]);
    assert_eq!((decision.history[1].before.as_deref(), decision.history[1].after.as_deref()), (Some("138"), Some("139")));
}

#[test]
fn a_street_takes_in_its_own_rows_only_and_hears_nothing_of_the_others() {
    let mut two_streets = known();
    two_streets.streets.push(KnownStreet { id: 2, name: "路".to_owned() });
    two_streets.communities.push(KnownCommunity { id: 3, street: 2, name: "村".to_owned() });
    two_streets.residents[0].document = Some("22".to_owned());
    let at = |street: &str, community: &str, household: &str| RosterRow {
        street: street.to_owned(),
        community: community.to_owned(),
        household: household.to_owned(),
        document: Some("22".to_owned()),
        assignees: vec![Assignee { phone: Some("139".to_owned()), ..assignee("甲", "局") }],
        ..row()
    };
    let other = Scope::Place(Place::Street(daylog_domain::ids::StreetId(2)));
    for (rule, row, refused) in [
        ("its own community", at("路", "村", "B1"), false),
        ("a new community of its own", at("路", "新村", "B1"), false),
        ("another street's", at("街", "社", "B1"), true),
        ("a street that nobody knows", at("巷", "村", "B1"), true),
        ("another street's household, called its own", at("路", "村", "A1"), true),
    ] {
        let decision = decide(two_streets.clone(), &[row], Taking::default(), other, noon("2020-03-01"));
        let codes: Vec<_> = decision.applied.refused.iter().map(Remark::code).collect();
        assert_eq!((codes, decision.steps.is_empty()), (if refused { vec!["outside_scope"] } else { vec![] }, refused), "{rule}");
        assert_eq!(decision.applied.warnings, [], "{rule}");
        assert!(!decision.steps.iter().any(|step| matches!(step, Step::SetPhone { .. })), "{rule}");
    }
    let own = decide(two_streets, &[at("街", "社", "B1")], Taking::default(), EVERYWHERE, noon("2020-03-01"));
    assert!(own.steps.iter().any(|step| matches!(step, Step::SetPhone { .. })) && own.applied.warnings.len() == 1);
}
