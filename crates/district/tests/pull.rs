//! What devices may see: exactly the households of their cadre, nothing passed over, in pages of bounded size.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use daylog_domain::{
    assignment::Role,
    entries::{About, Entry, UnknownTarget},
    ids::{CadreId, HouseholdId, SiteId},
    places::Premises,
    target::Target,
};
use daylog_storage::pull;
use daylog_testkit::district::{Device, Founded, contact, roster, two_households};
use daylog_wire::feed::FeedItem;
use daylog_wire::{checkpoint::Epoch, feed::Cursor, message::Verdict};

fn sequences(device: &Device, of: &Device) -> Vec<u64> {
    device.pulled_entries().into_iter().filter(|entry| entry.log == of.log).map(|entry| entry.sequence).collect()
}

#[test]
fn a_device_gets_its_households_and_colleagues_entries_and_nothing_else() {
    let district = Founded::new(&two_households());
    let (mut zhang, mut quan, mut worker) = (district.device("张如彬"), district.device("权贺永"), district.device("网格员"));
    zhang.append(&contact(1, "2020-03-01T09:00"));
    quan.append(&contact(2, "2020-03-01T09:00"));
    zhang.sync_all(&district.running);
    quan.sync_all(&district.running);
    worker.sync_all(&district.running);
    assert_eq!((zhang.pulled_households(), quan.pulled_households()), (vec!["A1".to_owned()], vec!["B1".to_owned()]));
    assert_eq!(worker.pulled_households(), ["A1", "B1"]);
    assert!(zhang.pulled_entries().is_empty(), "neither its own entries nor those of other households come back");
    assert_eq!((sequences(&worker, &zhang), sequences(&worker, &quan)), (vec![1], vec![1]));
    assert_eq!(worker.pulled_entries()[0].bytes, zhang.entries[0]);
    assert!(matches!(zhang.pulled.first(), Some(FeedItem::Settings(json)) if json.contains("Asia/Shanghai")));

    let before = worker.pulled.len();
    worker.sync_all(&district.running);
    assert_eq!(worker.pulled.len(), before, "what was fetched is not fetched again");
}

#[test]
fn however_long_it_takes_between_two_requests_they_go_on_where_they_were() {
    let district = Founded::new(&two_households());
    let (mut zhang, mut worker) = (district.device("张如彬"), district.device("网格员"));
    for minute in 0..40 {
        zhang.append(&contact(1, &format!("2020-03-01T09:{minute:02}")));
    }
    zhang.sync_all(&district.running);
    worker.page_bytes = 1;
    while sequences(&worker, &zhang).len() < 40 {
        let before = worker.pulled.len();
        worker.append(&contact(1, "2020-03-01T12:00"));
        let answer = worker.sync(&district.running);
        assert_eq!((answer.verdict, answer.have), (Verdict::Accepted, worker.entries.len() as u64));
        assert!(worker.pulled.len() > before);
        // A year between two pages.
        district.pass_minutes(365 * 24 * 60);
    }
}

#[test]
fn colleagues_reports_come_with_every_answer() {
    let district = Founded::new(&two_households());
    let (mut zhang, mut worker) = (district.device("张如彬"), district.device("网格员"));
    worker.sync(&district.running);
    let colleagues = zhang.sync(&district.running).colleagues;
    let of =
        |cadre: u32| colleagues.iter().find(|colleague| colleague.cadre == CadreId(cadre)).map(|colleague| colleague.complete_to.clone());
    assert_eq!((of(1), of(2)), (Some(vec![]), Some(vec![Some(district.now())])), "the own device is left out");
    assert_eq!(of(3), None, "nobody of other households is named");
}

