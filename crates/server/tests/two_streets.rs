//! Two streets of two communities each, and an account of every role: whatever page any of them asks for, in whatever way, says no
//! word of a place that is not the asker's. The pages come from the document, so that a new one is asked too.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use common::{District, HEADER, entry, page::Page, reading};
use daylog_district::password;
use daylog_domain::{
    access::{Action, Scope, Viewer, scope_of},
    entries::{Content, note::Note},
    ids::{CommunityId, StreetId},
    places::{Community, Place},
};
use daylog_server::router;
use daylog_storage::{accounts, teams};
use serde_json::Value;

/// Everything that names one community, and nothing of another: its street, name, household, cadre and what they wrote.
struct Marks {
    street: (u32, &'static str),
    community: &'static str,
    marks: [&'static str; 10],
}

/// By their numbers, from 1 on, as household and device have them too.
const PLACES: [Marks; 4] = [
    Marks {
        street: (1, "河南街道"),
        community: "白山社区",
        marks: ["BS-7781", "梨花路", "金善姬", "13900007781", "X7781", "朴担保", "玻璃厂", "崔队员", "想喝米酒", "甲局"],
    },
    Marks {
        street: (1, "河南街道"),
        community: "白丰社区",
        marks: ["BF-5512", "松林巷", "李海燕", "13900005512", "X5512", "许担保", "纸箱厂", "孙队员", "要买咸菜", "乙局"],
    },
    Marks {
        street: (2, "北山街道"),
        community: "丹英社区",
        marks: ["DY-3347", "海兰大街", "全明浩", "13900003347", "X3347", "方担保", "制药厂", "柳队员", "门口有快递", "丙局"],
    },
    Marks {
        street: (2, "北山街道"),
        community: "丹林社区",
        marks: ["DL-9920", "布尔哈通路", "车英子", "13900009920", "X9920", "南担保", "啤酒厂", "吴队员", "水管坏了", "丁局"],
    },
];

impl Marks {
    fn found_in(&self, body: &str) -> Option<&'static str> {
        [self.community].iter().chain(&self.marks).find(|mark| body.contains(**mark)).copied()
    }

    fn row(&self) -> String {
        let [code, address, resident, phone, document, guarantor, workplace, cadre, _, office] = self.marks;
        format!(
            "{},{},{code},{address}9号,{resident},{document},{phone},境外,2020-02-26,2020-03-10,{guarantor},{workplace},{cadre}/{office}/cadre\n",
            self.street.1, self.community
        )
    }
}

fn place_of(number: u32) -> Community {
    let place = &PLACES[usize::try_from(number - 1).unwrap()];
    Community { street: StreetId(place.street.0), id: CommunityId(number) }
}

fn district() -> District {
    let rows: String = PLACES.iter().map(Marks::row).collect();
    let district = District::new(&format!("{HEADER}\n{rows}"));
    for (place, household) in PLACES.iter().zip(1..) {
        let [.., cadre, text, _] = place.marks;
        let mut device = district.device(cadre);
        let note = Content::Note(Note { text: text.to_owned() });
        device.append(&entry(household, "2020-03-01T10:35", note));
        // A fever, so that the lists of what asks for somebody have one of each.
        device.append(&reading(household, "2020-03-01T10:36", 384));
        device.sync(&district.server);
    }
    district
}

/// Every role, each with the communities that it may hear of.
async fn viewers(district: &District) -> Vec<(Viewer, Vec<u32>, Page)> {
    let hash = password::hash("secret").unwrap();
    let team = district.server.database.write(|db| teams::insert(db, "督查组", "督查室", None)).unwrap().unwrap();
    let mut found = Vec::new();
    for (viewer, sees) in [
        (Viewer::District, vec![1, 2, 3, 4]),
        (Viewer::Inspector(Place::District), vec![1, 2, 3, 4]),
        (Viewer::Street(StreetId(1)), vec![1, 2]),
        (Viewer::Street(StreetId(2)), vec![3, 4]),
        (Viewer::Inspector(Place::Street(StreetId(2))), vec![3, 4]),
        (Viewer::Inspector(Place::Community(place_of(3))), vec![3]),
        (Viewer::Secretary(place_of(1)), vec![1]),
        (Viewer::Secretary(place_of(2)), vec![2]),
        (Viewer::Secretary(place_of(3)), vec![3]),
        (Viewer::Secretary(place_of(4)), vec![4]),
        (Viewer::Lead(team), vec![]),
    ] {
        let name = format!("帐号{}", found.len());
        let now = district.now();
        assert!(district.server.database.write(|db| accounts::insert(db, &name, viewer, &hash, now)).unwrap());
        let mut page = Page::new(district);
        assert_eq!(page.sign_in(&name, "secret").await.0, 200, "{viewer:?}");
        found.push((viewer, sees, page));
    }
    found
}

/// Values that a page may be asked with, by the parameter's name: of every place, what names each, and nothing.
fn values(name: &str) -> Vec<String> {
    let numbers = || (1..=4).map(|number: u32| number.to_string());
    match name {
        "household" | "device" | "account" => numbers().collect(),
        "community" | "street" | "cadre" | "team" => numbers().chain(["99".to_owned()]).collect(),
        "search" => PLACES.iter().flat_map(|place| [place.community].into_iter().chain(place.marks)).map(str::to_owned).collect(),
        "all" => vec!["communities,fevers,ahead,seals,silent,forks,ending".to_owned()],
        "only" => ["in_quarantine", "done", "tried", "missed", "unknown", "not_assigned", "open"].map(str::to_owned).to_vec(),
        "state" => ["overdue", "missed", "unknown", "tried"].map(str::to_owned).to_vec(),
        "date" | "from" | "until" => ["2020-02-29", "2020-03-01"].map(str::to_owned).to_vec(),
        "what" => ["household", "signed_in"].map(str::to_owned).to_vec(),
        "after" => vec!["WyIiLCIiLCIiXQ".to_owned(), "1000".to_owned()],
        "rows" | "limit" => vec!["100".to_owned()],
        "hour" => vec!["10".to_owned()],
        _ => vec!["1".to_owned()],
    }
}

/// Every GET route of a session, in every way that it can be asked with one parameter, and with a community beside it.
fn questions() -> Vec<(Action, String)> {
    let document = serde_json::to_value(daylog_server::openapi::document()).unwrap();
    let mut asked = Vec::new();
    for route in router::list().into_iter().filter(|route| route.method == "GET" && route.path.starts_with("/api/v1/")) {
        let operation = &document["paths"][route.path]["get"];
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let is_in = |parameter: &&Value, place: &str| parameter["in"] == place;
        let mut paths = vec![route.path.to_owned()];
        for parameter in parameters.iter().filter(|parameter| is_in(parameter, "path")) {
            let name = parameter["name"].as_str().unwrap();
            let put =
                |path: &String| values(name).into_iter().map(|value| path.replace(&format!("{{{name}}}"), &value)).collect::<Vec<_>>();
            paths = paths.iter().flat_map(put).collect();
        }
        for path in paths {
            asked.push((route.action, path.clone()));
            for parameter in parameters.iter().filter(|parameter| is_in(parameter, "query")) {
                let name = parameter["name"].as_str().unwrap();
                for value in values(name) {
                    let value: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect();
                    asked.push((route.action, format!("{path}?{name}={value}")));
                }
            }
        }
    }
    asked
}

/// Of those to whom households can be given, whoever was named in full is found wherever they work, with nothing but the office.
fn without_the_named(path: &str, body: &str) -> String {
    let Some(typed) = path.strip_prefix("/api/v1/assignees?search=") else { return body.to_owned() };
    let named = |cadre: &&str| cadre.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>() == typed;
    let Some(cadre) = PLACES.iter().map(|place| place.marks[7]).find(named) else { return body.to_owned() };
    let mut answer: serde_json::Value = serde_json::from_str(body).unwrap();
    for row in answer["rows"].as_array_mut().into_iter().flatten().filter(|row| row["name"] == cadre) {
        let is_foreign = row["households"] == 0;
        assert!(!is_foreign || (row["has_device"].is_null() && row["heard_text"].is_null()), "{row}");
        if is_foreign {
            (row["name"], row["office"]) = (serde_json::Value::Null, serde_json::Value::Null);
        }
    }
    answer.to_string()
}

#[tokio::test]
async fn no_page_says_a_word_of_a_place_that_is_not_the_askers() {
    let district = district();
    let viewers = viewers(&district).await;
    let questions = questions();
    assert!(questions.len() > 100, "{}", questions.len());
    for (viewer, sees, page) in &viewers {
        let mut heard = std::collections::BTreeSet::new();
        for (action, path) in &questions {
            let (status, _, body) = page.ask("GET", path, &[], "").await;
            let body = without_the_named(path, &String::from_utf8_lossy(&body));
            assert!(!status.is_server_error(), "{viewer:?} {path}: {status} {body}");
            if status.is_success() && scope_of(*viewer, *action) == Scope::Nothing {
                panic!("{viewer:?} is answered {path}: {body}");
            }
            for (place, number) in PLACES.iter().zip(1..) {
                let Some(mark) = place.found_in(&body) else { continue };
                assert!(sees.contains(&number), "{viewer:?} hears of {mark} by {path}: {body}");
                heard.insert(number);
            }
            for (place, number) in PLACES.iter().zip(1..) {
                let sees_the_street = sees.iter().any(|seen| place_of(*seen).street.0 == place.street.0);
                assert!(sees_the_street || !body.contains(place.street.1), "{viewer:?} hears of the street of {number} by {path}: {body}");
            }
        }
        assert_eq!(heard.into_iter().collect::<Vec<u32>>(), *sees, "{viewer:?} hears of the own places");
    }
}
