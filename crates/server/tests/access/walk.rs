//! The walk: every route of the OpenAPI document, as every viewer, about the own and the other place, answers as the table of
//! access says. What the table itself says is told by hand in `ROWS` and in `DOORS`.

use daylog_district::{
    password,
    types::Only,
    views::{self, ListQuery},
};
use daylog_domain::{
    access::{Action, Resource, Scope, Viewer, may, scope_of},
    ids::{BuildingId, CadreId, StreetId, TeamId},
    places::{Place, Premises},
};
use daylog_server::{router, routes::listed::Route};
use daylog_storage::{StorageError, accounts, params, teams};
use serde_json::Value;

use super::{
    METRICS_TOKEN, Marks, OTHER, OWN,
    common::{District, community, page::Page, secretary, two_households},
    district,
};

const OWN_PLACE: Place = Place::Community(community(2));
const OTHER_PLACE: Place = Place::Community(community(1));

/// Parameters that name a place, or what lies there: the name, its value for the own place, and for the other one.
const OF_A_PLACE: [(&str, &str, &str); 6] = [
    ("act", "2", "1"),
    ("household", "2", "1"),
    ("resident", "2", "1"),
    ("device", "2", "1"),
    ("community", "2", "1"),
    ("account", OWN_SECRETARY, OTHER_SECRETARY),
];
/// The accounts of the two secretaries, behind the first account and the district's of the walk.
const OWN_SECRETARY: &str = "3";
const OTHER_SECRETARY: &str = "4";
/// Parameters that name no place.
const OF_NO_PLACE: [&str; 16] = [
    "upload",
    "date",
    "all",
    "state",
    "hour",
    "cadre",
    "rows",
    "search",
    "only",
    "after",
    "limit",
    "what",
    "from",
    "until",
    "x-daylog",
    "idempotency-key",
];
/// What acts are asked with, where an empty object is no request of theirs: the route and its body.
const BODIES: [(&str, &str); 2] =
    [("/api/v1/acts/{act}/undo", r#"{"preview":true}"#), ("/api/v1/assignments", r#"{"households":[],"to":1}"#)];

/// An act is told by its key. It reads its body before it looks for what it is about.
fn body_of(path: &str, operation: &Value) -> &'static str {
    let is_act = operation["parameters"].as_array().into_iter().flatten().any(|parameter| parameter["name"] == "idempotency-key");
    let given = BODIES.iter().find(|(known, _)| *known == path).map(|(_, body)| *body);
    given.unwrap_or(if is_act { "{}" } else { "" })
}

/// One question of the walk.
struct Question {
    route: Route,
    path: String,
    /// Of which place it asks; none asks for whatever is in scope.
    place: Option<Place>,
    body: &'static str,
    /// Whether a session opens it, and not a token, a signature or nothing.
    is_of_accounts: bool,
}

/// Every route of the document, about each place that its parameters can name, and about none where they can be left out.
fn questions() -> Vec<Question> {
    let document = serde_json::to_value(daylog_server::openapi::document()).unwrap();
    let mut found = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let of_route = |route: &&Route| route.path == path && route.method == method.to_uppercase();
            let route = *router::list().iter().find(of_route).unwrap_or_else(|| panic!("described and not served: {method} {path}"));
            let is_of_accounts =
                path.starts_with("/api/v1/") && operation["responses"]["401"].is_object() && route.action != Action::SignIn;
            let mut asked = vec![(path.clone(), None)];
            for parameter in operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default() {
                asked = with(parameter, asked);
            }
            assert!(asked.iter().all(|(path, _)| !path.contains('{')), "a part of {path} is not described");
            let body = body_of(path, operation);
            found.extend(asked.into_iter().map(|(path, place)| Question { route, path, place, body, is_of_accounts }));
        }
    }
    // It ends the session that the others need.
    found.sort_by_key(|question| question.route.method == "DELETE");
    found
}

