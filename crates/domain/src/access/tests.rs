//! The table told a second time, and independently of it: every action, as every viewer, about every target;
//! and the sentences of the product's description that the table must answer.

use std::slice;

use super::*;
use crate::{
    ids::{BuildingId, CadreId, CommunityId, SiteId, StreetId, TeamId},
    places::{Community, Place, Premises},
};

const fn community(street: u32, id: u32) -> Community {
    Community { street: StreetId(street), id: CommunityId(id) }
}

const STREET_1: Place = Place::Street(StreetId(1));
const STREET_2: Place = Place::Street(StreetId(2));
const COMMUNITY_11: Place = Place::Community(community(1, 11));
const COMMUNITY_12: Place = Place::Community(community(1, 12));
const COMMUNITY_21: Place = Place::Community(community(2, 21));
const BUILDING_OF_11: Place = Place::Premises(community(1, 11), Premises::Building(BuildingId(1)));
const SITE_OF_12: Place = Place::Premises(community(1, 12), Premises::Site(SiteId(1)));
const TEAM_1: TeamId = TeamId(1);
const TEAM_2: TeamId = TeamId(2);

/// A household in a place that these cadres of these teams look after.
const fn household<'a>(place: &'a Place, cadres: &'a [CadreId], teams: &'a [TeamId]) -> Resource<'a> {
    Resource { places: slice::from_ref(place), teams, cadres }
}

/// Cadre 1 and the lead of team 1, who is cadre 2, look after a household each; cadre 3 of team 2 after one in another street.
const TARGETS: [(&str, Resource<'static>); 16] = [
    ("nothing", Resource::NONE),
    ("district", household(&Place::District, &[], &[])),
    ("street 1", household(&STREET_1, &[], &[])),
    ("street 2", household(&STREET_2, &[], &[])),
    ("community 11", household(&COMMUNITY_11, &[], &[])),
    ("community 12", household(&COMMUNITY_12, &[], &[])),
    ("community 21", household(&COMMUNITY_21, &[], &[])),
    ("building of 11", household(&BUILDING_OF_11, &[], &[])),
    ("site of 12", household(&SITE_OF_12, &[], &[])),
    ("team 1", Resource { teams: &[TEAM_1], ..Resource::NONE }),
    ("team 2", Resource { teams: &[TEAM_2], ..Resource::NONE }),
    ("cadre 1's in building of 11", household(&BUILDING_OF_11, &[CadreId(1)], &[TEAM_1])),
    ("the lead's in 12", household(&COMMUNITY_12, &[CadreId(2)], &[TEAM_1])),
    ("cadre 3's in 21", household(&COMMUNITY_21, &[CadreId(3)], &[TEAM_2])),
    ("nobody's in 11", household(&COMMUNITY_11, &[], &[])),
    ("cadre 1's device", Resource { places: &[COMMUNITY_21, COMMUNITY_11], teams: &[TEAM_1], cadres: &[CadreId(1)] }),
];

/// A letter of the table below, and the targets that it covers.
type Part = (char, &'static [&'static str]);

/// Each viewer, and which targets lie in its place (`p`), in its team (`t`) and are its own (`o`).
const VIEWERS: [(Viewer, &[Part]); 9] = [
    (Viewer::Anyone, &[]),
    (
        Viewer::District,
        &[(
            'p',
            &[
                "nothing",
                "district",
                "street 1",
                "street 2",
                "community 11",
                "community 12",
                "community 21",
                "building of 11",
                "site of 12",
                "team 1",
                "team 2",
                "cadre 1's in building of 11",
                "the lead's in 12",
                "cadre 3's in 21",
                "nobody's in 11",
                "cadre 1's device",
            ],
        )],
    ),
    (Viewer::Street(StreetId(1)), &[('p', OF_STREET_1)]),
    (
        Viewer::Secretary(community(1, 11)),
        &[('p', &["community 11", "building of 11", "cadre 1's in building of 11", "nobody's in 11", "cadre 1's device"])],
    ),
    (Viewer::Lead(TEAM_1), &[('t', OF_TEAM_1)]),
    (Viewer::Inspector(STREET_1), &[('p', OF_STREET_1)]),
    (Viewer::Monitor, &[]),
    (Viewer::CadresDevice(CadreId(1)), &[('o', &["cadre 1's in building of 11", "cadre 1's device"])]),
    (Viewer::LeadsDevice(CadreId(2), TEAM_1), &[('t', OF_TEAM_1), ('o', &["the lead's in 12"])]),
];

