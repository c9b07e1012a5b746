//! What a device holds when households leave it, come back, or are purged: real store, engine and district in one process.
//! What it may not see stands on none of its pages, and nothing that was received is missing anywhere that may see it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stderr)]

use daylog_backup::purge_orders;
use daylog_district::{
    purge::{apply_orders, order::Ordering},
    views::BranchRow,
};
use daylog_domain::{
    ids::{HouseholdId, SiteId},
    places::Premises,
    settings::Retention,
    target::Target,
};
use daylog_faults::{Fault, turn};
use daylog_storage::{
    backups::{self, Watermark},
    district,
    feed::Feed,
};
use daylog_testkit::{disk::Disk, pages};
use daylog_tests::parts::{Device, District, roster, text};
use daylog_wire::purge::{PurgeReason, SignedPurgeOrder};

fn device(district: &District, cadre: u32) -> Device {
    another_device(district, cadre, u64::from(cadre) * 1_000)
}

/// Of the same cadre, with randomness of its own.
fn another_device(district: &District, cadre: u32, seed: u64) -> Device {
    let mut device = Device::on(Disk::new(), seed);
    device.start().unwrap();
    let public = device.store().device().unwrap().public;
    device.enrol(district.enrol(cadre, public).unwrap()).unwrap();
    device.sync(district).unwrap();
    device
}

fn save(device: &mut Device, district: &District, household: u32, text: &str) {
    district.pass_ms(60_000);
    device.append(district.now(), household, &[text.to_owned()]).unwrap();
}

/// The household goes to these cadres.
fn assign(district: &District, household: u32, cadres: &[u32]) {
    district.pass_ms(60_000);
    district.import(&roster(&[(household, cadres.to_vec())])).unwrap();
    district.pass_ms(60_000);
}

fn holds(device: &Device, text: &str) -> bool {
    let copy = device.disk.copy();
    let log = copy.file("daylog.db-wal").unwrap_or_default();
    pages::decrypted_bytes(copy.file("daylog.db").unwrap(), log, &[7; 32]).windows(text.len()).any(|window| window == text.as_bytes())
}

/// Every text that stands on the device's pages, of those given.
fn held<'t>(device: &Device, texts: &[&'t str]) -> Vec<&'t str> {
    texts.iter().copied().filter(|text| holds(device, text)).collect()
}

fn order(district: &District, household: u32) -> Vec<SignedPurgeOrder> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(purge_orders::PURGE_ORDERS);
    let server = district.server();
    let ordering = Ordering { key: &server.keys.signing, reason: PurgeReason::ByRequest, now: district.now() };
    purge_orders::purge(&server.database, &ordering, &[HouseholdId(household)], &[&path]).unwrap();
    purge_orders::read(&path, &server.keys.public()).unwrap()
}

const TEXTS: [&str; 5] = ["A-BEFORE", "A-PENDING", "B-DURING", "OTHER-HOUSEHOLD", "A-AFTER"];

#[test]
fn a_household_that_moves_to_another_cadre_and_back_takes_its_history_along_and_leaves_nothing_readable() {
    let _turn = turn();
    let run = || {
        let district = District::with_roster(&roster(&[(1, vec![1]), (2, vec![1]), (3, vec![2])]));
        let (mut a, mut b) = (device(&district, 1), device(&district, 2));
        save(&mut a, &district, 1, "A-BEFORE");
        a.sync(&district).unwrap();
        // Offline when the household goes: one entry about it waits, one about another household too.
        save(&mut a, &district, 1, "A-PENDING");
        save(&mut a, &district, 2, "OTHER-HOUSEHOLD");
        assign(&district, 1, &[2]);
        b.sync(&district).unwrap();
        save(&mut b, &district, 1, "B-DURING");
        b.sync(&district).unwrap();
        a.sync(&district).unwrap();
        let former = (held(&a, &TEXTS), a.shown());
        b.sync(&district).unwrap();
        let mut present = b.shown();
        present.sort();
        // And back again.
        assign(&district, 1, &[1]);
        a.sync(&district).unwrap();
        save(&mut a, &district, 1, "A-AFTER");
        a.sync(&district).unwrap();
        b.sync(&district).unwrap();
        let mut back = a.shown();
        back.sort();
        (former, present, back, held(&b, &TEXTS), a.store().pending().unwrap())
    };
    let (former, present, back, left, pending) = run();
    assert_eq!(former, (vec!["OTHER-HOUSEHOLD"], vec!["OTHER-HOUSEHOLD".to_owned()]));
    assert_eq!(present, ["A-BEFORE", "A-PENDING", "B-DURING"]);
    assert_eq!(back, ["A-AFTER", "A-BEFORE", "A-PENDING", "B-DURING", "OTHER-HOUSEHOLD"]);
    assert_eq!((left, pending), (Vec::<&str>::new(), 0));
    let red = daylog_faults::with(Fault::LeftHouseholdReadable, run);
    assert!(red.0.0.contains(&"A-BEFORE") && !red.3.is_empty(), "{red:?}");
}

