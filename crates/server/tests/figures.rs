//! What the dashboard's figures count: nothing that was ahead of its time, and exactly what the lists show that they lead to.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use common::{Device, District, HEADER, entry, page::Page, reading, two_households};
use daylog_domain::{
    clocks::{BootId, Clocks, ServerTime},
    entries::{
        About, Content, Entry, UnknownTarget,
        contact::{Channel, Contact, Reached},
        correct::Correct,
        seal::{Seal, SealState},
        temperature::{Celsius, Measured, Method, Temperature},
    },
    ids::{BuildingId, EntryId, ResidentId},
    places::Premises,
    plan::CheckKind,
    target::Target,
    time::{Instant, MinuteOfDay, Zone},
};
use daylog_storage::{StorageError, district, params};
use serde_json::{Value, json};

fn at(local: &str) -> Instant {
    Zone::SHANGHAI.parse(local).unwrap()
}

/// The entry as it is when it was saved at another time than the one that it claims.
fn saved_at(local: &str, mut entry: Entry) -> Entry {
    entry.clocks.wall = at(local);
    entry
}

async fn signed_in(district: &District) -> Page {
    let mut page = Page::new(district);
    assert_eq!(page.sign_in("district", &district.password).await.0, 200);
    page
}

async fn asked(page: &Page, path: &str) -> Value {
    let (status, body) = page.get(&format!("/api/v1/{path}")).await;
    assert_eq!(status, 200, "{path}: {body}");
    body
}

fn checks(overview: &Value, state: &str) -> u64 {
    overview["coverage"][state]["checks"].as_u64().unwrap()
}

fn correction(device: &Device, reading: u16, to: &str, saved: &str) -> Entry {
    let of = EntryId { log: device.log, sequence: 1 };
    let content =
        Content::Temperature(Temperature { result: Measured::Reading(Celsius(reading)), method: Method::SelfReported, site: None });
    let correct = Correct { of, at: Some(at(to)), content: Box::new(content), note: None, reason: "看错".into() };
    saved_at(saved, entry(1, saved, Content::Correct(correct)))
}

#[tokio::test]
async fn what_was_ahead_of_its_time_counts_nowhere_and_is_asked_about_until_it_is_said_anew() {
    let district = District::new(&two_households());
    let mut device = district.device("张如彬");
    let broken = Content::Seal(Seal { state: SealState::Broken, serial: None, reason: Some("风".into()) });
    device.append(&saved_at("2020-03-01T10:41", reading(1, "2020-03-01T18:00", 378)));
    device.append(&saved_at("2020-03-01T10:42", entry(1, "2020-03-01T20:15", broken)));
    device.append(&saved_at("2020-03-01T10:43", reading(1, "2020-03-08T10:50", 365)));
    district.set_time("2020-03-01T10:45");
    device.sync_all(&district.server);
    // Asked about at once, days to come included, and also when the claimed time has come.
    for (now, listed) in [("2020-03-01T10:45", 3), ("2020-03-01T20:20", 3), ("2020-03-08T10:51", 1)] {
        district.set_time(now);
        let overview = asked(&signed_in(&district).await, "overview").await;
        assert_eq!((checks(&overview, "done"), checks(&overview, "tried")), (0, 0), "{now}");
        assert_eq!((&overview["fevers"], &overview["seals"]), (&json!([]), &json!([])), "{now}");
        assert_eq!(overview["ahead"].as_array().unwrap().len(), listed, "{now}");
    }
    let page = signed_in(&district).await;
    let overview = asked(&page, "overview?date=2020-03-01").await;
    let row = &overview["ahead"][0];
    assert_eq!((&row["minute"], &row["alarm"], &row["cadre"]["name"]), (&json!("18:00"), &json!("fever"), &json!("张如彬")));
    assert_eq!(row["recorded_text"], "2020-03-01 10:41");
    let household = asked(&page, "households/1?date=2020-03-01").await;
    assert_eq!((&household["seal"], &household["curves"][0]["points"]), (&Value::Null, &json!([])));
    assert!(household["timeline"].as_array().unwrap().iter().all(|line| line["ahead"] == true && line["is_late"] == false));
    assert!(household["strips"][0]["days"].as_array().unwrap().iter().all(|day| day["done"] == 0 && day["fever"] == false));
    let list = asked(&page, "households?date=2020-03-01&search=A1").await;
    assert_eq!((&list["rows"][0]["celsius"], &list["rows"][0]["seal"]), (&Value::Null, &Value::Null));

    // A correction that says it when it can have happened counts, late by when it was said.
    device.append(&correction(&device, 365, "2020-03-01T18:00", "2020-03-08T11:00"));
    device.sync_all(&district.server);
    let overview = asked(&page, "overview?date=2020-03-01").await;
    assert_eq!((checks(&overview, "done"), overview["ahead"].as_array().unwrap().len()), (1, 1));
    let household = asked(&page, "households/1?date=2020-03-01").await;
    assert_eq!(household["checks"].as_array().unwrap().iter().filter(|check| check["late"] == true).count(), 1);
}

