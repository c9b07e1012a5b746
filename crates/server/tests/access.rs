//! Who may ask what: every route, as everybody, about every place. The routes come from the router itself, so that a new
//! one without a row here fails; what a refused answer says is searched for the other place's data.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;
#[path = "access/walk.rs"]
mod walk;

use common::{District, HEADER, community, entry, page::Page, reading, secretary};
use daylog_district::{
    acts::{self, Actor},
    password, profile,
    types::CorrectResident,
};
use daylog_domain::{
    access::{Scope, Viewer},
    change::Source,
    entries::{Content, note::Note},
    places::Place,
};
use daylog_server::router;
use daylog_storage::{
    accounts::{self, Removal},
    changes::Author,
};
use daylog_wire::{envelope::OpenedEnvelope, feed::FeedItem, rescue::Rescue};

/// Everything that names the household of one community, and nothing of the other's.
struct Marks(&'static [&'static str]);

const OWN: Marks = Marks(&["OWN-7781", "梨花路", "金善姬", "13900007781", "X7781", "朴担保", "玻璃厂", "崔队员", "想喝米酒", "37.9"]);
const OTHER: Marks = Marks(&["OTHER-5512", "松林街", "李海燕", "13900005512", "X5512", "许担保", "纸箱厂", "孙队员", "要买咸菜", "38.4"]);

/// Document numbers: the server keeps them and shows them to nobody yet.
const SHOWN_NOWHERE: [&str; 2] = ["X7781", "X5512"];

impl Marks {
    fn found_in(&self, body: &str) -> Option<&'static str> {
        self.0.iter().find(|mark| body.contains(*mark)).copied()
    }
}

const METRICS_TOKEN: &str = "5d2c81f0a6b94e73";

/// Household 1 in community 1 is the other place, household 2 in community 2 the own one. Both have entries, written on
/// devices 1 and 2, and the server has a token for its metrics.
fn district() -> District {
    let rows = "河南街道,他处社区,OTHER-5512,松林街9号,李海燕,X5512,13900005512,境外,2020-02-26,2020-03-10,许担保,纸箱厂,孙队员/乙局/cadre\n\
                河南街道,本处社区,OWN-7781,梨花路3号,金善姬,X7781,13900007781,境外,2020-02-26,2020-03-10,朴担保,玻璃厂,崔队员/甲局/cadre\n";
    let district = District::new(&format!("{HEADER}\n{rows}"));
    for (cadre, household, text, tenths) in [("孙队员", 1, "要买咸菜", 384), ("崔队员", 2, "想喝米酒", 379)] {
        let mut device = district.device(cadre);
        device.append(&entry(household, "2020-03-01T10:35", Content::Note(Note { text: text.to_owned() })));
        device.append(&reading(household, "2020-03-01T10:36", tenths));
        device.sync(&district.server);
        assert_eq!(device.id.0, household, "the rows name devices by the household that they write about");
    }
    (1..=2).for_each(|resident| correct(&district, resident));
    district.server.metrics.set_token(METRICS_TOKEN);
    district
}

/// An act about the household of this number, with the same number.
fn correct(district: &District, resident: u32) {
    let by = Actor { author: Author::of_command(Source::Screen), scope: Scope::Place(Place::District) };
    let request = acts::Request { by: &by, is_preview: false, key: None, now: district.now() };
    let asked = CorrectResident { origin: Some("境内".to_owned()), ..CorrectResident::default() };
    acts::act(&district.server.database, request, |act| profile::correct_resident(act, resident, &asked)).unwrap();
}

/// A rescue file of the other place's device: one more entry about its household, encrypted to the district.
fn rescue(district: &District) -> Vec<u8> {
    let mut device = district.device("孙队员");
    device.append(&entry(1, "2020-03-01T10:39", Content::Note(Note { text: "要买咸菜".to_owned() })));
    let opened_envelope = OpenedEnvelope { device: device.id, log: device.log, nonce: device.nonce, segment: device.segment(1, 1) };
    let encrypted = opened_envelope.encrypt(&district.server.keys.envelope_public(), &[5; 32]).unwrap();
    Rescue { envelopes: vec![encrypted] }.to_bytes()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Nobody,
    District,
    /// The secretary of the own community.
    Secretary,
    Expired,
    SignedOut,
    /// Whose password was set anew while the session was open.
    Reset,
    /// Whose account is there no more.
    Removed,
}

const ROLES: [Role; 7] = [Role::Nobody, Role::District, Role::Secretary, Role::Expired, Role::SignedOut, Role::Reset, Role::Removed];