#[test]
fn a_purge_while_a_phone_is_offline_reaches_it_and_touches_nothing_that_it_has_not_sent() {
    let _turn = turn();
    let district = District::with_roster(&roster(&[(1, vec![1, 2]), (2, vec![1])]));
    let (mut a, mut b) = (device(&district, 1), device(&district, 2));
    save(&mut a, &district, 1, "GOING-SENT");
    save(&mut a, &district, 2, "OTHER");
    a.sync(&district).unwrap();
    b.sync(&district).unwrap();
    assert!(holds(&b, "GOING-SENT"));
    save(&mut a, &district, 1, "NEW-UNSENT");
    assert_eq!(order(&district, 1).len(), 1);
    assert!(holds(&a, "GOING-SENT"));
    a.sync(&district).unwrap();
    b.sync(&district).unwrap();
    assert_eq!(held(&a, &["GOING-SENT", "OTHER", "NEW-UNSENT"]), ["OTHER", "NEW-UNSENT"]);
    assert_eq!(held(&b, &["GOING-SENT", "NEW-UNSENT"]), ["NEW-UNSENT"]);
    // The log goes on, and its head is the district's: a receipt that did not fit would stop the sync.
    save(&mut a, &district, 2, "LATER");
    a.sync(&district).unwrap();
    assert_eq!(a.store().pending().unwrap(), 0);
}

#[test]
fn what_left_a_device_sealed_comes_back_to_a_district_that_lost_it() {
    let _turn = turn();
    let mut district = District::with_roster(&roster(&[(1, vec![1]), (2, vec![1]), (3, vec![2])]));
    let (mut a, mut b) = (device(&district, 1), device(&district, 2));
    save(&mut a, &district, 2, "KEPT-1");
    a.sync(&district).unwrap();
    let backup = district.copy();
    save(&mut a, &district, 1, "LOST-2");
    save(&mut a, &district, 2, "LOST-3");
    save(&mut a, &district, 1, "LOST-4");
    a.sync(&district).unwrap();
    assign(&district, 1, &[2]);
    a.sync(&district).unwrap();
    assert!(!holds(&a, "LOST-2") && !holds(&a, "LOST-4"));
    // The district comes back from the backup: it has neither the entries nor the new assignment.
    district.put_back(&backup);
    district.start().unwrap();
    a.sync(&district).unwrap();
    assert_eq!(a.store().pending().unwrap(), 0);
    // By its roster the household is the first cadre's still: everything about it is in sight again.
    a.sync(&district).unwrap();
    let mut shown = a.shown();
    shown.sort();
    assert_eq!(shown, ["KEPT-1", "LOST-2", "LOST-3", "LOST-4"]);
    // And it moves once more.
    assign(&district, 1, &[2]);
    a.sync(&district).unwrap();
    b.sync(&district).unwrap();
    let mut moved = b.shown();
    moved.sort();
    assert_eq!((moved, a.shown()), (vec!["LOST-2".to_owned(), "LOST-4".to_owned()], vec!["KEPT-1".to_owned(), "LOST-3".to_owned()]));
}

