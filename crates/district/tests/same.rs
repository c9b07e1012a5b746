//! The same person is the same person, and what a roster does not say is left as it was.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

use daylog_district::{
    types::{HouseholdList, Only},
    views::{self, ListQuery},
};
use daylog_domain::{
    access::Scope,
    assignment::Role,
    places::Place,
    roster::{Applied, OfDistrict, Taking, Turn},
};
use daylog_storage::{
    Read, StorageError,
    feed::{self, Feed},
    households, params, roster as tables,
};
use daylog_testkit::district::{Founded, NOON, roster, two_households};
use daylog_wire::feed::{FeedItem, HouseholdRecord};

const ZHANG: &str = "张如彬/市委办督查室/cadre";

fn counts(applied: &Applied) -> (u32, u32, u32) {
    (applied.added, applied.changed, applied.unchanged)
}

fn last(district: &Founded) -> i64 {
    district.running.database.read(|connection| Ok::<_, StorageError>(feed::changes(connection)?.last)).unwrap()
}

fn people(district: &Founded) -> (i64, i64, i64) {
    let read = |connection: &Read<'_>| {
        let count = |table: &str| connection.one(&format!("SELECT count(*) FROM {table}"), params![], |row| row.get::<i64>(0));
        Ok::<_, StorageError>((count("community")?, count("cadre")?, count("resident")?))
    };
    district.running.database.read(read).unwrap()
}

fn running(district: &Founded, household: u32) -> Vec<String> {
    let read = |connection: &Read<'_>| households::assignments(connection, household);
    let all = district.running.database.read(read).unwrap();
    all.into_iter()
        .filter(|assignment| assignment.until.is_none())
        .map(|assignment| format!("{}/{}", assignment.name, assignment.office))
        .collect()
}

#[test]
fn the_same_file_twice_takes_no_number_of_the_feed() {
    let text = format!("{}公园街道,园锦社区,A1,A1号楼501,另一人,,,,2020-02-26,2020-03-10,,,\"{ZHANG}\"\n", two_households());
    let district = Founded::new(&text);
    let before = last(&district);
    for _ in 0..2 {
        let again = district.import(&text);
        assert_eq!((counts(&again), last(&district)), ((0, 0, 3), before), "{again:?}");
        assert_eq!((again.changes.len(), again.new.residents.len()), (0, 0));
    }
}

#[test]
fn another_spelling_is_nobody_new() {
    let district = Founded::new(&two_households());
    let (before, counted) = (last(&district), people(&district));
    for (spelled, other) in [
        ("张如彬", "张 如彬"),
        ("市委办督查室", "市委办\u{3000}督查室"),
        ("住户A1", "住户Ａ1"),
        ("园锦社区", "园锦 社区"),
        ("公园街道", "公园街道\u{200b}"),
        (",A1,", ",ａ１,"),
        ("A1号楼501", "A1 号楼 501"),
        ("10000000001", "1000-000 0001"),
        ("担保人", "担 保人"),
    ] {
        let again = district.import(&two_households().replace(spelled, other));
        assert_eq!((counts(&again), last(&district), people(&district)), ((0, 0, 2), before, counted), "{other}: {again:?}");
    }
}

#[test]
fn blank_cells_take_nothing_away_unless_asked() {
    let district = Founded::new(&two_households());
    let before = last(&district);
    let blank = two_households().replace("10000000001", "").replace("境外", "").replace("担保人", "").replace("某单位", "无");
    assert_eq!((counts(&district.import(&blank)), last(&district)), ((0, 0, 2), before));
    let cleared = district.import_as(&blank, Taking { blank_clears: true, ..Taking::default() });
    assert_eq!(counts(&cleared), (0, 2, 0));
    assert_eq!(cleared.changes.len(), 8, "{:?}", cleared.changes);
    assert!(cleared.changes.iter().all(|change| change.from.is_some() && change.to.is_none()));
}

#[test]
fn some_rows_of_a_household_end_nobody_unless_they_are_the_whole() {
    let second = "公园街道,园锦社区,A1,A1号楼501,另一人,,,,2020-02-26,2020-03-10,,,李某/甲局/cadre\n";
    let district = Founded::new(&format!("{}{second}", roster(&[("A1", "园锦社区", ZHANG)])));
    assert_eq!(running(&district, 1), ["张如彬/市委办督查室", "李某/甲局"]);
    let only = format!("{}\n{second}", daylog_testkit::district::HEADER);
    let partial = district.import(&only);
    assert_eq!((counts(&partial), running(&district, 1).len()), ((0, 0, 1), 2));
    assert_eq!((partial.assignments[0].cadre.as_str(), partial.assignments[0].turn), ("张如彬/市委办督查室", Turn::Stays));
    let whole = district.import_as(&only, Taking { is_complete: true, ..Taking::default() });
    assert_eq!((counts(&whole), running(&district, 1)), ((0, 1, 0), vec!["李某/甲局".to_owned()]));
    // With all its people named, the file is the whole by itself.
    let both = format!("{}{}", roster(&[("A1", "园锦社区", "王某/乙局/cadre")]), second.replace("李某/甲局", "王某/乙局"));
    assert_eq!((counts(&district.import(&both)), running(&district, 1)), ((0, 1, 1), vec!["王某/乙局".to_owned()]));
}

