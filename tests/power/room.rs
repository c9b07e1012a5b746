//! Disks without room and reads that fail: said, nothing half done, and work goes on when there is room again.

use std::{sync::mpsc, thread};

use daylog_district::{Refused, enrolment, sync};
use daylog_storage::StorageError;
use daylog_store::StoreError;
use daylog_testkit::{
    disk::{Disk, Folder},
    district::{contact, enrolled},
};
use daylog_tests::parts::{Device, District, START, Stop, device_key, roster, sound_device, sound_district};

use crate::cuts::{disk_with, prepared};

fn running(folder: &Folder) -> Device {
    let mut device = Device::on(disk_with(folder), 1);
    device.start().unwrap();
    device
}

fn with_entries(count: u32) -> Folder {
    prepared(|disk| {
        let mut device = Device::on(disk.clone(), 1);
        device.start().unwrap();
        let texts: Vec<_> = (0..count).map(|number| format!("before {number}")).collect();
        device.append(START, 1, &texts).unwrap();
    })
}

#[test]
fn a_device_without_room_says_so_and_saves_when_there_is_room_again() {
    let before = with_entries(30);
    let mut refused = 0;
    for room in (0..60_000).step_by(512) {
        let mut device = running(&before);
        device.disk.limit(Some(device.disk.used() + room));
        let mut saved = 0;
        for number in 0..12 {
            match device.append(START, 1, &[format!("a {number}"), format!("b {number}")]) {
                Ok(_) => saved += 2,
                Err(StoreError::DiskFull) => refused += 1,
                Err(other) => panic!("{room} bytes of room: {other:?}"),
            }
        }
        assert_eq!(device.shown().len(), 30 + saved, "{room} bytes of room");
        device.disk.limit(None);
        device.append(START, 1, &["room".to_owned()]).unwrap();
        device.stop();
        sound_device(&device.disk, &device_key());
        device.start().unwrap();
        assert_eq!(device.shown().len(), 31 + saved, "{room} bytes of room");
    }
    assert!(refused > 50, "{refused}");
}

#[test]
fn a_full_device_opens_and_shows_what_it_has() {
    let mut device = running(&with_entries(30));
    device.append(START, 1, &["last".to_owned()]).unwrap();
    device.die();
    device.disk.limit(Some(device.disk.used()));
    device.start().unwrap();
    assert_eq!(device.shown().len(), 31);
}

/// An unreadable sector may be readable again; a file is quarantined only when it was read and is damaged.
#[test]
fn a_read_that_fails_while_opening_quarantines_nothing() {
    let before = with_entries(200);
    for read in 0.. {
        let disk = disk_with(&before);
        let mut device = Device::on(disk.clone(), 1);
        disk.fail_read_after(Some(read));
        let opened = device.start();
        let is_over = disk.fail_read_after(None).is_some();
        assert!(!matches!(opened, Err(StoreError::Damaged { .. })), "read {read}");
        let mut again = Device::on(disk, 2);
        device.stop();
        again.start().unwrap();
        assert_eq!(again.shown().len(), 200, "read {read}");
        if is_over {
            assert!(read > 3, "{read} reads");
            return;
        }
    }
}

#[test]
fn a_district_without_room_refuses_and_takes_everything_when_there_is_room_again() {
    let (mut district, mut device) = district_and_device();
    device.append(START, 1, &(0..40).map(|number| format!("{number} {}", "字".repeat(200))).collect::<Vec<_>>()).unwrap();
    district.stop();
    device.stop();
    let (district, device) = (district.disk.copy(), device.disk.copy());
    let mut refused = 0;
    for room in (0..80_000).step_by(1024) {
        let mut there = District::on(disk_with(&district));
        there.start().unwrap();
        there.disk.limit(Some(there.disk.used() + room));
        let mut here = running(&device);
        match here.sync(&there) {
            Ok(()) => {}
            Err(Stop::District(Refused::Storage(error))) if error.is_transient() => refused += 1,
            Err(other) => panic!("{room} bytes of room: {other:?}"),
        }
        there.disk.limit(None);
        sound_district(&there);
        here.sync(&there).unwrap();
        assert_eq!(here.open().pending().unwrap(), 0);
        sound_district(&there);
    }
    assert!(refused > 5, "{refused}");
}

#[test]
fn pushes_that_are_written_together_without_room_are_all_refused_and_none_is_half_held() {
    let district = District::on_disk_with_roster(&roster(&[(1, vec![1])]));
    let server = district.server();
    let mut phones: Vec<_> =
        (0..17).map(|_| enrolled(&server.database, "干部1", district.now(), |asked| enrolment::answer(server, asked).unwrap())).collect();
    phones.iter_mut().for_each(|phone| phone.append(&contact(1, "2020-02-27T08:00")));
    let all_at_once = |room: Option<u64>| {
        let ((release, held), (taken, is_taken)) = (mpsc::channel::<()>(), mpsc::channel());
        thread::scope(|scope| {
            scope.spawn(move || {
                let hold = server.database.write(|_| {
                    taken.send(()).unwrap();
                    Ok::<_, StorageError>(held.recv().unwrap())
                });
                hold.unwrap();
            });
            is_taken.recv().unwrap();
            let answers: Vec<_> = phones
                .iter()
                .map(|phone| phone.signed(&phone.request()))
                .map(|signed| scope.spawn(move || sync::answer(server, &signed)))
                .collect();
            while server.pushes.waiting() < phones.len() - 1 {
                thread::yield_now();
            }
            district.disk.limit(room.map(|room| district.disk.used() + room));
            release.send(()).unwrap();
            answers.into_iter().map(|answer| answer.join().unwrap()).collect::<Vec<_>>()
        })
    };
    let without = all_at_once(Some(16 * 1024));
    for refused in without {
        assert!(matches!(&refused, Err(Refused::Storage(error)) if error.is_of_disk()), "{refused:?}");
    }
    assert_eq!(district.entries(), []);
    let with = all_at_once(None);
    assert!(with.iter().all(|answer| answer.as_ref().is_ok_and(|answered| answered.taken == 1)), "{with:?}");
    assert_eq!(district.entries().len(), 17);
    sound_district(&district);
}

#[test]
fn a_district_whose_reads_fail_answers_with_an_error_and_goes_on() {
    let (mut district, mut device) = district_and_device();
    device.append(START, 1, &["a".to_owned(), "b".to_owned()]).unwrap();
    district.stop();
    device.stop();
    let (district, device) = (district.disk.copy(), device.disk.copy());
    for read in 0.. {
        let mut there = District::on(disk_with(&district));
        there.disk.fail_read_after(Some(read));
        let opened = there.start();
        assert!(!matches!(opened, Err(StorageError::Damaged | StorageError::WrongKey)), "read {read}: {opened:?}");
        let mut here = running(&device);
        if opened.is_ok() {
            let _may_fail = here.sync(&there);
        }
        let is_over = there.disk.fail_read_after(None).is_some();
        there.stop();
        there.start().unwrap();
        here.sync(&there).unwrap();
        sound_district(&there);
        if is_over {
            assert!(read > 10, "{read} reads");
            return;
        }
    }
}

fn district_and_device() -> (District, Device) {
    let district = District::on_disk_with_roster(&roster(&[(1, vec![1])]));
    let mut device = Device::on(Disk::new(), 1);
    device.start().unwrap();
    let public = device.store().device().unwrap().public;
    device.enrol(district.enrol(1, public).unwrap()).unwrap();
    (district, device)
}
