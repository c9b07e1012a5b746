//! Purge orders that a database does not hold yet: carried out some at a time, and gone on with after a failure.
#![allow(clippy::unwrap_used, reason = "a failed test shows the line")]

use std::collections::BTreeSet;

use daylog_district::purge::apply_without_vacuum;
use daylog_domain::ids::{HouseholdId, LogId};
use daylog_storage::{params, purges};
use daylog_testkit::{
    district::{Device, Founded, contact, two_households},
    orders::{runs_of, runs_unseen},
};
use daylog_wire::{
    purge::{PurgeOrder, PurgeReason, Run, SignedPurgeOrder},
    segment::Segment,
};

const ORDERS: u64 = 70;

fn with_entries(district: &Founded) -> Device {
    let mut device = district.device("张如彬");
    (0..3).for_each(|minute| device.append(&contact(1, &format!("2020-03-01T09:0{minute}"))));
    device.sync_all(&district.running);
    device
}

fn order(district: &Founded, number: u64, log: LogId, runs: Vec<Run>) -> SignedPurgeOrder {
    // Two about each household.
    let (reason, household) = (PurgeReason::ByRequest, HouseholdId(u32::try_from(number.div_ceil(2)).unwrap()));
    PurgeOrder { number, log, runs, reason, ordered_at: district.now(), household }.sign(&district.running.keys.signing)
}

fn kept(district: &Founded) -> BTreeSet<u64> {
    let all: Vec<u64> = (1..=ORDERS).collect();
    district.running.database.read(|db| purges::kept_of(db, &all)).unwrap()
}

/// Puts these bytes, as they are stored, in the place of a log's segment; gives those that were there.
fn replace_segment(district: &Founded, log: LogId, bytes: &[u8]) -> Vec<u8> {
    let replaced = district.running.database.write(|db| {
        let id: i64 = db.one("SELECT id FROM log WHERE log = ?1", params![log.0], |row| row.get(0))?;
        let before = db.one("SELECT bytes FROM segment WHERE log = ?1", params![id], |row| row.get(0))?;
        db.run("UPDATE segment SET bytes = ?2 WHERE log = ?1", params![id, bytes])?;
        Ok::<_, daylog_storage::StorageError>(before)
    });
    replaced.unwrap()
}

#[test]
fn orders_are_carried_out_some_at_a_time_and_what_failed_on_the_way_goes_on_from_there() {
    let district = Founded::new(&two_households());
    let (whole, damaged) = (with_entries(&district), with_entries(&district));
    let about = |number| match number {
        // In the second batch, and about what is damaged meanwhile.
        50 => order(&district, number, damaged.log, runs_of(&Segment::from_bytes(&damaged.segment(1, 3).bytes).unwrap(), &[2..=2])),
        number => order(&district, number, whole.log, runs_unseen(1..=1)),
    };
    let orders: Vec<SignedPurgeOrder> = (1..=ORDERS).map(about).collect();
    let apply = || apply_without_vacuum(&district.running.database, &orders, &district.running.keys.public());
    let bytes = replace_segment(&district, damaged.log, b"damaged");
    assert!(apply().is_err());
    let before = kept(&district);
    assert!(!before.is_empty() && before.iter().all(|number| *number < 50), "{before:?}");
    replace_segment(&district, damaged.log, &bytes);
    assert_eq!(apply().unwrap(), ORDERS - before.len() as u64);
    assert_eq!(kept(&district).len() as u64, ORDERS);
    assert_eq!(apply().unwrap(), 0);
    let mut reader = district.device("网格员");
    reader.sync_all(&district.running);
    let mut seen: Vec<u64> = reader.pulled_entries().iter().filter(|entry| entry.log == damaged.log).map(|entry| entry.sequence).collect();
    seen.sort_unstable();
    // Household 1 was told again once, behind its orders.
    assert_eq!(seen, [1, 1, 3, 3], "the entry that was ordered gone is gone, and no other");
}