const OF_STREET_1: &[&str] = &[
    "street 1",
    "community 11",
    "community 12",
    "building of 11",
    "site of 12",
    "cadre 1's in building of 11",
    "the lead's in 12",
    "nobody's in 11",
    "cadre 1's device",
];
const OF_TEAM_1: &[&str] = &["team 1", "cadre 1's in building of 11", "the lead's in 12", "cadre 1's device"];

/// Columns in the order of `VIEWERS`; `y` is yes with no place, `-` no.
const EXPECTED: &str = "
    SeePublic          y y y y y y y y y
    SignIn             y y y y y y y y y
    Enrol              y y y y y y y y y
    UseOwnSession      - y y y y y - - -
    HearChanges        - y y y y y - - -
    HandInEnvelopes    - y y y y y - y y
    Sync               - - - - - - - y y
    ReadMetrics        - - - - - - y - -
    SeeCounts          - p p p t p - - t
    SeeGaps            - p p p t p - - -
    SeeHousehold       - p p p - p - o o
    SeeEntries         - p p p - p - o o
    SeeDocumentNumbers - p - - - - - - -
    SeeSigns           - p - - - p - o o
    SeeDevices         - p p - - - - - -
    SeeAccessRecord    - p - - - - - - -
    ActOnAlert         - p p p - - - - -
    NudgeCadre         - p p p - - - - -
    Assign             - p p p t - - - -
    RecordForCadre     - p p p - - - - -
    EditHousehold      - p p p - - - - -
    ImportRoster       - p p - - - - - -
    EditPlaces         - p p - - - - - -
    ManagePeople       - p p - - - - - -
    EditPlans          - p p - - - - - -
    EditSettings       - p - - - - - - -
    InviteDevice       - p p - - - - - -
    ConfirmLoss        - p p p - - - - -
    RevokeDevice       - p p - - - - - -
    ManageAccounts     - p p - - - - - -
    PrintDocument      - p p p - - - - -
    Export             - p p - - - - - -
    SendReport         - p p - - - - - -
    TakeEvidence       - p - - - p - - -
    WriteFinding       - - - - - p - - -
    AnswerDataRequest  - p - - - - - - -
    OperateServer      - p - - - - - - -
";

#[test]
fn every_cell_answers_for_every_target_as_it_is_told_here() {
    let mut rows = EXPECTED.lines().filter(|line| !line.trim().is_empty());
    for action in Action::ALL {
        let row: Vec<&str> = rows.next().unwrap().split_whitespace().collect();
        assert_eq!((row[0], row.len()), (format!("{action:?}").as_str(), VIEWERS.len() + 1));
        for ((viewer, parts), cell) in VIEWERS.iter().zip(&row[1..]) {
            let covered: &[&str] = match *cell {
                "-" => &[],
                "y" => &["nothing"],
                letter => parts.iter().find(|(part, _)| letter.starts_with(*part)).unwrap().1,
            };
            for (name, target) in TARGETS {
                assert_eq!(may(*viewer, *action, target), covered.contains(&name), "{viewer:?} {action:?} {name}");
            }
        }
    }
    assert_eq!(rows.next(), None);
}

#[test]
fn no_cell_holds_a_rule_that_means_nothing_to_its_viewer() {
    for action in Action::ALL {
        for ((viewer, _), rule) in VIEWERS.iter().zip(action.rules()) {
            assert_eq!(scope_of(*viewer, *action) == Scope::Nothing, rule == Rule::No, "{viewer:?} {action:?}");
        }
    }
}