#[tokio::test]
async fn a_seal_counts_at_the_time_that_it_was_corrected_to() {
    let district = District::new(&two_households());
    let mut device = district.device("张如彬");
    let seal = |state| Content::Seal(Seal { state, serial: None, reason: None });
    let correct = |device: &Device, to: &str| {
        let of = EntryId { log: device.log, sequence: 1 };
        let content = Box::new(seal(SealState::Broken));
        let correct = Correct { of, at: Some(at(to)), content, note: None, reason: "看错".into() };
        saved_at("2020-03-01T10:40", entry(1, "2020-03-01T10:40", Content::Correct(correct)))
    };
    // A week ahead by a slip; the day before it was found intact.
    device.append(&saved_at("2020-03-01T10:30", entry(1, "2020-03-08T10:30", seal(SealState::Broken))));
    device.append(&entry(1, "2020-02-29T20:15", seal(SealState::Intact)));
    device.sync_all(&district.server);
    let page = signed_in(&district).await;
    assert_eq!(asked(&page, "households/1").await["seal"], "intact");
    device.append(&correct(&device, "2020-03-01T10:30"));
    device.sync_all(&district.server);
    assert_eq!(asked(&page, "households/1").await["seal"], "broken");
    assert_eq!(asked(&page, "overview").await["seals"].as_array().unwrap().len(), 1);
    assert_eq!(asked(&page, "households/1?date=2020-02-29").await["seal"], "intact", "not yet on the day before");
}