fn with(parameter: &Value, asked: Vec<(String, Option<Place>)>) -> Vec<(String, Option<Place>)> {
    let name = parameter["name"].as_str().unwrap();
    let Some((_, own, other)) = OF_A_PLACE.iter().find(|(known, ..)| *known == name) else {
        assert!(OF_NO_PLACE.contains(&name), "say in this file of which place `{name}` asks");
        // What stands in a path names something that is nobody's.
        return asked.into_iter().map(|(path, place)| (path.replace(&format!("{{{name}}}"), "0"), place)).collect();
    };
    let about = |(path, _): &(String, Option<Place>)| {
        let is_in_path = parameter["in"] == "path";
        let named = |value: &str| match is_in_path {
            true => path.replace(&format!("{{{name}}}"), value),
            false => format!("{path}?{name}={value}"),
        };
        let both = [(named(own), Some(OWN_PLACE)), (named(other), Some(OTHER_PLACE))];
        both.into_iter().chain((!is_in_path).then(|| (path.clone(), None)))
    };
    asked.iter().flat_map(about).collect()
}

/// Everybody who can ask over HTTP without a device, each with what opens the routes to them.
async fn viewers(district: &District) -> Vec<(Viewer, Page, String)> {
    let hash = password::hash("secret").unwrap();
    let mut found = vec![
        (Viewer::Anyone, Page::new(district), String::new()),
        (Viewer::Monitor, Page::new(district), format!("Bearer {METRICS_TOKEN}")),
    ];
    let team = district.server.database.write(|transaction| teams::insert(transaction, "督查组", "市委办", None)).unwrap().unwrap();
    for (name, viewer) in [
        ("区", Viewer::District),
        ("本处书记", secretary(2)),
        ("他处书记", secretary(1)),
        ("街道", Viewer::Street(StreetId(1))),
        ("市里督查", Viewer::Inspector(Place::District)),
        ("本处督查", Viewer::Inspector(OWN_PLACE)),
        ("他处督查", Viewer::Inspector(OTHER_PLACE)),
        ("组长", Viewer::Lead(team)),
    ] {
        let now = district.now();
        district.server.database.write(|transaction| accounts::insert(transaction, name, viewer, &hash, now)).unwrap();
        let mut page = Page::new(district);
        assert_eq!(page.sign_in(name, "secret").await.0, 200);
        found.push((viewer, page, String::new()));
    }
    found
}

#[tokio::test]
async fn every_route_of_the_document_answers_every_viewer_about_every_place_as_the_table_says() {
    let district = district();
    let viewers = viewers(&district).await;
    let questions = questions();
    assert!(router::list().iter().all(|route| questions.iter().any(|question| question.route == *route)), "every route is asked");
    for question in &questions {
        for (viewer, page, bearer) in &viewers {
            let mut headers = vec![("x-daylog", "1"), ("authorization", bearer.as_str())];
            headers.extend((!question.body.is_empty()).then_some(("content-type", "application/json")));
            let (status, _, body) = page.ask(question.route.method, &question.path, &headers, question.body).await;
            let asked = format!("{viewer:?} {} {}: {status}", question.route.method, question.path);
            let action = question.route.action;
            let is_allowed = match &question.place {
                Some(place) => may(*viewer, action, Resource::place(place)),
                None => scope_of(*viewer, action) != Scope::Nothing,
            };
            let is_refused = match viewer {
                Viewer::Anyone | Viewer::Monitor if question.is_of_accounts => status == 401,
                _ if question.is_of_accounts => status == 403 || status == 404,
                // What a signature or a token opens; without one there is nothing behind it.
                _ => !status.is_success(),
            };
            let is_answered = ![401, 403, 404].contains(&status.as_u16());
            assert!(if is_allowed { is_answered } else { is_refused }, "{asked}");
            let body = String::from_utf8_lossy(&body);
            let hidden = |marks: &Marks, place: &Place| !may(*viewer, action, Resource::place(place)) && marks.found_in(&body).is_some();
            assert!(!hidden(&OWN, &OWN_PLACE) && !hidden(&OTHER, &OTHER_PLACE), "{asked} shows what is not in scope: {body}");
        }
    }
}

const LEAD: Viewer = Viewer::Lead(TeamId(1));