/// Each role with its session. Only the first three have a right to anything.
async fn everybody(district: &District) -> Vec<(Role, Page)> {
    let hash = password::hash("secret").unwrap();
    let add = |name: &str, viewer| {
        let now = district.now();
        district.server.database.write(|transaction| accounts::insert(transaction, name, viewer, &hash, now)).unwrap();
    };
    let mut expired = Page::new(district);
    assert_eq!(expired.sign_in("district", &district.password).await.0, 200);
    district.pass_minutes(12 * 60);
    let mut pages = vec![(Role::Nobody, Page::new(district)), (Role::Expired, expired)];
    for (role, name, viewer) in [
        (Role::District, "区", Viewer::District),
        (Role::Secretary, "书记", secretary(2)),
        (Role::SignedOut, "走了", Viewer::District),
        (Role::Reset, "改了", Viewer::District),
        (Role::Removed, "删了", Viewer::District),
    ] {
        add(name, viewer);
        let mut page = Page::new(district);
        assert_eq!(page.sign_in(name, "secret").await.0, 200, "{role:?}");
        assert_eq!(page.get("/api/v1/me").await.0, 200, "{role:?}");
        pages.push((role, page));
    }
    let of = |role: Role| pages.iter().find(|(known, _)| *known == role).unwrap().1.clone();
    assert_eq!(of(Role::SignedOut).ask("DELETE", "/api/v1/session", &[("x-daylog", "1")], "").await.0, 204);
    let other = password::hash("other").unwrap();
    assert!(district.server.database.write(|transaction| accounts::reset(transaction, "改了", &other)).unwrap().is_some());
    let removed = district.server.database.write(|transaction| accounts::remove(transaction, "删了", district.now())).unwrap();
    assert_eq!(removed, Removal::Removed("删了".to_owned()));
    pages
}

/// Whether an answer may show a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shows {
    Nothing,
    Own,
    Both,
}
use Shows::{Both, Nothing, Own};

/// One question, and what it is answered to nobody (and to everybody whose session ended), to the district, and to the
/// secretary of the own community.
struct Row {
    method: &'static str,
    route: &'static str,
    path: &'static str,
    with: With,
    nobody: u16,
    district: (u16, Shows),
    secretary: (u16, Shows),
}