#[tokio::test]
async fn the_seal_is_what_it_was_last_found_like_whatever_was_moved_back_and_whichever_came_first() {
    let district = District::new(&two_households());
    let (mut device, mut other) = (district.device("张如彬"), district.device("网格员"));
    let seal = |state| Content::Seal(Seal { state, serial: None, reason: None });
    device.append(&entry(1, "2020-02-29T20:15", seal(SealState::Broken)));
    device.append(&entry(1, "2020-02-29T18:00", seal(SealState::Intact)));
    let of = EntryId { log: device.log, sequence: 1 };
    let moved =
        Correct { of, at: Some(at("2020-02-29T08:00")), content: Box::new(seal(SealState::Broken)), note: None, reason: "看错".into() };
    device.append(&saved_at("2020-02-29T20:20", entry(1, "2020-02-29T20:20", Content::Correct(moved))));
    device.sync_all(&district.server);
    let page = signed_in(&district).await;
    assert_eq!(asked(&page, "households/1").await["seal"], "intact", "it was found broken before that");
    // Two say of one minute what they saw: what was said last stands, though it came in first.
    device.append(&saved_at("2020-03-01T09:05", entry(1, "2020-03-01T09:00", seal(SealState::Missing))));
    device.sync_all(&district.server);
    other.append(&saved_at("2020-03-01T09:02", entry(1, "2020-03-01T09:00", seal(SealState::Intact))));
    other.sync_all(&district.server);
    assert_eq!(asked(&page, "households/1").await["seal"], "missing");
    assert_eq!(asked(&page, "overview").await["seals"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_household_that_came_into_care_late_is_not_held_against_its_cadre() {
    let district = District::new(&two_households());
    let mut device = district.device("张如彬");
    district.set_time("2020-03-02T16:00");
    let row = "公园街道,园锦社区,A7,7号楼701,辛,,10000000001,境外,2020-02-28,2020-03-12,担保人,某单位,张如彬/市委办督查室/cadre";
    district.import(&format!("{HEADER}\n{row}\n"));
    district.set_time("2020-03-02T23:00");
    device.append(&entry(1, "2020-03-02T23:00", Content::Note(daylog_domain::entries::note::Note { text: "x".into() })));
    device.sync_all(&district.server);
    let page = signed_in(&district).await;
    let household = asked(&page, "households/3").await;
    let states = |key: &str, of: &Value| of[key].as_array().unwrap().iter().map(|row| row["state"].clone()).collect::<Vec<_>>();
    assert_eq!(states("checks", &household), ["not_assigned", "not_assigned", "missed", "missed"]);
    let days = states("days", &household["strips"][0]);
    assert_eq!(
        (&days[..4], &days[4]),
        (&[json!("not_assigned"), json!("not_assigned"), json!("not_assigned"), json!("missed")][..], &json!("later"))
    );
    for (date, not_assigned, missed) in [("2020-03-01", 4, 0), ("2020-03-02", 2, 2)] {
        let row = asked(&page, &format!("households?date={date}&search=A7")).await["rows"][0]["coverage"].clone();
        assert_eq!((&row["not_assigned"]["checks"], &row["missed"]["checks"]), (&json!(not_assigned), &json!(missed)), "{date}");
        let charged = overdue(&page, &format!("date={date}")).await.iter().filter(|row| row["door"]["code"] == "A7").count();
        assert_eq!(charged, missed, "{date}");
    }
}

#[tokio::test]
async fn every_figure_is_as_long_as_the_list_that_it_leads_to() {
    let row = |code: &str, resident: &str, first: &str, last: &str, community: &str, cadres: &str| {
        format!("公园街道,{community},{code},{code}号楼501,{resident},,10000000001,境外,{first},{last},担保人,某单位,{cadres}\n")
    };
    let (mine, other) = ("张如彬/市委办督查室/cadre", "权贺永/市退役军人事务局/cadre");
    let rows = [
        // One of the two is in quarantine on the day; households that are over and that have not begun; one without a cadre who owes.
        row("A1", "甲", "2020-02-26", "2020-03-10", "园锦社区", mine),
        row("A1", "乙", "2020-03-05", "2020-03-18", "园锦社区", mine),
        row("A2", "丙", "2020-02-10", "2020-02-23", "园锦社区", mine),
        row("A3", "丁", "2020-03-09", "2020-03-22", "园锦社区", mine),
        row("A4", "戊", "2020-02-26", "2020-03-10", "园锦社区", "网格员/街道/community"),
        row("B1", "己", "2020-02-26", "2020-03-10", "长新社区", other),
        row("B1", "庚", "2020-02-26", "2020-03-10", "长新社区", other),
    ];
    let district = District::new(&format!("{HEADER}\n{}", rows.concat()));
    let mut device = district.device("张如彬");
    let _silent = district.device("权贺永");
    let to = |resident: u32, mut entry: Entry| {
        entry.about = Target::home(entry.household().unwrap(), Some(ResidentId(resident))).into();
        entry
    };
    device.append(&to(1, reading(1, "2020-03-01T10:50", 365)));
    let no_answer = Content::Contact(Contact { channel: Channel::Phone, outcome: Reached::NoAnswer });
    device.append(&to(1, entry(1, "2020-03-01T09:00", no_answer)));
    for now in ["2020-03-01T11:00", "2020-03-01T19:45", "2020-03-02T00:10"] {
        district.set_time(now);
        device.append(&to(1, reading(1, "2020-02-29T18:00", 365)));
        device.sync_all(&district.server);
        let page = signed_in(&district).await;
        for date in ["2020-02-25", "2020-02-29", "2020-03-01", "2020-03-02", "2020-03-09"] {
            for community in ["", "&community=1", "&community=2"] {
                agree(&page, &format!("date={date}{community}"), now).await;
            }
        }
    }
    let overview = asked(&signed_in(&district).await, "overview?date=2020-03-01").await;
    let states = ["done", "tried", "missed", "unknown", "not_assigned", "open"];
    let mixed: Vec<u64> = states.iter().map(|state| checks(&overview, state)).collect();
    assert!(mixed.iter().take(5).all(|count| *count > 0), "the example is mixed: {mixed:?}");
}

/// Every check that asks for somebody, group after group.
async fn overdue(page: &Page, query: &str) -> Vec<Value> {
    let answer = asked(page, &format!("attention?{query}")).await;
    let groups = answer["groups"].as_array().unwrap();
    groups.iter().flat_map(|group| group["rows"].as_array().unwrap().clone()).collect()
}

async fn agree(page: &Page, query: &str, now: &str) {
    let overview = asked(page, &format!("overview?{query}")).await;
    let of = |count: &Value| (count["households"].as_u64().unwrap(), count["people"].as_u64().unwrap());
    let coverage = &overview["coverage"];
    let states = ["done", "tried", "missed", "unknown", "not_assigned", "open"];
    let sum: u64 = states.iter().map(|state| coverage[state]["checks"].as_u64().unwrap()).sum();
    assert_eq!(coverage["total"]["checks"].as_u64(), Some(sum), "{query} at {now}");
    let figures = states.iter().map(|state| (*state, of(&coverage[state]))).chain([("in_quarantine", of(&overview))]);
    for (only, figure) in figures {
        // Page by page, as somebody would walk through it.
        let (mut rows, mut next) = (0, String::new());
        loop {
            let list = asked(page, &format!("households?{query}&only={only}&limit=1{next}")).await;
            assert_eq!((of(&list), &list["date"]), (figure, &overview["date"]), "{only} of {query} at {now}");
            rows += list["rows"].as_array().unwrap().len() as u64;
            let Some(after) = list["next"].as_str() else { break };
            next = format!("&after={after}");
        }
        assert_eq!(rows, figure.0, "{only} of {query} at {now}");
    }
    let rows = overdue(page, query).await;
    for state in ["tried", "missed", "unknown"] {
        let listed = rows.iter().filter(|row| row["state"] == state).count() as u64;
        assert_eq!(Some(listed), coverage[state]["checks"].as_u64(), "{state} of {query} at {now}");
        let narrowed = asked(page, &format!("attention?{query}&state={state}")).await;
        assert_eq!((&narrowed["checks"], &narrowed["states"][state]), (&json!(listed), &json!(listed)), "{state} of {query} at {now}");
        assert_eq!(of(&narrowed), of(&coverage[state]), "{state} of {query} at {now}");
    }
    let communities = overview["by_community"].as_array().unwrap();
    let households: u64 = communities.iter().map(|community| of(community).0).sum();
    assert_eq!(households, of(&overview).0, "{query} at {now}");
}

/// The entry as a phone saved it that had lost the time: its clock shows 1970, and a boot lies between it and the server's word.
fn without_time(mut entry: Entry) -> Entry {
    let word = ServerTime { server: entry.at.instant, elapsed_ms: 5, boot: BootId([7; 8]), round_trip_ms: 0, wall: entry.at.instant };
    entry.clocks = Clocks { wall: Instant(0), server: Some(word), ..entry.clocks };
    entry
}

#[tokio::test]
async fn a_time_that_is_not_certain_is_marked_wherever_the_entry_stands() {
    let district = District::new(&two_households());
    let mut device = district.device("张如彬");
    let broken = Content::Seal(Seal { state: SealState::Broken, serial: None, reason: None });
    device.append(&without_time(reading(1, "2020-03-01T10:30", 378)));
    device.append(&without_time(entry(1, "2020-03-01T10:31", broken)));
    device.append(&reading(1, "2020-03-01T10:32", 379));
    device.sync_all(&district.server);
    let page = signed_in(&district).await;
    let marks = |rows: &Value| rows.as_array().unwrap().iter().map(|row| row["is_uncertain"].as_bool().unwrap()).collect::<Vec<_>>();
    let overview = asked(&page, "overview").await;
    assert_eq!((marks(&overview["fevers"]), marks(&overview["seals"])), (vec![false, true], vec![true]));
    let timeline = asked(&page, "households/1").await["timeline"].take();
    assert_eq!(marks(&timeline), [false, true, true]);
    // Somebody who says when it was makes it certain; whoever fixes only the reading does not.
    device.append(&saved_at("2020-03-01T10:40", correction(&device, 377, "2020-03-01T10:30", "2020-03-01T10:40")));
    device.sync_all(&district.server);
    assert_eq!(marks(&asked(&page, "households/1").await["timeline"]), [false, true, true]);
    device.append(&saved_at("2020-03-01T10:41", correction(&device, 377, "2020-03-01T10:35", "2020-03-01T10:41")));
    device.sync_all(&district.server);
    assert_eq!(marks(&asked(&page, "households/1").await["timeline"]), [false, false, true], "10:35, 10:32, 10:31");
}

#[tokio::test]
async fn midnight_hides_no_open_window_and_no_fever_from_whoever_is_on_duty() {
    let district = District::new(&two_households());
    let set = district.server.database.write(|transaction| {
        let mut settings = district::read(transaction)?.settings;
        settings.plan.retain(|item| item.kind == CheckKind::Seal);
        settings.plan[0].at = MinuteOfDay(23 * 60 + 30);
        transaction.run("UPDATE district SET settings = ?1", params![serde_json::to_string(&settings).unwrap()])?;
        Ok::<_, StorageError>(())
    });
    set.unwrap();
    let mut device = district.device("张如彬");
    device.append(&reading(1, "2020-03-01T23:50", 378));
    district.set_time("2020-03-01T23:55");
    device.sync_all(&district.server);
    let lines = |rows: &Value, is: fn(&Value) -> String| rows.as_array().unwrap().iter().map(is).collect::<Vec<_>>().join(", ");
    for (now, date, overdue, fevers) in [
        ("2020-03-01T23:55", "2020-03-01", "03-01 overdue A1, 03-01 overdue B1", "03-01 37.8"),
        // The windows are open until one o'clock.
        ("2020-03-02T00:10", "2020-03-02", "03-01 overdue A1, 03-01 overdue B1", "03-01 37.8"),
        ("2020-03-02T00:10", "2020-03-01", "03-01 overdue A1, 03-01 overdue B1", "03-01 37.8"),
        ("2020-03-02T01:01", "2020-03-02", "", "03-01 37.8"),
        ("2020-03-02T01:01", "2020-03-01", "03-01 unknown A1, 03-01 missed B1", "03-01 37.8"),
        ("2020-03-02T12:00", "2020-03-02", "", ""),
    ] {
        district.set_time(now);
        let page = signed_in(&district).await;
        let overview = asked(&page, &format!("overview?date={date}")).await;
        let rows = Value::Array(self::overdue(&page, &format!("date={date}")).await);
        let shown = lines(&rows, |row| {
            format!("{} {} {}", &row["date"].as_str().unwrap()[5..], row["state"].as_str().unwrap(), row["door"]["code"].as_str().unwrap())
        });
        let hot = lines(&overview["fevers"], |row| format!("{} {}", &row["date"].as_str().unwrap()[5..], row["celsius"].as_str().unwrap()));
        assert_eq!((shown.as_str(), hot.as_str()), (overdue, fevers), "{now} {date}");
        let groups: u64 = overview["overdue_groups"].as_array().unwrap().iter().map(|group| group["checks"].as_u64().unwrap()).sum();
        assert_eq!(overview["overdue_total"], groups, "{now} {date}");
    }
    // Measured again, the fever of the evening before asks for nobody.
    device.append(&reading(1, "2020-03-02T06:00", 365));
    district.set_time("2020-03-02T06:10");
    device.sync_all(&district.server);
    assert_eq!(asked(&signed_in(&district).await, "overview").await["fevers"], json!([]));
}

#[tokio::test]
async fn what_was_logged_before_a_midnight_that_clocks_skip_counts_on_one_day() {
    let row = "公园街道,园锦社区,A1,A1号楼501,甲,,10000000001,境外,2020-03-20,2020-04-02,担保人,某单位,张如彬/市委办督查室/cadre";
    let district = District::new(&format!("{HEADER}\n{row}\n"));
    let set = district.server.database.write(|transaction| {
        let mut settings = district::read(transaction)?.settings;
        settings.zone = "Asia/Beirut".parse().unwrap();
        settings.window.after_minutes = 100;
        settings.plan.retain(|item| item.kind == CheckKind::Temperature);
        settings.plan[0].at = MinuteOfDay(60 + 10);
        settings.plan[1].at = MinuteOfDay(22 * 60 + 10);
        transaction.run("UPDATE district SET settings = ?1", params![serde_json::to_string(&settings).unwrap()])?;
        Ok::<_, StorageError>(())
    });
    set.unwrap();
    let mut device = district.device("张如彬");
    // A quarter to midnight in Beirut: the window of ten past ten is open, and so is that of ten past one, ten minutes into the day.
    device.append(&reading(1, "2020-03-29T05:45", 365));
    district.set_time("2020-03-29T06:00");
    device.sync_all(&district.server);
    let page = signed_in(&district).await;
    for (date, done) in [("2020-03-28", 1), ("2020-03-29", 0)] {
        assert_eq!(checks(&asked(&page, &format!("overview?date={date}")).await, "done"), done, "{date}");
    }
}

#[tokio::test]
async fn what_is_about_no_household_changes_no_figure_and_stands_on_no_page() {
    let district = District::new(&two_households());
    let mut device = district.device("张如彬");
    device.append(&reading(1, "2020-03-01T10:50", 365));
    district.set_time("2020-03-01T21:00");
    device.sync_all(&district.server);
    let page = signed_in(&district).await;
    let paths = ["overview?date=2020-03-01", "overview?date=2020-03-08", "households?date=2020-03-01", "households/1?date=2020-03-01"];
    let mut before = Vec::new();
    for path in paths {
        before.push(asked(&page, path).await);
    }
    // A fever, a broken seal, a contact and one ahead of its time, about a building of the household's number and about what only a
    // later version knows.
    let broken = Content::Seal(Seal { state: SealState::Broken, serial: None, reason: None });
    let contact = Content::Contact(Contact { channel: Channel::Phone, outcome: Reached::Reached });
    let building = About::from(Target::Place(Premises::Building(BuildingId(1))));
    for about in [building, About::Unknown(UnknownTarget { bytes: vec![0x82, 0x18, 99, 1] })] {
        for entry in [
            reading(1, "2020-03-01T18:00", 395),
            entry(1, "2020-03-01T20:15", broken.clone()),
            entry(1, "2020-03-01T09:00", contact.clone()),
            saved_at("2020-03-01T20:30", reading(1, "2020-03-08T10:50", 395)),
        ] {
            device.append(&Entry { about: about.clone(), ..entry });
        }
    }
    device.sync_all(&district.server);
    assert_eq!(device.have, 9);
    for (path, before) in paths.into_iter().zip(before) {
        assert_eq!(asked(&page, path).await, before, "{path}");
    }
}