#[test]
fn the_sentences_of_the_products_description_hold() {
    use Action::*;
    let community_11 = Resource::place(&COMMUNITY_11);
    let community_21 = Resource::place(&COMMUNITY_21);
    let team_1 = Resource::team(&TEAM_1);
    let of_team_1 = household(&COMMUNITY_11, &[CadreId(1)], &[TEAM_1]);
    let of_cadre_2 = household(&COMMUNITY_11, &[CadreId(2)], &[TEAM_1]);
    let (secretary, street, lead) = (Viewer::Secretary(community(1, 11)), Viewer::Street(StreetId(1)), Viewer::Lead(TEAM_1));
    let (phone, leads_phone) = (Viewer::CadresDevice(CadreId(1)), Viewer::LeadsDevice(CadreId(2), TEAM_1));
    let inspector = Viewer::Inspector(COMMUNITY_21);
    for (sentence, viewer, action, target, is_allowed) in [
        ("a secretary sees who has fever in the own community", secretary, SeeEntries, community_11, true),
        ("a secretary sees nothing of another community", secretary, SeeCounts, community_21, false),
        ("a secretary covers tonight", secretary, Assign, community_11, true),
        ("a secretary confirms a loss", secretary, ConfirmLoss, community_11, true),
        ("a secretary revokes no device", secretary, RevokeDevice, community_11, false),
        ("a street imports the rosters of its communities", street, ImportRoster, community_11, true),
        ("a street imports no other street's roster", street, ImportRoster, community_21, false),
        ("a lead sees the team's gaps now", lead, SeeGaps, team_1, true),
        ("a lead moves a household within the team", lead, Assign, of_team_1, true),
        ("a lead sees no readings", lead, SeeEntries, of_team_1, false),
        ("a phone holds the households assigned to its cadre", phone, SeeHousehold, of_team_1, true),
        ("a phone holds no household of a colleague", phone, SeeHousehold, of_cadre_2, false),
        ("a phone holds what its cadre wrote about a place", phone, SeeEntries, household(&SITE_OF_12, &[CadreId(1)], &[]), true),
        ("a phone holds nothing that a colleague wrote about one", phone, SeeEntries, household(&SITE_OF_12, &[CadreId(2)], &[]), false),
        ("a secretary sees what is written about a building of the own", secretary, SeeEntries, Resource::place(&BUILDING_OF_11), true),
        ("a secretary sees nothing of another community's site", secretary, SeeEntries, Resource::place(&SITE_OF_12), false),
        ("a lead's phone adds counts", leads_phone, SeeCounts, team_1, true),
        ("a lead's phone adds no readings", leads_phone, SeeEntries, of_team_1, false),
        ("a lead who is responsible reads the own households' entries", leads_phone, SeeEntries, of_cadre_2, true),
        ("an inspector takes evidence where the district says", inspector, TakeEvidence, community_21, true),
        ("an inspector writes a finding there", inspector, WriteFinding, community_21, true),
        ("an inspector sees nothing elsewhere", inspector, SeeEntries, community_11, false),
        ("an inspector changes no household", inspector, EditHousehold, community_21, false),
        ("a monitor reads metrics", Viewer::Monitor, ReadMetrics, Resource::NONE, true),
        ("nobody else reads metrics, the district neither", Viewer::District, ReadMetrics, Resource::NONE, false),
    ] {
        assert_eq!(may(viewer, action, target), is_allowed, "{sentence}");
    }
}

#[test]
fn who_sees_entries_sees_what_pages_and_the_feed_show_beside_them_to_the_same_extent() {
    // A route names one action, and the feed asks once: this is what that relies on.
    for (viewer, _) in VIEWERS {
        let scope = scope_of(viewer, Action::SeeEntries);
        let is_device = matches!(viewer, Viewer::CadresDevice(_) | Viewer::LeadsDevice(..));
        let beside: &[Action] =
            if is_device { &[Action::SeeHousehold] } else { &[Action::SeeHousehold, Action::SeeGaps, Action::SeeCounts] };
        for action in beside {
            assert!(scope == Scope::Nothing || scope_of(viewer, *action) == scope, "{viewer:?} {action:?}");
        }
    }
}

#[test]
fn a_query_is_limited_by_the_same_scope_that_may_asks() {
    for (viewer, action, scope) in [
        (Viewer::District, Action::SeeHousehold, Scope::Place(Place::District)),
        (Viewer::Street(StreetId(1)), Action::SeeHousehold, Scope::Place(STREET_1)),
        (Viewer::Secretary(community(1, 11)), Action::SeeHousehold, Scope::Place(COMMUNITY_11)),
        (Viewer::Secretary(community(1, 11)), Action::HandInEnvelopes, Scope::NoPlace),
        (Viewer::Secretary(community(1, 11)), Action::SeeDevices, Scope::Nothing),
        (Viewer::Lead(TEAM_1), Action::SeeGaps, Scope::Team(TEAM_1)),
        (Viewer::Inspector(BUILDING_OF_11), Action::SeeEntries, Scope::Place(BUILDING_OF_11)),
        (Viewer::LeadsDevice(CadreId(2), TEAM_1), Action::SeeCounts, Scope::Team(TEAM_1)),
        (Viewer::LeadsDevice(CadreId(2), TEAM_1), Action::SeeEntries, Scope::Cadre(CadreId(2))),
    ] {
        assert_eq!(scope_of(viewer, action), scope, "{viewer:?} {action:?}");
    }
}