/// A viewer of each kind, in the order of the columns of `DOORS`.
const KINDS: [Viewer; 9] = [
    Viewer::Anyone,
    Viewer::District,
    Viewer::Street(StreetId(1)),
    secretary(2),
    LEAD,
    Viewer::Inspector(OWN_PLACE),
    Viewer::Monitor,
    Viewer::CadresDevice(CadreId(1)),
    Viewer::LeadsDevice(CadreId(1), TeamId(1)),
];

/// To whom a route opens at all, told by hand: `+` and `-` for anyone, district, street, secretary, lead, inspector, monitor,
/// a cadre's device, a lead's device. A device has no session, so what `+` gives it of a page it pulls by `/sync`.
const DOORS: &[(&str, &str)] = &[
    ("GET /api/v1/me", "- + + + + + - - -"),
    ("POST /api/v1/session/second-factor", "+ + + + + + + + +"),
    ("POST /api/v1/me/role", "- + + + + + - - -"),
    ("POST /api/v1/me/password", "- + + + + + - - -"),
    ("POST /api/v1/me/recovery-codes", "- + + + + + - - -"),
    ("GET /api/v1/me/sessions", "- + + + + + - - -"),
    ("POST /api/v1/me/sessions/end-others", "- + + + + + - - -"),
    ("GET /api/v1/accounts", "- + + - - - - - -"),
    ("POST /api/v1/accounts", "- + + - - - - - -"),
    ("POST /api/v1/accounts/{account}", "- + + - - - - - -"),
    ("GET /api/v1/access-record", "- + - - - - - - -"),
    ("GET /api/v1/access-record.csv", "- + - - - - - - -"),
    ("GET /api/v1/overview", "- + + + - + - + +"),
    ("GET /api/v1/attention", "- + + + - + - + +"),
    ("GET /api/v1/overdue", "- + + + - + - + +"),
    ("GET /api/v1/households", "- + + + - + - + +"),
    ("GET /api/v1/households/{household}", "- + + + - + - + +"),
    ("POST /api/v1/households/{household}/correct", "- + + + - - - - -"),
    ("POST /api/v1/residents/{resident}/correct", "- + + + - - - - -"),
    ("POST /api/v1/quarantine/end", "- + + + - - - - -"),
    ("POST /api/v1/quarantine/extend", "- + + + - - - - -"),
    ("POST /api/v1/acts/{act}/undo", "- + + + - - - - -"),
    ("POST /api/v1/assignments", "- + + + + - - - -"),
    ("GET /api/v1/assignees", "- + + + + - - - -"),
    ("POST /api/v1/rescue", "- + + + + + - + +"),
    ("POST /api/v1/roster-uploads", "- + + - - - - - -"),
    ("GET /api/v1/roster-uploads/{upload}", "- + + - - - - - -"),
    ("POST /api/v1/roster-uploads/{upload}", "- + + - - - - - -"),
    ("DELETE /api/v1/roster-uploads/{upload}", "- + + - - - - - -"),
    ("GET /api/v1/roster-uploads/{upload}/refused", "- + + - - - - - -"),
    ("POST /api/v1/roster-uploads/{upload}/commit", "- + + - - - - - -"),
    ("GET /api/v1/devices", "- + + - - - - - -"),
    ("POST /api/v1/devices/{device}/lost", "- + + + - - - - -"),
    ("POST /api/v1/devices/{device}/revoke", "- + + - - - - - -"),
    ("GET /api/v1/events", "- + + + + + - - -"),
    ("GET /api/v1/openapi.json", "+ + + + + + + + +"),
    ("GET /healthz", "+ + + + + + + + +"),
    ("GET /metrics", "- - - - - - + - -"),
    ("POST /sync", "- - - - - - - + +"),
    ("POST /deliver", "- + + + + + - + +"),
    ("POST /enrol", "+ + + + + + + + +"),
    ("POST /api/v1/session", "+ + + + + + + + +"),
    ("DELETE /api/v1/session", "- + + + + + - - -"),
];