/// A copy of the device went on at a district that came back older: the numbers of what the device holds only encrypted are
/// another's now.
#[test]
fn what_is_held_only_sealed_where_the_district_has_another_branch_is_kept_there_beside_it() {
    let _turn = turn();
    let mut district = District::with_roster(&roster(&[(1, vec![1]), (2, vec![1]), (3, vec![2])]));
    let mut a = device(&district, 1);
    save(&mut a, &district, 2, "BOTH-1");
    a.sync(&district).unwrap();
    let backup = district.copy();
    let mut copy = a.cloned(77);
    copy.start().unwrap();
    for text in ["SEALED-2", "SEALED-3"] {
        save(&mut a, &district, 1, text);
    }
    save(&mut a, &district, 2, "READ-4");
    (5..30).for_each(|number| save(&mut a, &district, 1, &format!("SEALED-{number}")));
    a.sync(&district).unwrap();
    assign(&district, 1, &[2]);
    a.sync(&district).unwrap();
    assert!(!holds(&a, "SEALED-2"));
    district.put_back(&backup);
    district.start().unwrap();
    assign(&district, 1, &[2]);
    save(&mut copy, &district, 2, "OTHER-2");
    save(&mut copy, &district, 2, "OTHER-3");
    copy.sync(&district).unwrap();
    let waits = |device: &Device| (device.open().pending().unwrap(), device.open().orphans_waiting().unwrap().len());
    for _ in 0..4 {
        a.sync(&district).unwrap();
    }
    assert_eq!(waits(&a), (0, 0));
    let mut shown = a.shown();
    shown.sort();
    assert_eq!(shown, ["BOTH-1", "OTHER-2", "OTHER-3", "READ-4"]);
    let sealed = |row: &BranchRow| Some(text(&row.entry.content)).filter(|text| text.starts_with("SEALED"));
    let mut evidence: Vec<String> = district.evidence().iter().filter_map(sealed).collect();
    evidence.sort();
    let mut expected: Vec<String> = (2..30).filter(|number| *number != 4).map(|number| format!("SEALED-{number}")).collect();
    expected.sort();
    assert_eq!(evidence, expected);
    // A district that comes back older once more is handed all of them again: what follows there is taken in as it was.
    district.put_back(&backup);
    district.start().unwrap();
    a.sync(&district).unwrap();
    assert!(waits(&a).1 == 0);
    let mut there: Vec<String> = district.evidence().iter().filter_map(sealed).collect();
    there.extend(district.entries().iter().map(|(_, _, bytes)| text(&daylog_wire::entry_from_bytes(bytes).unwrap().content)));
    assert!(expected.iter().all(|text| there.contains(text)), "{there:?}");
}

/// Put back by hand, it says nothing of itself: only what devices hold of it can show it.
#[test]
fn a_district_that_lost_nothing_but_an_assignment_and_went_on_is_noticed_as_well() {
    let _turn = turn();
    let mut district = District::with_roster(&roster(&[(1, vec![1]), (2, vec![1]), (3, vec![2])]));
    let mut a = device(&district, 1);
    save(&mut a, &district, 1, "KEPT-1");
    a.sync(&district).unwrap();
    let backup = district.copy();
    assign(&district, 3, &[1]);
    a.sync(&district).unwrap();
    let households = |device: &Device| device.open().households().unwrap().iter().map(|known| known.household.id.0).collect::<Vec<_>>();
    assert_eq!(households(&a), [1, 2, 3]);
    district.put_back(&backup);
    district.start().unwrap();
    // Its counter goes past where the device has read.
    for cadres in [[2], [1], [2]] {
        assign(&district, 2, &cadres);
    }
    a.sync(&district).unwrap();
    assert_eq!(households(&a), [1]);
}

