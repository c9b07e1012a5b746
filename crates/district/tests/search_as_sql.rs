//! The search in memory finds what the search in SQL found.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

use daylog_district::{
    types::Only,
    views::{self, ListQuery, read_cursor},
};
use daylog_domain::{
    access::Scope,
    ids::{CommunityId, StreetId},
    places::{Community, Place},
};
use daylog_storage::{
    StorageError,
    households::{self, Search},
};
use daylog_testkit::district::Founded;

#[test]
fn the_search_in_memory_finds_what_the_search_in_sql_found() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/roster.csv")).unwrap();
    let district = Founded::new(&text);
    let (scope, date) = (Scope::Place(Place::District), "2020-03-01".parse().unwrap());
    let communities = district.running.database.read(households::communities).unwrap();
    let mut places: Vec<Place> = communities.iter().map(|named| Place::Community(named.community)).collect();
    places.extend([Place::District, Place::Street(StreetId(1)), Place::Street(StreetId(9))]);
    places.push(Place::Community(Community { street: StreetId(1), id: CommunityId(99) }));
    let mut texts: Vec<String> =
        ["", "·", "1", "0", "号", "ＹＪ", "yj", " ", "1000", "100 000", "+86", "(", "a1", "张", "nobody", ".", "-", "３"]
            .map(str::to_owned)
            .to_vec();
    let all = district
        .running
        .database
        .read(|db| households::search(db, &Search { place: Place::District, text: "", now: district.now(), after: None, limit: 10_000 }));
    for stored in all.unwrap() {
        let household = stored.household;
        texts.extend([household.code, household.address]);
        texts.extend(household.residents.iter().flat_map(|resident| [resident.name.clone(), resident.phone.clone().unwrap_or_default()]));
        let of = district.running.database.read(|db| households::assignments(db, household.id.0)).unwrap();
        texts.extend(of.into_iter().map(|assignment| assignment.name));
    }
    texts.sort();
    texts.dedup();
    let mut found = 0;
    for text in &texts {
        for place in &places {
            let now = district.now();
            let (by_sql, counted, on_date) = district
                .running
                .database
                .read(|db| {
                    let search = Search { place: *place, text, now, after: None, limit: 10_000 };
                    let codes =
                        |stored: Vec<households::StoredHousehold>| stored.into_iter().map(|one| one.household.code).collect::<Vec<_>>();
                    let on_date = codes(households::in_quarantine(db, date, *place, text, now)?);
                    Ok::<_, StorageError>((codes(households::search(db, &search)?), households::count(db, *place, text, now)?, on_date))
                })
                .unwrap();
            for (only, expected) in [(None, &by_sql), (Some(Only::InQuarantine), &on_date)] {
                let (mut codes, mut after) = (Vec::new(), None);
                loop {
                    let asked = ListQuery { scope, place: *place, date: Some(date), text, only, after: after.take(), limit: 7 };
                    let list = views::household_list(&district.running, &asked).unwrap();
                    if only.is_none() {
                        assert_eq!((list.households, list.people), counted, "{text} in {place:?}");
                    }
                    codes.extend(list.rows.into_iter().map(|row| row.door.code));
                    let Some(next) = list.next else { break };
                    after = read_cursor(&next);
                }
                assert_eq!(&codes, expected, "{text} in {place:?}, {only:?}");
                found += codes.len();
            }
        }
    }
    println!("{} texts, {} places, {found} rows", texts.len(), places.len());
}