#[test]
fn every_route_opens_to_the_kinds_of_viewers_that_are_told_here_and_to_no_other() {
    for route in router::list() {
        let name = format!("{} {}", route.method, route.path);
        let opens = KINDS.map(|viewer| if scope_of(viewer, route.action) == Scope::Nothing { "-" } else { "+" }).join(" ");
        let told = DOORS.iter().find(|(known, _)| *known == name).map(|(_, told)| *told);
        assert_eq!(Some(opens.as_str()), told, "{name}");
    }
}

#[test]
fn a_page_keeps_to_the_scope_of_viewers_of_every_kind() {
    let district = district();
    for (viewer, other, own) in [
        (Viewer::Street(StreetId(1)), true, true),
        (Viewer::Street(StreetId(2)), false, false),
        (Viewer::Inspector(Place::District), true, true),
        (Viewer::Inspector(OTHER_PLACE), true, false),
        (Viewer::Inspector(Place::Premises(community(2), Premises::Building(BuildingId(1)))), false, false),
        (LEAD, false, false),
        (Viewer::Monitor, false, false),
        (Viewer::Anyone, false, false),
    ] {
        let scope = scope_of(viewer, Action::SeeEntries);
        let shown = district.server.database.read(|connection| {
            let page = |household| views::household_page(connection, scope, household, None, district.now());
            Ok::<_, StorageError>((page(1)?.is_some(), page(2)?.is_some()))
        });
        assert_eq!(shown.unwrap(), (other, own), "{viewer:?}");
    }
}

#[test]
fn a_query_of_households_keeps_to_its_place() {
    let district = district();
    for (place, expected) in [
        (Place::District, vec![1, 2]),
        (Place::Street(StreetId(1)), vec![1, 2]),
        (Place::Street(StreetId(2)), vec![]),
        (OTHER_PLACE, vec![1]),
        (OWN_PLACE, vec![2]),
        (Place::Premises(community(2), Premises::Building(BuildingId(1))), vec![]),
    ] {
        let found = |only| {
            let asked =
                ListQuery { scope: Scope::Place(place), place, date: "2020-03-01".parse().ok(), text: "", only, after: None, limit: 10 };
            let list = views::household_list(&district.server, &asked).unwrap();
            let mut ids: Vec<u32> = list.rows.iter().map(|row| row.door.household.0).collect();
            ids.sort();
            (ids, list.households)
        };
        let count = u32::try_from(expected.len()).unwrap();
        for only in [None, Some(Only::InQuarantine)] {
            assert_eq!(found(only), (expected.clone(), count), "{place:?}");
        }
    }
}

#[test]
fn an_account_without_its_community_is_nobodys_and_not_the_districts() {
    let district = District::in_a_file(&two_households());
    let hash = password::hash("secret").unwrap();
    let written = district.server.database.write(|transaction| {
        accounts::insert(transaction, "某人", secretary(1), &hash, district.now())?;
        transaction.run("pragma ignore_check_constraints = true", params![])?;
        transaction.run("UPDATE account_role SET community = NULL WHERE role = 'secretary'", params![])?;
        transaction.run("pragma ignore_check_constraints = false", params![])?;
        Ok::<_, StorageError>(())
    });
    written.unwrap();
    let found = district.server.database.read(|connection| accounts::by_name(connection, "某人"));
    assert!(matches!(found, Err(StorageError::Unreadable { .. })));
}

#[test]
fn an_account_that_cannot_be_stored_is_refused_and_not_stored_as_another() {
    let district = district();
    let hash = password::hash("secret").unwrap();
    let premises = Viewer::Inspector(Place::Premises(community(2), Premises::Building(BuildingId(1))));
    for viewer in KINDS.into_iter().filter(|viewer| viewer.role().is_none()).chain([premises]) {
        let inserted = district.server.database.write(|transaction| accounts::insert(transaction, "某人", viewer, &hash, district.now()));
        assert!(matches!(inserted, Err(StorageError::NotStored { .. })), "{viewer:?}");
    }
    assert!(district.server.database.read(|connection| accounts::by_name(connection, "某人")).unwrap().is_none());
}