#[test]
fn orders_that_a_restored_district_carries_out_again_hold_whatever_devices_send_it() {
    let _turn = turn();
    let run = || {
        let mut district = District::with_roster(&roster(&[(1, vec![1]), (2, vec![1])]));
        let mut a = device(&district, 1);
        save(&mut a, &district, 1, "GOING-1");
        save(&mut a, &district, 2, "STAYS-2");
        a.sync(&district).unwrap();
        let backup = district.copy();
        save(&mut a, &district, 1, "GOING-3");
        a.sync(&district).unwrap();
        let orders = order(&district, 1);
        district.put_back(&backup);
        district.start().unwrap();
        let server = district.server();
        let applied = apply_orders(&server.database, &orders, &server.keys.public()).unwrap();
        // The device has not heard of the orders; it offers what the district lost.
        a.sync(&district).unwrap();
        let on_server = district.holds("GOING");
        (applied, on_server, held(&a, &["GOING-1", "GOING-3", "STAYS-2"]), a.store().pending().unwrap())
    };
    assert_eq!(run(), (1, false, vec!["STAYS-2"], 0));
    assert!(daylog_faults::with(Fault::PurgeNotReapplied, run).1);
}

#[test]
fn the_days_of_phones_are_over_when_the_district_says_so_and_a_backup_holds_what_goes() {
    let _turn = turn();
    let district = District::with_roster(&roster(&[(1, vec![1])]));
    let mut a = device(&district, 1);
    save(&mut a, &district, 1, "OWN");
    a.sync(&district).unwrap();
    let server = district.server();
    server
        .database
        .write(|transaction| {
            let mut settings = district::read(transaction)?.settings;
            settings.retention = Retention { days: None, phone_days: Some(5) };
            let mut feed = Feed::begin(transaction)?;
            district::set_settings(transaction, &mut feed, &settings)?;
            feed.finish(transaction)
        })
        .unwrap();
    // The quarantine lasts until 4 March; on the 9th the five days are not over, on the 10th they are.
    district.pass_ms(11 * 24 * 3_600_000);
    a.sync(&district).unwrap();
    assert!(holds(&a, "OWN"));
    district.pass_ms(24 * 3_600_000);
    a.sync(&district).unwrap();
    assert!(holds(&a, "OWN"), "no backup holds it");
    let watermark = Watermark { segment: 1, made_at: district.now(), digest: Vec::new() };
    server.database.write(|transaction| backups::set_watermark(transaction, &watermark)).unwrap();
    a.sync(&district).unwrap();
    assert!(!holds(&a, "OWN") && a.shown().is_empty());
    assert_eq!(order(&district, 1).len(), 1, "the district holds it still");
}

#[test]
fn an_entry_about_a_place_is_on_its_cadres_own_devices_and_stays_there_whatever_becomes_of_households() {
    let _turn = turn();
    let district = District::with_roster(&roster(&[(1, vec![1, 2]), (2, vec![1])]));
    let (mut a, mut b) = (device(&district, 1), device(&district, 2));
    let site = Target::Place(Premises::Site(SiteId(1)));
    district.pass_ms(60_000);
    a.append_about(district.now(), site, &["SITE-1".to_owned()]).unwrap();
    save(&mut a, &district, 1, "HOUSEHOLD-1");
    a.sync(&district).unwrap();
    b.sync(&district).unwrap();
    let mut second = another_device(&district, 1, 9_000);
    let texts = ["SITE-1", "HOUSEHOLD-1"];
    assert_eq!([&a, &second, &b].map(|device| held(device, &texts)), [texts.to_vec(), texts.to_vec(), vec!["HOUSEHOLD-1"]]);
    // One household is purged, another takes the cadre's last one away: the site's content and the chain below it stay.
    order(&district, 1);
    assign(&district, 2, &[2]);
    for device in [&mut a, &mut second, &mut b] {
        device.sync(&district).unwrap();
    }
    assert_eq!([&a, &second, &b].map(|device| held(device, &texts)), [vec!["SITE-1"], vec!["SITE-1"], vec![]]);
    district.pass_ms(60_000);
    a.append_about(district.now(), site, &["LATER".to_owned()]).unwrap();
    a.sync(&district).unwrap();
    second.sync(&district).unwrap();
    assert_eq!((a.store().pending().unwrap(), second.shown()), (0, vec!["SITE-1".to_owned(), "LATER".to_owned()]));
}
