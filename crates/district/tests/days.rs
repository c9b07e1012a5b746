//! Days in memory: whatever happens, a server that brought its days up to date step by step shows what one shows that reads them
//! afresh; and reading them takes as many statements for many households as for few.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

use std::{cmp::Reverse, collections::BTreeMap, sync::Arc};

use daylog_district::{
    District,
    types::{CommunityCoverage, HouseholdList, OverviewList},
    views::{self, AttentionQuery, ListQuery},
};
use daylog_domain::{
    access::Scope,
    entries::{Entry, seal::SealState},
    places::Place,
    time::Date,
};
use daylog_storage::statements;
use daylog_testkit::{
    SeededRandom,
    district::{Founded, HEADER, reading},
    happening::{self, World, seal_of},
};
use serde_json::Value;

const DATES: [&str; 4] = ["2020-02-29", "2020-03-01", "2020-03-02", "2020-03-04"];

fn list(district: &District, date: Date) -> HouseholdList {
    let scope = Scope::Place(Place::District);
    let asked = ListQuery { scope, place: Place::District, date: Some(date), text: "", only: None, after: None, limit: 100 };
    views::household_list(district, &asked).unwrap()
}

/// Everything that pages say of these days.
fn shown(district: &District) -> Value {
    let of_date = |date: &str| {
        let date: Date = date.parse().unwrap();
        let lists = [OverviewList::Fevers, OverviewList::Ahead, OverviewList::Seals, OverviewList::Ending];
        let overview = views::overview(district, Place::District, Some(date), &lists.map(|list| (list, 5_000)).into()).unwrap();
        let query = AttentionQuery { place: Place::District, date: Some(date), state: None, hour: None, cadres: None, rows: 5_000 };
        serde_json::json!({
            "date": date, "overview": overview, "attention": views::attention(district, &query).unwrap(), "list": list(district, date)
        })
    };
    DATES.iter().map(|date| of_date(date)).collect()
}

/// Where two answers differ first, and how.
fn difference(one: &Value, other: &Value) -> Option<String> {
    let within = |at: String, one: Option<&Value>, other: Option<&Value>| match (one, other) {
        (Some(one), Some(other)) => difference(one, other).map(|difference| format!("{at}.{difference}")),
        (one, other) => (one != other).then(|| format!("{at}: {one:?} {other:?}")),
    };
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => one.keys().find_map(|key| within(key.clone(), one.get(key), other.get(key))),
        (Value::Array(one), Value::Array(other)) if one.len() != other.len() => {
            let only = |one: &Vec<Value>, other: &Vec<Value>| {
                one.iter().filter(|row| !other.contains(row)).map(Value::to_string).collect::<Vec<_>>()
            };
            Some(format!(": {} and {} rows; {:?} against {:?}", one.len(), other.len(), only(one, other), only(other, one)))
        }
        (Value::Array(one), Value::Array(other)) => {
            (0..one.len().max(other.len())).find_map(|place| within(place.to_string(), one.get(place), other.get(place)))
        }
        (one, other) => (one != other).then(|| format!(": {one} {other}")),
    }
}

/// The list says of each household what its own page says, which reads the household's entries alone.
fn pages_agree(founded: &Founded, told: &str) {
    for date in DATES {
        let date: Date = date.parse().unwrap();
        for row in list(&founded.running, date).rows {
            let household = row.door.household.0;
            let scope = Scope::Place(Place::District);
            let page = founded.running.database.read(|db| views::household_page(db, scope, household, Some(date), founded.now()));
            let page = page.unwrap().unwrap();
            let states = page.checks.iter().map(|check| check.state.column());
            let count = |column| u32::try_from(states.clone().filter(|state| *state == column).count()).unwrap();
            use daylog_domain::coverage::Column::{Done, Missed, NotAssigned, Open, Tried, Unknown};
            let of_row = [row.coverage.done, row.coverage.tried, row.coverage.missed, row.coverage.unknown].map(|count| count.checks);
            assert_eq!([Done, Tried, Missed, Unknown].map(count), of_row, "{told}: {date} of {household}");
            let of_row = (row.coverage.not_assigned.checks, row.coverage.open.checks, row.seal);
            assert_eq!((count(NotAssigned), count(Open), page.seal), of_row, "{told}: {date} of {household}");
        }
    }
}

/// `DAYLOG_SEEDS=first..last` chooses others.
fn seeds() -> std::ops::Range<u64> {
    let last = if std::env::var_os("DAYLOG_LONG").is_some() { 64 } else { 6 };
    let Ok(named) = std::env::var("DAYLOG_SEEDS") else { return 0..last };
    let (first, last) = named.split_once("..").unwrap();
    first.parse().unwrap()..last.parse().unwrap()
}

#[test]
fn a_day_that_is_brought_up_to_date_step_by_step_is_the_day_that_is_read_afresh() {
    for seed in seeds() {
        let mut world = World::new(seed);
        for step in 0..40 {
            let happened = world.step();
            let told = format!("seed {seed}, step {step}: {happened}");
            let kept = shown(&world.district.running);
            let afresh = shown(&world.district.second_process());
            assert_eq!(difference(&kept, &afresh), None, "{told}: kept, and read afresh");
            if step % 10 == 9 {
                pages_agree(&world.district, &told);
            }
        }
    }
}

