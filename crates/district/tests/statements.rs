//! How many statements a phone's page and a household's page take: as many for many households, logs and entries as for few.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failed test shows the line")]

use daylog_district::views;
use daylog_domain::{access::Scope, places::Place};
use daylog_storage::statements;
use daylog_testkit::district::{Device, Founded, contact, roster};

const CADRES: [&str; 3] = ["张如彬", "权贺永", "李善花"];

/// So many households, each with a cadre of these and one community worker.
fn district(households: usize) -> Founded {
    let codes: Vec<String> = (0..households).map(|number| format!("H{number}")).collect();
    let assignees = CADRES.map(|name| format!("{name}/局/cadre; 网格员/街道/community"));
    let rows: Vec<_> = codes.iter().zip(assignees.iter().cycle()).map(|(code, of)| (code.as_str(), "园锦社区", of.as_str())).collect();
    Founded::new(&roster(&rows))
}

fn statements_of<T>(work: impl FnOnce() -> T) -> (T, u64) {
    let before = statements();
    let done = work();
    (done, statements() - before)
}

/// What the first page of the community worker's new phone takes, when so many phones wrote about so many households.
fn of_first_page(households: u32, phones: usize) -> u64 {
    let district = district(usize::try_from(households).unwrap());
    for device in &mut CADRES.map(|name| district.device(name))[..phones] {
        (0..200).for_each(|entry| device.append(&contact(1 + entry % households, "2020-03-01T09:00")));
        device.sync(&district.running);
    }
    let mut worker: Device = district.device("网格员");
    worker.sync(&district.running);
    (worker.cursor, worker.pulled) = (None, Vec::new());
    let (answer, taken) = statements_of(|| worker.sync(&district.running));
    assert!(!answer.page.unwrap().more, "everything fits");
    assert_eq!((worker.pulled_households().len(), worker.pulled_entries().len()), (usize::try_from(households).unwrap(), 200 * phones));
    taken
}

#[test]
fn a_page_for_a_phone_takes_as_many_statements_for_many_households_as_for_few() {
    assert_eq!(of_first_page(200, 1), of_first_page(4, 1));
}

#[test]
fn a_page_for_a_phone_takes_as_many_statements_for_entries_of_many_logs_as_for_those_of_one() {
    // 600 entries are read in three parts of 256 instead of one of 200; in one part more there are logs that were not met before, of
    // which the identity, the cadre and the orders are asked for.
    assert_eq!(of_first_page(4, 3) - of_first_page(4, 1), 2 + 3);
}

#[test]
fn a_household_s_page_takes_as_many_statements_for_many_entries_as_for_few() {
    let of_page = |entries: usize| {
        let district = district(3);
        let mut device = district.device(CADRES[0]);
        (0..entries).for_each(|_| device.append(&contact(1, "2020-03-01T09:00")));
        device.sync(&district.running);
        let (scope, now) = (Scope::Place(Place::District), district.now());
        let page = |db: &daylog_storage::Read<'_>| views::household_page(db, scope, 1, None, now);
        let (page, taken) = statements_of(|| district.running.database.read(page).unwrap().unwrap());
        assert_eq!(page.timeline.len(), entries);
        taken
    };
    let (few, many) = (of_page(3), of_page(250));
    assert_eq!(few, many);
    // The household's changes by hand are one of them.
    assert!(many <= 13, "{many}");
}