#[test]
fn a_namesake_without_a_device_does_not_take_a_household_off_the_working_phone() {
    let district = Founded::new(&two_households());
    let mut zhang = district.device("张如彬");
    zhang.sync_all(&district.running);
    let other_office = two_households().replace("张如彬/市委办督查室", "张如彬/市委办");
    let applied = district.import(&other_office);
    assert_eq!(applied.new.cadres, ["张如彬/市委办"]);
    let codes: Vec<_> = applied.warnings.iter().map(|warning| warning.code()).collect();
    assert_eq!(codes, ["cadre_namesake", "cadre_with_device_stays"]);
    zhang.pulled.clear();
    zhang.sync_all(&district.running);
    assert!(!zhang.pulled.iter().any(|item| matches!(item, FeedItem::Removed(_))), "{:?}", zhang.pulled);
    let before = last(&district);
    assert_eq!((counts(&district.import(&other_office)), last(&district)), ((0, 0, 2), before));
    // Somebody else takes it over, and that is told by name.
    let moved = district.import(&two_households().replace(ZHANG, "李某/甲局/cadre"));
    let turns: Vec<_> = moved.assignments.iter().map(|change| (change.cadre.as_str(), change.turn, change.has_device)).collect();
    assert!(turns.contains(&("张如彬/市委办督查室", Turn::Ends, true)) && turns.contains(&("李某/甲局", Turn::Begins, false)), "{turns:?}");
}

#[test]
fn a_cadres_new_number_is_a_change_and_reaches_devices_and_dashboards() {
    let with = |phone: &str| two_households().replace("权贺永/市退役军人事务局/cadre", &format!("权贺永/市退役军人事务局/cadre/{phone}"));
    let district = Founded::new(&with("13800000001"));
    let mut worker = district.device("网格员");
    worker.sync_all(&district.running);
    worker.pulled.clear();
    let counter = || district.running.database.read(|connection| Ok::<_, StorageError>(feed::changes(connection)?.roster)).unwrap();
    let before = counter();
    let applied = district.import(&with("13900000002"));
    assert_eq!((counts(&applied), applied.changes.len()), ((0, 1, 1), 1));
    let change = &applied.changes[0];
    assert_eq!((change.of.as_str(), change.field, change.to.as_deref()), ("权贺永/市退役军人事务局", "phone", Some("13900000002")));
    assert!(counter() > before, "open dashboards look for this counter");
    worker.sync_all(&district.running);
    let number = worker.pulled.iter().find_map(|item| match item {
        FeedItem::Household(json) => {
            let record: HouseholdRecord = serde_json::from_str(json).unwrap();
            record.assignments.into_iter().find(|assignment| assignment.name == "权贺永")?.phone
        }
        _ => None,
    });
    assert_eq!(number.as_deref(), Some("13900000002"), "{NOON}");
    let before = last(&district);
    assert_eq!((counts(&district.import(&with("139-0000-0002"))), last(&district)), ((0, 0, 2), before));
    assert_eq!(counts(&district.import(&two_households())), (0, 0, 2), "no number behind a name takes none away");
}

#[test]
fn a_code_that_lost_its_zeros_is_refused() {
    let district = Founded::new(&roster(&[("007", "园锦社区", ZHANG)]));
    let applied = district.import(&roster(&[("7", "园锦社区", ZHANG)]));
    assert_eq!((counts(&applied), applied.refused[0].code()), ((0, 0, 0), "code_zeros"));
    assert_eq!(applied.refused[0].kind, OfDistrict::CodeZeros { other: "007".to_owned() }.into());
}

#[test]
fn a_search_by_a_cadres_name_finds_the_households_that_they_look_after_now() {
    let district = Founded::new(&two_households());
    let at = |minutes| district.now().plus_minutes(minutes);
    let hand_over = district.running.database.write(|transaction| {
        let mut feed = Feed::begin(transaction)?;
        transaction.run("UPDATE assignment SET until_at = ?1 WHERE cadre = 1", params![at(60)])?;
        tables::begin_assignment(transaction, 2, 1, Role::Cadre, at(120))?;
        feed.roster_changed();
        feed.finish(transaction)
    });
    hand_over.unwrap();
    for (pass_minutes, expected) in [(0, &["A1"][..]), (59, &["A1"]), (1, &[]), (59, &[]), (1, &["B1"])] {
        district.pass_minutes(pass_minutes);
        for only in [None, Some(Only::InQuarantine)] {
            let found = search(&district, "张如彬", only);
            let codes: Vec<&str> = found.rows.iter().map(|row| row.door.code.as_str()).collect();
            assert_eq!((codes.as_slice(), found.households as usize), (expected, expected.len()), "{pass_minutes} {only:?}");
        }
    }
}

fn search(district: &Founded, text: &str, only: Option<Only>) -> HouseholdList {
    let scope = Scope::Place(Place::District);
    let date = "2020-03-01".parse().ok();
    let asked = ListQuery { scope, place: Place::District, date, text, only, after: None, limit: 10 };
    views::household_list(&district.running, &asked).unwrap()
}

#[test]
fn a_search_finds_every_spelling() {
    let district = Founded::new(&two_households());
    let found = |text: &str| search(&district, text, None).households;
    for (text, count) in [
        ("住户A1", 1),
        ("住户 ａ１", 1),
        ("Ａ1号楼", 1),
        ("张如彬", 1),
        ("张·如彬", 1),
        ("1000 0000 001", 2),
        ("", 2),
        ("·", 0),
        ("nobody", 0),
        ("号楼5", 2),
    ] {
        assert_eq!(found(text), count, "{text}");
    }
}

#[test]
fn a_household_is_found_by_its_code_however_it_is_spelled() {
    let district = Founded::new(&two_households());
    for (code, found) in [("A1", Some("A1")), ("ａ１", Some("A1")), ("a1", Some("A1")), ("B1", Some("B1")), ("A", None), ("", None)] {
        let stored = district.running.database.read(|db| households::by_code(db, code)).unwrap();
        assert_eq!(stored.map(|stored| stored.household.code).as_deref(), found, "{code}");
    }
}