/// A district with so many households, each with an entry of the day, a fever and a corrected one among them.
fn district(households: u32) -> Arc<District> {
    let row = |number: u32| {
        let community = if number.is_multiple_of(2) { "园锦社区" } else { "长新社区" };
        format!(
            "公园街道,{community},C{number},{number}号楼501,住户{number},,10000000001,境外,2020-02-26,2020-03-01,,,张如彬/市委办督查室/cadre\n"
        )
    };
    let founded = Founded::new(&format!("{HEADER}\n{}", (1..=households).map(row).collect::<String>()));
    let mut device = founded.device("张如彬");
    let mut random = SeededRandom::new(1);
    for household in 1..=households {
        device.append(&reading(household, "2020-03-01T10:30", 360 + u16::try_from(random.below(20)).unwrap()));
        device.append(&happening::seal(household, "2020-02-29T20:15", &mut random));
    }
    device.sync_all(&founded.running);
    founded.second_process()
}

/// A city's district of 4,516 households in 70 communities, with more of everything than a page lists.
fn city() -> Founded {
    let row = |number: u32| {
        let (community, cadre, building) = (number % 70, number % 900, number % 40);
        let ends = if number.is_multiple_of(9) { "2020-03-01" } else { "2020-03-10" };
        format!(
            "公园街道,第{community}居民社区,YJ-{number:05},阳光花园小区{building}号楼2单元{number}室,住户{number},,1390000{number:04},境外,2020-02-26,{ends},担保人,某单位,干部{cadre}/市退役军人事务局/cadre/1380000{cadre:04}\n"
        )
    };
    let founded = Founded::new(&format!("{HEADER}\n{}", (1..=4_516).map(row).collect::<String>()));
    let mut device = founded.device("干部1");
    for household in 1..=400 {
        device.append(&reading(household, "2020-03-01T10:30", 380));
        device.append(&seal_of(household, "2020-03-01T10:31", SealState::Broken));
        device.append(&Entry { clocks: reading(household, "2020-03-01T10:32", 380).clocks, ..reading(household, "2020-03-02T10:30", 380) });
    }
    device.sync_all(&founded.running);
    // What was due in the afternoon is overdue everywhere.
    founded.pass_minutes(10 * 60);
    founded
}

#[test]
fn the_answers_about_a_city_are_small() {
    let city = city();
    let overview = views::overview(&city.running, Place::District, None, &BTreeMap::new()).unwrap();
    let (totals, listed) = (
        [overview.fevers_total, overview.seals_total, overview.ahead_total],
        [overview.fevers.len(), overview.seals.len(), overview.ahead.len(), overview.silent.len(), overview.ending.len()],
    );
    assert_eq!((overview.households, totals, listed, overview.by_community.len()), (4_516, [400; 3], [10; 5], 10));
    assert!(overview.overdue_total > 4_516 && overview.silent_total >= 899 && overview.ending_total > 500, "{overview:#?}");
    let query = AttentionQuery { place: Place::District, date: None, state: None, hour: None, cadres: None, rows: 100 };
    let attention = views::attention(&city.running, &query).unwrap();
    assert_eq!((attention.rows, attention.checks), (100, overview.overdue_total));
    let sizes = [serde_json::to_vec(&overview).unwrap().len(), serde_json::to_vec(&attention).unwrap().len()];
    assert!(sizes.iter().all(|size| *size <= 60_000), "bytes: {sizes:?}");
    let asked = [(OverviewList::Fevers, 110), (OverviewList::Silent, 5_000), (OverviewList::Communities, 110)].into();
    let more = views::overview(&city.running, Place::District, None, &asked).unwrap();
    assert_eq!((more.fevers.len(), more.silent.len(), more.seals.len()), (110, more.silent_total as usize, 10));
    let lacking = |community: &CommunityCoverage| community.checks.tried + community.checks.missed + community.checks.unknown;
    assert!(more.by_community.len() == 70 && more.by_community.is_sorted_by_key(|each| Reverse(lacking(each))), "the most first");
    assert!(lacking(&more.by_community[0]) > lacking(&more.by_community[69]));
    assert_eq!(overview.by_community[..], more.by_community[..10]);
}

fn statements_of<T>(work: impl FnOnce() -> T) -> u64 {
    let before = statements();
    work();
    statements() - before
}

#[test]
fn as_many_statements_are_run_for_many_households_as_for_few() {
    let of_pages = |households| {
        let district = district(households);
        let date = "2020-03-01".parse().unwrap();
        let query = AttentionQuery { place: Place::District, date: None, state: None, hour: None, cadres: None, rows: 100 };
        [
            statements_of(|| views::overview(&district, Place::District, None, &BTreeMap::new()).unwrap()),
            statements_of(|| views::attention(&district, &query).unwrap()),
            statements_of(|| list(&district, date)),
        ]
    };
    let (few, many) = (of_pages(3), of_pages(300));
    assert_eq!(few, many);
    assert!(many[0] <= 24 && many[1] <= 8 && many[2] <= 8, "a day is read once for all pages: {many:?}");
}
