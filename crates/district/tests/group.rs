//! Pushes that come at once: taken in together, each with its own outcome.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failed test shows the line")]

use std::{sync::mpsc, thread};

use daylog_district::{Refused, sync};
use daylog_storage::{StorageError, Write, devices, feed, logs, params, projections, statements};
use daylog_testkit::district::{Device, Founded, contact, two_households};
use daylog_wire::message::{SyncRequest, SyncResponse, Verdict};

/// Sends all of these at once: the first is at the database, which `meanwhile` holds, and the others wait behind it in their order
/// until it is free. The answers in the same order, each with the statements that its thread ran.
fn at_once(
    district: &Founded,
    requests: &[(&Device, SyncRequest)],
    meanwhile: impl Fn(&Write<'_>) -> Result<(), StorageError> + Send,
) -> Vec<(Result<SyncResponse, Refused>, u64)> {
    let running = &*district.running;
    let (release, held) = mpsc::channel::<()>();
    let (taken, is_taken) = mpsc::channel();
    thread::scope(|scope| {
        let holder = scope.spawn(move || {
            running.database.write(|db| {
                meanwhile(db)?;
                taken.send(()).unwrap();
                held.recv().unwrap();
                Ok::<_, StorageError>(())
            })
        });
        is_taken.recv().unwrap();
        let mut senders = Vec::new();
        for (place, (device, request)) in requests.iter().enumerate() {
            let signed = device.signed(request);
            senders.push(scope.spawn(move || (sync::answer(running, &signed).map(|answered| answered.response), statements())));
            while running.pushes.is_idle() || running.pushes.waiting() < place {
                thread::yield_now();
            }
        }
        release.send(()).unwrap();
        holder.join().unwrap().unwrap();
        senders.into_iter().map(|sender| sender.join().unwrap()).collect()
    })
}

fn devices_with_an_entry(district: &Founded, count: usize) -> Vec<Device> {
    let mut devices: Vec<_> = (0..count).map(|_| district.device("张如彬")).collect();
    devices.iter_mut().for_each(|device| device.append(&contact(1, "2020-03-01T09:00")));
    devices
}

/// How many transactions took entries in.
fn transactions(district: &Founded) -> i64 {
    district.running.database.read(feed::changes).unwrap().entries
}

#[test]
fn sixteen_that_wait_are_taken_in_by_one_transaction_and_each_hears_what_it_would_have_heard_alone() {
    let district = Founded::new(&two_households());
    let mut devices = devices_with_an_entry(&district, 17);
    let before = transactions(&district);
    let requests: Vec<_> = devices.iter().map(|device| (device, device.request())).collect();
    let answers: Vec<_> = at_once(&district, &requests, |_| Ok(())).into_iter().map(|(answer, _)| answer.unwrap()).collect();
    assert_eq!(transactions(&district) - before, 2, "the first alone, then those that waited");
    let checkpoints: Vec<_> = answers.iter().map(|answer| answer.checkpoint.clone()).collect();
    assert!(checkpoints[2..].iter().all(|checkpoint| *checkpoint == checkpoints[1]), "one look at the whole for all of a group");
    for (device, answer) in devices.iter_mut().zip(&answers) {
        assert_eq!((&answer.verdict, answer.have), (&Verdict::Accepted, 1));
        assert!(answer.receipt.as_ref().unwrap().is_from(&district.running.keys.public()));
        device.take(answer);
        // Its next checkpoint proves itself against the one of the group, and its token counts.
        device.append(&contact(1, "2020-03-01T09:30"));
        let next = device.sync(&district.running);
        assert_eq!((next.verdict, next.have), (Verdict::Accepted, 2));
    }
    let counts = district.running.database.read(projections::counts).unwrap();
    assert_eq!(counts.0, 2 * 17, "each entry once");
}

#[test]
fn of_a_group_each_has_an_outcome_of_its_own() {
    let district = Founded::new(&two_households());
    let mut senders = devices_with_an_entry(&district, 6);
    // One begins from the front again, where what is held of it is damaged.
    senders[4].sync(&district.running);
    senders[4].append(&contact(1, "2020-03-01T09:30"));
    senders[4].have = 0;
    let mut requests: Vec<_> = senders.iter().map(|device| (device, device.request())).collect();
    // The signature of another does not fit any more, and one is revoked on its way.
    requests[2].1.segments[0].bytes.truncate(9);
    let (revoked, now) = (i64::from(senders[5].id.0), district.now());
    let answers = at_once(&district, &requests, |db| {
        db.run("UPDATE segment SET bytes = ?1", params![[0_u8; 9]])?;
        devices::revoke(db, revoked, now)
    });
    let verdict = |place: usize| answers[place].0.as_ref().map(|answer| answer.verdict.clone());
    for taken in [0, 1, 3] {
        assert_eq!(verdict(taken).unwrap(), Verdict::Accepted, "{taken}");
    }
    assert!(matches!(verdict(2).unwrap(), Verdict::Refused(_)));
    assert!(matches!(verdict(4), Err(Refused::Storage(error)) if !error.is_transient()), "it fails alone");
    assert_eq!(verdict(5).unwrap(), Verdict::Revoked);
    let have = |device: &Device| district.running.database.read(|db| logs::by_id(db, &device.log.0)).unwrap().map(|log| log.have);
    assert_eq!(senders.iter().map(have).collect::<Vec<_>>(), [Some(1), Some(1), Some(0), Some(1), Some(1), None]);
}

#[test]
fn a_group_of_sixteen_takes_as_many_statements_as_one_of_two() {
    let of_group = |count: usize| {
        let district = Founded::new(&two_households());
        let mut devices = devices_with_an_entry(&district, 1 + count);
        for device in &mut devices {
            device.sync(&district.running);
            device.append(&contact(1, "2020-03-01T09:30"));
        }
        let before = transactions(&district);
        let requests: Vec<_> = devices.iter().map(|device| (device, device.request())).collect();
        let answers = at_once(&district, &requests, |_| Ok(()));
        assert_eq!(transactions(&district) - before, 2, "the first alone, then those that waited");
        assert!(answers.iter().all(|(answer, _)| answer.as_ref().is_ok_and(|answer| answer.have == 2)));
        // Whoever is first of a group does the work for all.
        (answers[1].1, answers[2].1)
    };
    let ((of_two, beside_it), (of_sixteen, beside)) = (of_group(2), of_group(16));
    assert_eq!((of_two, beside_it), (of_sixteen, beside));
    assert!(of_sixteen - beside <= 20, "{of_sixteen} of the first, {beside} of each other");
}