/// What a question carries beside its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum With {
    Nothing,
    Json(&'static str),
    /// The rescue file of the other place's device.
    Rescue,
    /// What is shown as the token of a monitor.
    Token(&'static str),
}

const fn get(route: &'static str, path: &'static str, district: (u16, Shows), secretary: (u16, Shows)) -> Row {
    Row { method: "GET", route, path, with: With::Nothing, nobody: 401, district, secretary }
}

const fn post(route: &'static str, path: &'static str, with: With, district: (u16, Shows), secretary: (u16, Shows)) -> Row {
    Row { method: "POST", route, path, with, nobody: 401, district, secretary }
}

/// A route that gives everybody the same, and never anything of a place.
const fn open(method: &'static str, path: &'static str, status: u16) -> Row {
    Row { method, route: path, path, with: With::Nothing, nobody: status, district: (status, Nothing), secretary: (status, Nothing) }
}

/// A monitor that shows this: its token decides, whoever else is signed in.
const fn monitor(token: &'static str, status: u16) -> Row {
    Row { with: With::Token(token), ..open("GET", "/metrics", status) }
}

const HOUSEHOLDS: &str = "/api/v1/households";
const HOUSEHOLD: &str = "/api/v1/households/{household}";
const OVERVIEW: &str = "/api/v1/overview";
const ATTENTION: &str = "/api/v1/attention";
const CORRECT_HOUSEHOLD: &str = "/api/v1/households/{household}/correct";
const CORRECT_RESIDENT: &str = "/api/v1/residents/{resident}/correct";
const ACCOUNT: &str = "/api/v1/accounts/{account}";
const RECORD: &str = "/api/v1/access-record";
/// Another password than anybody's.
const WRONG: &str = r#"{"password":"guess","new_password":"k7mq-2x9d-wv4t"}"#;
const END: &str = "/api/v1/quarantine/end";
const EXTEND: &str = "/api/v1/quarantine/extend";
const UNDO: &str = "/api/v1/acts/{act}/undo";
const OVERDUE: &str = "/api/v1/overdue";
const ASSIGNMENTS: &str = "/api/v1/assignments";
const ASSIGNEES: &str = "/api/v1/assignees";
const RESCUE: &str = "/api/v1/rescue";
const ROSTERS: &str = "/api/v1/roster-uploads";
const ROSTER: &str = "/api/v1/roster-uploads/{upload}";
const REFUSED_ROWS: &str = "/api/v1/roster-uploads/{upload}/refused";
const COMMIT: &str = "/api/v1/roster-uploads/{upload}/commit";
const LOST: &str = "/api/v1/devices/{device}/lost";
const REVOKE: &str = "/api/v1/devices/{device}/revoke";

const ROWS: &[Row] = &[
    get("/api/v1/me", "/api/v1/me", (200, Nothing), (200, Nothing)),
    get("/api/v1/me/sessions", "/api/v1/me/sessions", (200, Nothing), (200, Nothing)),
    post("/api/v1/me/sessions/end-others", "/api/v1/me/sessions/end-others", With::Nothing, (200, Nothing), (200, Nothing)),
    post("/api/v1/me/role", "/api/v1/me/role", With::Json(r#"{"role":99}"#), (404, Nothing), (404, Nothing)),
    post("/api/v1/me/password", "/api/v1/me/password", With::Json(WRONG), (403, Nothing), (403, Nothing)),
    post("/api/v1/me/recovery-codes", "/api/v1/me/recovery-codes", With::Json(WRONG), (403, Nothing), (403, Nothing)),
    get("/api/v1/accounts", "/api/v1/accounts", (200, Nothing), (403, Nothing)),
    post("/api/v1/accounts", "/api/v1/accounts", With::Nothing, (400, Nothing), (403, Nothing)),
    post(ACCOUNT, "/api/v1/accounts/1", With::Nothing, (400, Nothing), (403, Nothing)),
    post(ACCOUNT, "/api/v1/accounts/99", With::Nothing, (404, Nothing), (403, Nothing)),
    get(OVERVIEW, "/api/v1/overview?date=2020-03-01", (200, Both), (200, Own)),
    get(OVERVIEW, "/api/v1/overview?date=2020-03-01&community=2", (200, Own), (200, Own)),
    get(OVERVIEW, "/api/v1/overview?date=2020-03-01&community=1", (200, Both), (403, Nothing)),
    get(OVERVIEW, "/api/v1/overview?date=2020-03-01&community=99", (200, Nothing), (403, Nothing)),
    get(OVERVIEW, "/api/v1/overview?date=2020-03-01&community=2&community=1", (400, Nothing), (400, Nothing)),
    get(OVERDUE, "/api/v1/overdue?date=2020-03-01", (200, Both), (200, Own)),
    get(OVERDUE, "/api/v1/overdue?date=2020-03-01&community=2", (200, Own), (200, Own)),
    get(OVERDUE, "/api/v1/overdue?date=2020-03-01&community=1", (200, Both), (403, Nothing)),
    get(ATTENTION, "/api/v1/attention?date=2020-03-01", (200, Both), (200, Own)),
    get(ATTENTION, "/api/v1/attention?date=2020-03-01&community=2", (200, Own), (200, Own)),
    get(ATTENTION, "/api/v1/attention?date=2020-03-01&community=1", (200, Both), (403, Nothing)),
    get(HOUSEHOLDS, "/api/v1/households?date=2020-03-01", (200, Both), (200, Own)),
    get(HOUSEHOLDS, "/api/v1/households?date=2020-03-01&community=2", (200, Own), (200, Own)),
    get(HOUSEHOLDS, "/api/v1/households?community=1", (200, Both), (403, Nothing)),
    get(HOUSEHOLDS, "/api/v1/households?community=99", (200, Nothing), (403, Nothing)),
    get(HOUSEHOLDS, "/api/v1/households?search=OTHER-5512", (200, Both), (200, Nothing)),
    get(HOUSEHOLDS, "/api/v1/households?search=13900005512", (200, Both), (200, Nothing)),
    // The place before everything: a forged `after` leads nowhere else.
    get(HOUSEHOLDS, "/api/v1/households?after=WyIiLCIiLCIiXQ", (200, Both), (200, Own)),
    get(HOUSEHOLD, "/api/v1/households/2?date=2020-03-01", (200, Own), (200, Own)),
    get(HOUSEHOLD, "/api/v1/households/1?date=2020-03-01", (200, Both), (404, Nothing)),
    get(HOUSEHOLD, "/api/v1/households/99", (404, Nothing), (404, Nothing)),
    get(HOUSEHOLD, "/api/v1/households/OTHER-5512", (404, Nothing), (404, Nothing)),
    get(HOUSEHOLD, "/api/v1/households/4294967297", (404, Nothing), (404, Nothing)),
    // Nothing is corrected, so that nothing of the place is told either.
    post(CORRECT_HOUSEHOLD, "/api/v1/households/1/correct", With::Json("{}"), (200, Nothing), (404, Nothing)),
    post(CORRECT_HOUSEHOLD, "/api/v1/households/2/correct", With::Json("{}"), (200, Nothing), (200, Nothing)),
    post(CORRECT_RESIDENT, "/api/v1/residents/1/correct", With::Json("{}"), (200, Nothing), (404, Nothing)),
    post(CORRECT_RESIDENT, "/api/v1/residents/2/correct", With::Json("{}"), (200, Nothing), (200, Nothing)),
    // What was looked at above stands in it, by its code.
    get(RECORD, "/api/v1/access-record?what=household", (200, Both), (403, Nothing)),
    get(RECORD, "/api/v1/access-record?household=2", (200, Own), (403, Nothing)),
    get("/api/v1/access-record.csv", "/api/v1/access-record.csv", (200, Both), (403, Nothing)),
    post(END, END, With::Json(r#"{"residents":[1],"reason":"left","preview":true}"#), (200, Nothing), (404, Nothing)),
    post(END, END, With::Json(r#"{"residents":[2],"reason":"left","preview":true}"#), (200, Nothing), (200, Nothing)),
    post(END, END, With::Json(r#"{"residents":[2,1],"reason":"left","preview":true}"#), (200, Nothing), (404, Nothing)),
    post(EXTEND, EXTEND, With::Json(r#"{"residents":[1],"last_day":"2020-03-12","preview":true}"#), (200, Nothing), (404, Nothing)),
    post(EXTEND, EXTEND, With::Json(r#"{"residents":[2],"last_day":"2020-03-12","preview":true}"#), (200, Nothing), (200, Nothing)),
    post(UNDO, "/api/v1/acts/1/undo", With::Json(r#"{"preview":true}"#), (200, Nothing), (404, Nothing)),
    post(UNDO, "/api/v1/acts/2/undo", With::Json(r#"{"preview":true}"#), (200, Nothing), (200, Nothing)),
    post(UNDO, "/api/v1/acts/9/undo", With::Json("{}"), (404, Nothing), (404, Nothing)),
    post(ASSIGNMENTS, ASSIGNMENTS, With::Json(r#"{"households":[1],"to":1,"preview":true}"#), (200, Nothing), (404, Nothing)),
    post(ASSIGNMENTS, ASSIGNMENTS, With::Json(r#"{"households":[1,2],"to":1,"preview":true}"#), (200, Nothing), (404, Nothing)),
    post(ASSIGNMENTS, ASSIGNMENTS, With::Json(r#"{"households":[2],"to":1,"preview":true}"#), (200, Nothing), (200, Nothing)),
    // Who looks after households here; a search finds every cadre of the district by name, and nothing else of theirs.
    get(ASSIGNEES, ASSIGNEES, (200, Both), (200, Own)),
    // A body that is no rescue file; and a real one of the other place, which a secretary may hand in and is told numbers of.
    post(RESCUE, RESCUE, With::Nothing, (400, Nothing), (400, Nothing)),
    post(RESCUE, RESCUE, With::Rescue, (200, Nothing), (200, Nothing)),
    // No file, and uploads of nobody.
    post(ROSTERS, ROSTERS, With::Nothing, (415, Nothing), (403, Nothing)),
    get(ROSTER, "/api/v1/roster-uploads/0", (410, Nothing), (403, Nothing)),
    post(ROSTER, "/api/v1/roster-uploads/0", With::Json("{}"), (410, Nothing), (403, Nothing)),
    get(REFUSED_ROWS, "/api/v1/roster-uploads/0/refused", (410, Nothing), (403, Nothing)),
    post(COMMIT, "/api/v1/roster-uploads/0/commit", With::Json(r#"{"basis":""}"#), (410, Nothing), (403, Nothing)),
    Row {
        method: "DELETE",
        route: ROSTER,
        path: "/api/v1/roster-uploads/0",
        with: With::Nothing,
        nobody: 401,
        district: (204, Nothing),
        secretary: (403, Nothing),
    },
    get("/api/v1/devices", "/api/v1/devices", (200, Both), (403, Nothing)),
    post(LOST, "/api/v1/devices/1/lost", With::Nothing, (200, Both), (404, Nothing)),
    post(LOST, "/api/v1/devices/2/lost", With::Nothing, (200, Own), (200, Own)),
    post(LOST, "/api/v1/devices/99/lost", With::Nothing, (404, Nothing), (404, Nothing)),
    post(REVOKE, "/api/v1/devices/1/revoke", With::Nothing, (400, Nothing), (403, Nothing)),
    post(REVOKE, "/api/v1/devices/1/revoke", With::Json(r#"{"reason":"lost"}"#), (200, Both), (403, Nothing)),
    post(REVOKE, "/api/v1/devices/2/revoke", With::Json(r#"{"reason":"lost"}"#), (200, Own), (403, Nothing)),
    get("/api/v1/events", "/api/v1/events", (200, Nothing), (200, Nothing)),
    open("GET", "/api/v1/openapi.json", 200),
    open("GET", "/healthz", 200),
    // Where no token is set there is nothing: `operation`.
    open("GET", "/metrics", 401),
    monitor("5d2c81f0a6b94e7", 401),
    monitor(METRICS_TOKEN, 200),
    // Without a device's signature there is nothing behind these, whoever is signed in.
    open("POST", "/sync", 400),
    open("POST", "/deliver", 400),
    open("POST", "/enrol", 400),
    // A body that is no sign-in.
    open("POST", "/api/v1/session", 400),
    open("POST", "/api/v1/session/second-factor", 400),
    // Last, because it ends the sessions.
    Row {
        method: "DELETE",
        route: "/api/v1/session",
        path: "/api/v1/session",
        with: With::Nothing,
        nobody: 401,
        district: (204, Nothing),
        secretary: (204, Nothing),
    },
];

#[test]
fn every_route_of_the_router_has_a_row_and_every_row_a_route() {
    for route in router::list() {
        assert!(ROWS.iter().any(|row| (row.method, row.route) == (route.method, route.path)), "no row in this table: {route:?}");
    }
    for row in ROWS {
        assert!(router::list().iter().any(|route| (row.method, row.route) == (route.method, route.path)), "no such route: {}", row.route);
    }
}

#[test]
fn the_document_describes_exactly_the_routes_that_are_served() {
    let document = serde_json::to_value(daylog_server::openapi::document()).unwrap();
    let described = document["paths"].as_object().unwrap().iter();
    let mut described: Vec<(String, String)> = described
        .flat_map(|(path, operations)| operations.as_object().unwrap().keys().map(move |method| (method.to_uppercase(), path.clone())))
        .collect();
    let mut served: Vec<(String, String)> = router::list().iter().map(|route| (route.method.to_owned(), route.path.to_owned())).collect();
    described.sort();
    served.sort();
    assert_eq!(described, served);
    for (path, operations) in document["paths"].as_object().unwrap() {
        let is_open = ["/api/v1/openapi.json", "/healthz", "/enrol"].contains(&path.as_str());
        assert!(is_open || operations.as_object().unwrap().values().all(|operation| operation["responses"]["401"].is_object()), "{path}");
    }
}

#[tokio::test]
async fn every_role_sees_its_places_and_nobody_else_sees_anything() {
    let district = district();
    let everybody = everybody(&district).await;
    assert!(ROLES.iter().all(|role| everybody.iter().any(|(known, _)| known == role)));
    let rescue = rescue(&district);
    for row in ROWS {
        for (role, page) in &everybody {
            let (status, shows) = match role {
                Role::District => row.district,
                Role::Secretary => row.secretary,
                Role::Nobody | Role::Expired | Role::SignedOut | Role::Reset | Role::Removed => (row.nobody, Nothing),
            };
            let (bearer, body) = match row.with {
                With::Nothing => (String::new(), Vec::new()),
                With::Json(json) => (String::new(), json.into()),
                With::Rescue => (String::new(), rescue.clone()),
                With::Token(token) => (format!("Bearer {token}"), Vec::new()),
            };
            let headers = [("x-daylog", "1"), ("content-type", kind(row)), ("authorization", bearer.as_str())];
            let (found, _, body) = page.ask(row.method, row.path, &headers, body).await;
            let (body, asked) = (String::from_utf8_lossy(&body), format!("{role:?}: {} {} with {:?}", row.method, row.path, row.with));
            assert_eq!(found.as_u16(), status, "{asked}: {body}");
            assert!(shows == Both || OTHER.found_in(&body).is_none(), "{asked} tells {:?}: {body}", OTHER.found_in(&body));
            assert!(shows != Nothing || OWN.found_in(&body).is_none(), "{asked} tells {:?}: {body}", OWN.found_in(&body));
            let marks = if shows == Both { &OTHER } else { &OWN };
            assert!(shows == Nothing || marks.found_in(&body).is_some(), "{asked} shows nothing at all: {body}");
        }
    }
}

#[tokio::test]
async fn a_secretary_hands_in_a_rescue_file_of_any_community_and_is_told_numbers_only() {
    let district = district();
    let rescue = rescue(&district);
    let everybody = everybody(&district).await;
    let (_, secretary) = everybody.iter().find(|(role, _)| *role == Role::Secretary).unwrap();
    let headers = [("x-daylog", "1"), ("content-type", "application/octet-stream")];
    for (new, known) in [(1, 0), (0, 1)] {
        let (_, _, body) = secretary.ask("POST", RESCUE, &headers, rescue.clone()).await;
        let taken: serde_json::Value = serde_json::from_slice(&body).unwrap();
        let told = serde_json::json!({"envelopes": 1, "new_entries": new, "known_envelopes": known, "refused": []});
        assert_eq!(taken, told);
    }
    assert_eq!(secretary.get("/api/v1/households/1").await.0, 404, "what it is about stays the other place's");
}

/// The kind of body that a route takes, so that the body is what is judged.
fn kind(row: &Row) -> &'static str {
    match row.route {
        "/api/v1/rescue" => "application/octet-stream",
        route if route.starts_with("/api/") => "application/json",
        _ => daylog_wire::CONTENT_TYPE,
    }
}

#[test]
fn every_mark_is_really_shown_to_who_may_see_it() {
    // A search for words that are nowhere would find nothing anywhere.
    let district = district();
    let shown = district.server.database.read(|connection| {
        let now = district.now();
        let page = |household| daylog_district::views::household_page(connection, Scope::Place(Place::District), household, None, now);
        Ok::<_, daylog_storage::StorageError>([page(1)?, page(2)?].map(|page| serde_json::to_string(&page.unwrap()).unwrap()))
    });
    let [other, own] = shown.unwrap();
    for (marks, body) in [(&OWN, own), (&OTHER, other)] {
        for mark in marks.0.iter().filter(|mark| !SHOWN_NOWHERE.contains(mark)) {
            assert!(body.contains(mark), "{mark}: {body}");
        }
    }
}

#[test]
fn a_device_is_given_its_cadres_households_and_no_word_of_another() {
    let district = district();
    for (cadre, own, other) in [("崔队员", &OWN, &OTHER), ("孙队员", &OTHER, &OWN)] {
        let mut device = district.device(cadre);
        // A cursor of the very beginning, and pages of every size that a device may ask for.
        for page_bytes in [0, 4096, u32::MAX] {
            (device.cursor, device.pulled, device.page_bytes) = (None, Vec::new(), page_bytes);
            device.sync_all(&district.server);
            let said: String = device.pulled.iter().map(text).collect();
            assert_eq!(other.found_in(&said), None, "{cadre}");
            for mark in own.0.iter().filter(|mark| !mark.contains('.') && !SHOWN_NOWHERE.contains(mark)) {
                assert!(said.contains(mark), "{cadre} is not told {mark}: {said}");
            }
        }
    }
}

#[test]
fn what_a_device_writes_about_a_household_of_another_cadre_shows_it_nothing_of_that_household() {
    let district = district();
    let mut device = district.device("崔队员");
    device.append(&entry(1, "2020-03-01T10:38", Content::Note(Note { text: "写错了户".to_owned() })));
    device.sync_all(&district.server);
    assert_eq!((device.have, device.pulled.iter().find_map(|item| OTHER.found_in(&text(item)))), (1, None));
    let page = district.server.database.read(|connection| {
        daylog_district::views::household_page(connection, Scope::Place(Place::Community(community(1))), 1, None, district.now())
    });
    let page = serde_json::to_string(&page.unwrap().unwrap()).unwrap();
    assert!(page.contains("写错了户") && page.contains("崔队员"), "it stands there with its author: {page}");
}

fn text(item: &FeedItem) -> String {
    match item {
        FeedItem::Household(json) | FeedItem::Settings(json) => json.clone(),
        FeedItem::Entry(entry) => format!("{} {}", entry.cadre_name, String::from_utf8_lossy(&entry.bytes)),
        other => format!("{other:?}"),
    }
}