#[test]
fn pages_are_bounded_and_together_hold_everything_once() {
    let district = Founded::new(&two_households());
    let (mut zhang, mut worker) = (district.device("张如彬"), district.device("网格员"));
    for number in 0..400 {
        zhang.append(&contact(1, &format!("2020-03-01T{:02}:{:02}", number / 60, number % 60)));
    }
    zhang.sync_all(&district.running);
    worker.page_bytes = 4096;
    let mut pages = 0;
    loop {
        let page = worker.sync(&district.running).page.unwrap();
        assert!(page.items.len() <= 4096 + 2048, "{} bytes", page.items.len());
        pages += 1;
        if !page.more {
            break;
        }
    }
    assert!(pages > 10, "{pages} pages");
    assert_eq!(sequences(&worker, &zhang), (1..=400).collect::<Vec<_>>());
}

/// Entries of the household A1, each behind two hundred of B1.
fn sparse() -> (Founded, Device) {
    let district = Founded::new(&two_households());
    let (mut zhang, mut quan) = (district.device("张如彬"), district.device("权贺永"));
    for _ in 0..10 {
        (0..200).for_each(|_| quan.append(&contact(2, "2020-03-01T09:00")));
        quan.sync(&district.running);
        zhang.append(&contact(1, "2020-03-01T09:00"));
        zhang.sync(&district.running);
    }
    (district, zhang)
}

#[test]
fn a_long_stretch_with_nothing_to_see_is_no_page_of_its_own() {
    let (district, zhang) = sparse();
    let mut other = district.device("张如彬");
    other.page_bytes = 8192;
    assert!(!other.sync(&district.running).page.unwrap().more);
    assert_eq!(sequences(&other, &zhang), (1..=10).collect::<Vec<_>>());
}

#[test]
fn by_whatever_stretches_the_feed_is_looked_at_nothing_is_passed_over_or_met_twice() {
    const WORKER: i64 = 2;
    let (district, _) = sparse();
    let end = district.running.database.read(daylog_storage::feed::changes).unwrap().last;
    let looked_at = |enough, most| {
        let (mut found, mut from) = (Vec::new(), 0);
        while from < end {
            let stretch = |db: &daylog_storage::Read<'_>| pull::positions(db, WORKER, (from, end), (enough, most));
            let stretch = district.running.database.read(stretch).unwrap();
            assert!(stretch.upto > from && stretch.positions.len() <= most, "{stretch:?}");
            assert!(stretch.upto == end || stretch.positions.len() >= enough, "{stretch:?}");
            assert!(stretch.positions.iter().all(|position| (from + 1..=stretch.upto).contains(&position.position)));
            from = stretch.upto;
            found.extend(stretch.positions);
        }
        found
    };
    let whole = looked_at(100_000, 100_000);
    assert_eq!(whole.len(), 10 * 201, "the worker sees both");
    for (enough, most) in [(1, 1), (1, 3), (7, 7), (7, 50), (128, 256), (600, 1200)] {
        assert!(looked_at(enough, most) == whole, "{enough} of {most}");
    }
}

#[test]
fn a_household_that_left_came_back_and_left_again_between_two_pages_is_gone() {
    let assigned = |a1: &str, b1: &str| roster(&[("A1", "园锦社区", a1), ("B1", "长新社区", b1)]);
    let (zhang, worker) = ("张如彬/市委办督查室/cadre", "网格员/街道/community");
    let both = format!("{zhang}; {worker}");
    let district = Founded::new(&assigned(&both, worker));
    let (mut device, mut other) = (district.device("张如彬"), district.device("网格员"));
    device.sync_all(&district.running);
    assert_eq!(device.pulled_households(), ["A1"]);
    // A1 goes, a long history of B1 comes, A1 comes back: the first small page ends before that.
    district.import(&assigned(worker, &both));
    for number in 0..300 {
        other.append(&contact(2, &format!("2020-03-01T{:02}:{:02}", number / 60, number % 60)));
    }
    other.sync_all(&district.running);
    district.import(&assigned(&both, &both));
    device.page_bytes = 4096;
    assert!(device.sync(&district.running).page.unwrap().more);
    // And A1 goes once more before the device asks on.
    district.import(&assigned(worker, &both));
    device.sync_all(&district.running);
    let last = device.pulled.iter().rev().find_map(|item| match item {
        FeedItem::Removed(household) => Some((*household, true)),
        FeedItem::Household(json) if json.contains("\"A1\"") => Some((HouseholdId(1), false)),
        _ => None,
    });
    assert_eq!(last, Some((HouseholdId(1), true)), "the device keeps a household that is not its cadre's");
}

