//! A district that is made, its first roster, its devices' enrolment and revocation.

use std::collections::BTreeMap;

use daylog_storage::params;
use daylog_testkit::disk::Disk;
use daylog_tests::parts::{Device, roster, sound_district};

use super::{Said, device, enrolled, on, running, start};
use crate::cuts::{at_every_change, prepared};

#[test]
fn making_a_district() {
    let operation = |disk: &Disk, said: &mut Said| said.steps = u32::from(on(disk).found().is_ok());
    at_every_change("making a district", &prepared(|_| {}), operation, |disk, said: &Said| {
        let mut district = on(disk);
        let opened = district.start();
        // Half a district is made again by `init`, which works in a folder of its own; what was said to be made opens.
        assert!(opened.is_ok() || said.steps == 0, "{opened:?}");
        let count = |sql: &str| district.server().database.read(|connection| connection.one(sql, params![], |row| row.get::<i64>(0)));
        if said.steps > 0 {
            assert_eq!(count("select count(*) from district").unwrap(), 1);
            sound_district(&district);
        }
    });
}

#[test]
fn a_roster_is_taken_in_whole_or_not_at_all() {
    let before = prepared(|disk| on(disk).found().unwrap());
    let rows = roster(&[(1, vec![1, 2]), (2, vec![1]), (3, vec![2]), (4, vec![3]), (5, vec![3, 1])]);
    let operation = |disk: &Disk, said: &mut Said| said.steps = start(disk).map_or(0, |district| u32::from(district.import(&rows).is_ok()));
    at_every_change("import", &before, operation, |disk, said: &Said| {
        let district = running(disk);
        let households: u32 = district
            .server()
            .database
            .read(|connection| connection.one("select count(*) from household", params![], |row| row.get(0)))
            .unwrap();
        assert!(households == 5 || (said.steps == 0 && households == 0), "{households} households");
        sound_district(&district);
        district.import(&rows).unwrap();
        sound_district(&district);
    });
}

#[test]
fn an_enrolment_that_was_answered_gets_the_same_answer_again() {
    let before = prepared(|disk| {
        let mut district = on(disk);
        district.found().unwrap();
        district.import(&roster(&[(1, vec![1])])).unwrap();
    });
    let mut device = Device::on(Disk::new(), 1);
    device.start().unwrap();
    let public = device.store().device().unwrap().public;
    let secret: String = public.0.iter().map(|byte| format!("{byte:02x}")).collect();
    let operation = |disk: &Disk, said: &mut BTreeMap<&str, u32>| {
        let answer = start(disk).and_then(|district| district.enrol(1, public).ok());
        said.extend(answer.map(|enrolment| ("device", enrolment.device.0)));
    };
    at_every_change("enrolment", &before, operation, |disk, said| {
        let district = running(disk);
        if let Some(device) = said.get("device") {
            assert_eq!(district.take_up(&secret, public).unwrap().device.0, *device);
        }
        sound_district(&district);
    });
}

#[test]
fn a_revoked_device_stays_revoked() {
    let before = enrolled([2, 2]);
    let operation = |disk: &Disk, said: &mut Said| said.steps = start(disk).map_or(0, |district| u32::from(district.revoke(1).is_ok()));
    at_every_change("revocation", &before.district, operation, |disk, said: &Said| {
        let district = running(disk);
        sound_district(&district);
        let mut first = device(&before.devices[0]);
        let step = first.exchange(&district).unwrap();
        assert!(step.problem.is_some() || said.steps == 0, "revoked and answered");
    });
}
