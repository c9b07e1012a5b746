//! The district's file: each way in which it is written, with the power going at every change. Here is what the scenarios share.

mod assignments;
mod making;
mod purge;
mod pushes;
mod rebuild;

use std::collections::BTreeMap;

use daylog_domain::ids::LogId;
use daylog_storage::logs;
use daylog_testkit::disk::{Disk, Folder};
use daylog_tests::parts::{Device, District, START, Stop, roster, sound_district};

use crate::cuts::disk_with;

/// What was said before the power went.
#[derive(Default)]
struct Said {
    /// Per log, up to where the district said that it holds it.
    held: BTreeMap<[u8; 16], u64>,
    /// How many steps of the scenario were answered.
    steps: u32,
}

/// Two devices of two cadres who share household 1; each has one of its own.
struct Before {
    district: Folder,
    devices: [Folder; 2],
}

fn on(disk: &Disk) -> District {
    District::on(disk.clone())
}

fn running(disk: &Disk) -> District {
    let mut district = on(disk);
    district.start().unwrap();
    district
}

fn device(folder: &Folder) -> Device {
    let mut device = Device::on(disk_with(folder), 7);
    device.start().unwrap();
    device
}

/// Enrolled devices that have saved and sent these numbers of entries.
fn enrolled(sent: [u32; 2]) -> Before {
    let mut district = District::on_disk_with_roster(&roster(&[(1, vec![1, 2]), (2, vec![1]), (3, vec![2])]));
    let devices = [1_u32, 2].map(|cadre| {
        let mut device = Device::on(Disk::new(), u64::from(cadre));
        device.start().unwrap();
        let public = device.store().device().unwrap().public;
        device.enrol(district.enrol(cadre, public).unwrap()).unwrap();
        let texts: Vec<_> = (0..sent[cadre as usize - 1]).map(|number| format!("{cadre} before {number}")).collect();
        if !texts.is_empty() {
            device.append(START, 1, &texts).unwrap();
        }
        device.sync(&district).unwrap();
        device.stop();
        device.disk.copy()
    });
    district.stop();
    Before { district: district.disk.copy(), devices }
}

fn append(device: &mut Device, household: u32, texts: &[&str]) {
    let texts: Vec<_> = texts.iter().map(|text| (*text).to_owned()).collect();
    device.append(START, household, &texts).unwrap();
}

/// Syncs and notes what was acknowledged; false when the district failed.
fn sync(device: &mut Device, district: &District, said: &mut Said) -> bool {
    let result = device.sync(district);
    let facts = device.open().log().unwrap();
    let held = said.held.entry(facts.log.0).or_default();
    *held = facts.have.max(*held);
    match result {
        Ok(()) => {
            said.steps += 1;
            true
        }
        Err(Stop::District(_)) => false,
        Err(Stop::Device(error)) => panic!("{error}"),
    }
}

fn have(district: &District, log: LogId) -> u64 {
    let found = district.server().database.read(|connection| logs::by_id(connection, &log.0));
    found.unwrap().map_or(0, |log| log.have)
}

/// The district opens, is sound, and holds what it said; then both devices bring it everything and agree with it.
fn check(disk: &Disk, said: &Said, before: &Before, late: impl Fn(&mut Device)) {
    let district = running(disk);
    sound_district(&district);
    for (log, held) in &said.held {
        assert!(have(&district, LogId(*log)) >= *held, "acknowledged {held} and holds less");
    }
    let mut first = device(&before.devices[0]);
    late(&mut first);
    first.sync(&district).unwrap();
    let mut second = device(&before.devices[1]);
    second.sync(&district).unwrap();
    assert_eq!((first.open().pending().unwrap(), second.open().pending().unwrap()), (0, 0));
    sound_district(&district);
}

fn start(disk: &Disk) -> Option<District> {
    let mut district = on(disk);
    district.start().ok().map(|()| district)
}