#[test]
fn a_page_whose_answer_was_lost_comes_again() {
    let district = Founded::new(&two_households());
    let (mut zhang, mut worker) = (district.device("张如彬"), district.device("网格员"));
    for minute in 0..50 {
        zhang.append(&contact(1, &format!("2020-03-01T09:{minute:02}")));
    }
    zhang.sync_all(&district.running);
    worker.page_bytes = 4096;
    let lost = worker.send(&district.running, &worker.request()).page.unwrap();
    let again = worker.send(&district.running, &worker.request()).page.unwrap();
    assert_eq!((lost.items, lost.cursor), (again.items, again.cursor));
    worker.sync_all(&district.running);
    assert_eq!(sequences(&worker, &zhang), (1..=50).collect::<Vec<_>>());
}

#[test]
fn a_household_that_changes_hands_comes_with_its_history_and_goes_from_the_former_cadre() {
    let district = Founded::new(&two_households());
    let (mut zhang, mut quan) = (district.device("张如彬"), district.device("权贺永"));
    for minute in 0..30 {
        zhang.append(&contact(1, &format!("2020-03-01T09:{minute:02}")));
    }
    zhang.sync_all(&district.running);
    quan.sync_all(&district.running);
    let cursor = quan.cursor.unwrap().feed;
    assert!(sequences(&quan, &zhang).is_empty());

    district.pass_minutes(1);
    let moved = roster(&[
        ("A1", "园锦社区", "权贺永/市退役军人事务局/cadre; 网格员/街道/community"),
        ("B1", "长新社区", "权贺永/市退役军人事务局/cadre; 网格员/街道/community"),
    ]);
    assert_eq!(district.import(&moved).changed, 1);
    quan.pulled.clear();
    quan.page_bytes = 4096;
    quan.sync_all(&district.running);
    assert!(quan.cursor.unwrap().feed > cursor);
    assert_eq!(quan.pulled_households(), ["A1"]);
    assert_eq!(sequences(&quan, &zhang), (1..=30).collect::<Vec<_>>(), "older than the cursor, and all the same");

    // The former cadre's late entry is taken, reaches the new one, and the household leaves the former phone.
    zhang.append(&contact(1, "2020-03-01T10:30"));
    zhang.pulled.clear();
    zhang.sync_all(&district.running);
    assert!(zhang.pulled.contains(&FeedItem::Removed(HouseholdId(1))), "{:?}", zhang.pulled);
    quan.sync_all(&district.running);
    assert_eq!(sequences(&quan, &zhang).last(), Some(&31));
    let mut fresh = district.device("张如彬");
    fresh.sync_all(&district.running);
    assert!(fresh.pulled_households().is_empty() && fresh.pulled_entries().is_empty());
}

#[test]
fn an_assignment_that_begins_later_is_seen_from_then_on() {
    let district = Founded::new(&two_households());
    let mut quan = district.device("权贺永");
    let (zhang, from) = (district.device("张如彬"), district.now().plus_minutes(60));
    district.running.database.write(|transaction| daylog_storage::roster::begin_assignment(transaction, 1, 3, Role::Cadre, from)).unwrap();
    let mut zhang = zhang;
    zhang.append(&contact(1, "2020-03-01T09:00"));
    zhang.sync_all(&district.running);
    quan.sync_all(&district.running);
    assert_eq!(quan.pulled_households(), ["B1"]);
    district.pass_minutes(60);
    quan.sync_all(&district.running);
    assert_eq!(quan.pulled_households(), ["B1", "A1"]);
    assert_eq!(sequences(&quan, &zhang), [1]);
}

