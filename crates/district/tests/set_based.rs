//! What is done for many households or many envelopes takes few statements, and not one transaction each.
#![allow(clippy::unwrap_used, reason = "a failed test shows the line")]

use daylog_district::{
    ingest::envelopes::{By, EnvelopeOutcome, deliver},
    purge::{
        PurgeError,
        order::{Ordering, purge},
        retention,
    },
};
use daylog_domain::{
    ids::HouseholdId,
    time::{Instant, Zone},
};
use daylog_storage::statements;
use daylog_testkit::district::{Device, Founded, contact, roster};
use daylog_wire::{delivery::DELIVERY_ENVELOPES, envelope::OpenedEnvelope, purge::PurgeReason};

fn district(households: u32) -> Founded {
    let codes: Vec<String> = (1..=households).map(code).collect();
    let rows: Vec<(&str, &str, &str)> = codes.iter().map(|code| (code.as_str(), "园锦社区", "网格员/街道/community")).collect();
    Founded::new_plain(&roster(&rows))
}

fn code(household: u32) -> String {
    format!("H{household:03}")
}

/// A district whose only device has sent so many entries about each household, household by household.
fn written(households: u32, entries: u32) -> Founded {
    let district = district(households);
    let mut device = district.device("网格员");
    for household in 1..=households {
        (0..entries).for_each(|minute| device.append(&contact(household, &format!("2020-03-01T09:{minute:02}"))));
    }
    device.sync_all(&district.running);
    district
}

fn counted<T>(work: impl FnOnce() -> T) -> (T, u64) {
    let before = statements();
    let done = work();
    (done, statements() - before)
}

#[test]
fn whose_time_is_over_is_found_in_as_many_statements_for_many_households_as_for_few() {
    let later: Instant = Zone::SHANGHAI.parse("2030-01-01T00:10").unwrap();
    let asked = |households| {
        let district = written(households, 2);
        let (due, statements) = counted(|| retention::due_after(&district.running.database, Some(0), later).unwrap());
        assert_eq!(due.iter().map(retention::Due::entries).sum::<u32>(), 2 * households);
        statements
    };
    assert_eq!(asked(3), asked(50));
}

#[test]
fn households_are_purged_together_and_each_log_is_gone_through_once() {
    let purged = |households: u32| {
        let district = written(households, 3);
        let ordering = Ordering { key: &district.running.keys.signing, reason: PurgeReason::Retention, now: district.now() };
        let named: Vec<_> = (1..=households).map(HouseholdId).collect();
        let purge = || purge(&district.running.database, &ordering, &named, |_| Ok::<_, PurgeError>(())).unwrap();
        let (went, statements) = counted(purge);
        assert_eq!(went, 3 * usize::try_from(households).unwrap());
        statements
    };
    // An order is kept and an audit line is written for each; what is left of the log is written once.
    assert_eq!(purged(30) - purged(10), 2 * 20);
}

#[test]
fn a_delivery_is_one_transaction_that_reads_and_writes_its_envelopes_together() {
    let delivered = |count: u64| {
        let district = district(1);
        let mut device: Device = district.device("网格员");
        (0..count).for_each(|minute| device.append(&contact(1, &format!("2020-03-01T09:{minute:02}"))));
        let envelope = |number| {
            let opened =
                OpenedEnvelope { device: device.id, log: device.log, nonce: device.nonce, segment: device.segment(number, number) };
            opened.encrypt(&district.running.keys.envelope_public(), &[5; 32]).unwrap()
        };
        let envelopes: Vec<_> = (1..=count).map(envelope).collect();
        let (database, keys) = (&district.running.database, &district.running.keys);
        let (delivered, statements) = counted(|| deliver(database, keys, &envelopes, By::DeliveryKey, district.now()).unwrap());
        assert_eq!(delivered.outcomes, vec![EnvelopeOutcome::Taken(1); envelopes.len()]);
        assert_eq!(delivered.receipts.iter().map(|receipt| receipt.sequence).collect::<Vec<_>>(), [count]);
        statements
    };
    let most = u64::try_from(DELIVERY_ENVELOPES).unwrap();
    assert_eq!(delivered(most), delivered(5));
}