#[test]
fn a_cursor_of_another_history_starts_again() {
    let district = Founded::new(&two_households());
    let (mut zhang, mut worker) = (district.device("张如彬"), district.device("网格员"));
    zhang.append(&contact(1, "2020-03-01T09:00"));
    zhang.sync_all(&district.running);
    let epoch = worker.sync(&district.running).epoch;
    for cursor in [Cursor { epoch: Epoch([8; 16]), feed: 1_000 }, Cursor { epoch, feed: 1_000_000 }] {
        worker.pulled.clear();
        worker.cursor = Some(cursor);
        worker.sync_all(&district.running);
        assert_eq!(sequences(&worker, &zhang), [1]);
    }
}

#[test]
fn a_reader_beside_eight_writers_in_two_processes_skips_nothing() {
    const WRITERS: u64 = 8;
    const PUSHES: u64 = 25;
    let rows: Vec<(String, String)> = (0..WRITERS).map(|n| (format!("H{n}"), format!("写{n}/局/cadre; 网格员/街道/community"))).collect();
    let rows: Vec<(&str, &str, &str)> = rows.iter().map(|(code, cadres)| (code.as_str(), "园锦社区", cadres.as_str())).collect();
    let district = Founded::new(&roster(&rows));
    let mut writers: Vec<Device> = (0..WRITERS).map(|n| district.device(&format!("写{n}"))).collect();
    let mut reader = district.device("网格员");
    reader.page_bytes = 4096;
    let other_process = district.second_process();
    let is_done = Arc::new(AtomicBool::new(false));
    thread::scope(|scope| {
        let handles: Vec<_> = writers
            .iter_mut()
            .enumerate()
            .map(|(number, device)| {
                let server = if number % 2 == 0 { district.running.clone() } else { other_process.clone() };
                scope.spawn(move || {
                    for push in 0..PUSHES {
                        let household = u32::try_from(number).unwrap() + 1;
                        device.append(&contact(household, &format!("2020-03-01T09:{push:02}")));
                        device.append(&contact(household, &format!("2020-03-01T10:{push:02}")));
                        device.sync(&server);
                    }
                })
            })
            .collect();
        let done = is_done.clone();
        let server = district.running.clone();
        let reader = &mut reader;
        let reading = scope.spawn(move || {
            loop {
                let was_done = done.load(Ordering::SeqCst);
                reader.sync_all(&server);
                if was_done {
                    break;
                }
            }
        });
        handles.into_iter().for_each(|handle| handle.join().unwrap());
        is_done.store(true, Ordering::SeqCst);
        reading.join().unwrap();
    });
    let seen: Vec<_> = reader.pulled_entries().into_iter().map(|entry| (entry.log, entry.sequence)).collect();
    let distinct: BTreeSet<_> = seen.iter().copied().collect();
    let expected: BTreeSet<_> = writers.iter().flat_map(|device| (1..=2 * PUSHES).map(|sequence| (device.log, sequence))).collect();
    assert_eq!(distinct, expected);
    assert_eq!(seen.len(), expected.len(), "nothing comes twice");
}

#[test]
fn what_is_about_no_household_goes_to_its_cadres_other_devices_and_to_nobody_else() {
    let district = Founded::new(&two_households());
    let (mut zhang, mut worker) = (district.device("张如彬"), district.device("网格员"));
    // A site of the number of a household that both look after.
    let site = Entry { about: Target::Place(Premises::Site(SiteId(1))).into(), ..contact(1, "2020-03-01T09:00") };
    let later = Entry { about: About::Unknown(UnknownTarget { bytes: vec![0x82, 0x18, 99, 1] }), ..contact(1, "2020-03-01T09:01") };
    for entry in [&site, &later, &contact(1, "2020-03-01T09:02"), &site] {
        zhang.append(entry);
    }
    zhang.page_bytes = 1;
    zhang.sync_all(&district.running);
    let mut second = district.device("张如彬");
    second.page_bytes = 1;
    for device in [&mut second, &mut worker] {
        device.sync_all(&district.running);
    }
    assert_eq!((sequences(&second, &zhang), sequences(&worker, &zhang)), (vec![1, 2, 3, 4], vec![3]));
    assert_eq!(second.pulled_entries()[1].bytes, zhang.entries[1], "as it was written");
    assert!(zhang.pulled_entries().is_empty(), "the own ones do not come back");
}
