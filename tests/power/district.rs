//! The district's file: each way in which it is written, with the power going at every change.

use std::collections::BTreeMap;

use daylog_domain::ids::LogId;
use daylog_server::storage::{StorageError, sqlite::logs};
use daylog_testkit::disk::{Disk, Folder};
use daylog_tests::parts::{Device, District, START, Stop, roster, sound_district};
use rusqlite::named_params;

use crate::cuts::{at_every_change, disk_with, prepared};

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
    let mut district = District::with_roster(&roster(&[(1, vec![1, 2]), (2, vec![1]), (3, vec![2])]));
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

#[test]
fn making_a_district() {
    let act = |disk: &Disk, said: &mut Said| said.steps = u32::from(on(disk).found().is_ok());
    at_every_change("making a district", &prepared(|_| {}), act, |disk, said: &Said| {
        let mut district = on(disk);
        let opened = district.start();
        // Half a district is made again by `init`, which works in a folder of its own; what was said to be made opens.
        assert!(opened.is_ok() || said.steps == 0, "{opened:?}");
        let count = |sql: &str| {
            district.server().database.read(|connection| Ok::<_, StorageError>(connection.query_row(sql, [], |row| row.get::<_, i64>(0))?))
        };
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
    let act = |disk: &Disk, said: &mut Said| said.steps = start(disk).map_or(0, |district| u32::from(district.import(&rows).is_ok()));
    at_every_change("import", &before, act, |disk, said: &Said| {
        let district = running(disk);
        let households: u32 = district
            .server()
            .database
            .read(|connection| Ok::<_, StorageError>(connection.query_row("select count(*) from household", [], |row| row.get(0))?))
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
    let act = |disk: &Disk, said: &mut BTreeMap<&str, u32>| {
        let answer = start(disk).and_then(|district| district.enrol(1, public).ok());
        said.extend(answer.map(|enrolment| ("device", enrolment.device.0)));
    };
    at_every_change("enrolment", &before, act, |disk, said| {
        let district = running(disk);
        if let Some(device) = said.get("device") {
            assert_eq!(district.take_up(&secret, public).unwrap().device.0, *device);
        }
        sound_district(&district);
    });
}

#[test]
fn the_first_push_of_a_log() {
    let before = enrolled([0, 0]);
    let late = |device: &mut Device| append(device, 1, &["a", "b", "c"]);
    let act = |disk: &Disk, said: &mut Said| {
        let Some(district) = start(disk) else { return };
        let mut device = device(&before.devices[0]);
        late(&mut device);
        sync(&mut device, &district, said);
    };
    at_every_change("first push", &before.district, act, |disk, said| check(disk, said, &before, late));
}

#[test]
fn pushes_one_after_the_other_and_a_page_between() {
    let before = enrolled([4, 3]);
    let act = |disk: &Disk, said: &mut Said| {
        let Some(district) = start(disk) else { return };
        let [mut first, mut second] = [0, 1].map(|place| device(&before.devices[place]));
        append(&mut first, 2, &["a"]);
        append(&mut second, 1, &["b1", "b2"]);
        if sync(&mut first, &district, said) && sync(&mut second, &district, said) {
            append(&mut first, 1, &["c"]);
            sync(&mut first, &district, said);
        }
    };
    // What was acknowledged of the copies that pushed is held; the devices of before bring the rest.
    at_every_change("pushes", &before.district, act, |disk, said| check(disk, said, &before, |_| {}));
}

#[test]
fn a_push_whose_answer_was_lost_comes_again() {
    let before = enrolled([2, 0]);
    let late = |device: &mut Device| append(device, 1, &["a", "b"]);
    let act = |disk: &Disk, said: &mut Said| {
        let Some(district) = start(disk) else { return };
        let mut device = device(&before.devices[0]);
        late(&mut device);
        let (engine, pace, reading) = (device.engine.clone(), device.pace, device.reading(START));
        let request = engine.request(device.store(), pace, reading).unwrap();
        if district.answer(&request.body).is_ok() {
            said.steps += 1;
            sync(&mut device, &district, said);
        }
    };
    at_every_change("repeated push", &before.district, act, |disk, said| check(disk, said, &before, late));
}

#[test]
fn a_fork_and_the_new_log_of_its_branch() {
    let before = enrolled([5, 0]);
    // The copy goes on with the log; the device of before has other work at the same numbers.
    let mut district = running(&disk_with(&before.district));
    let mut copy = device(&before.devices[0]);
    append(&mut copy, 1, &["of the copy 1", "of the copy 2"]);
    copy.sync(&district).unwrap();
    district.stop();
    let forked = Before { district: district.disk.copy(), ..before };
    let late = |device: &mut Device| append(device, 1, &["own 1", "own 2", "own 3"]);
    let act = |disk: &Disk, said: &mut Said| {
        let Some(district) = start(disk) else { return };
        let mut device = device(&forked.devices[0]);
        late(&mut device);
        sync(&mut device, &district, said);
    };
    at_every_change("fork", &forked.district, act, |disk, said| check(disk, said, &forked, late));
}

#[test]
fn an_assignment_and_its_history() {
    let before = enrolled([6, 4]);
    let changed = roster(&[(1, vec![2]), (2, vec![2, 1]), (3, vec![1])]);
    let act = |disk: &Disk, said: &mut Said| {
        let Some(district) = start(disk) else { return };
        if district.import(&changed).is_ok() {
            said.steps += 1;
            let mut second = device(&before.devices[1]);
            append(&mut second, 3, &["the former carer's"]);
            sync(&mut second, &district, said);
        }
    };
    at_every_change("reassignment", &before.district, act, |disk, said| {
        check(disk, said, &before, |_| {});
        let district = running(disk);
        district.import(&changed).unwrap();
        let mut second = device(&before.devices[1]);
        second.sync(&district).unwrap();
        let sees = |device: &Device| device.open().households().unwrap().len();
        assert_eq!(sees(&second), 2, "households 1 and 2");
        let own = "select count(*) from assignment where cadre = (select id from cadre where name = '干部2') and end_feed is null and start_feed is not null";
        let running: i64 =
            district.server().database.read(|connection| Ok::<_, StorageError>(connection.query_row(own, [], |row| row.get(0))?)).unwrap();
        assert_eq!(running, 2);
    });
}

#[test]
fn assignments_whose_time_comes_with_a_push() {
    let before = {
        let before = enrolled([3, 3]);
        let mut district = running(&disk_with(&before.district));
        let soon = district.now().plus_minutes(30);
        district
            .server()
            .database
            .write(|transaction| {
                transaction.execute(
                    "insert into assignment (household, cadre, role, from_at) values (3, 1, 'community', :soon), (2, 2, 'community', :soon)",
                    named_params! { ":soon": soon.0 },
                )?;
                Ok::<_, StorageError>(())
            })
            .unwrap();
        district.stop();
        Before { district: district.disk.copy(), ..before }
    };
    let act = |disk: &Disk, said: &mut Said| {
        let Some(district) = start(disk) else { return };
        district.pass_ms(3_600_000);
        let mut first = device(&before.devices[0]);
        append(&mut first, 1, &["a"]);
        sync(&mut first, &district, said);
    };
    at_every_change("activation", &before.district, act, |disk, said| {
        check(disk, said, &before, |_| {});
        let district = running(disk);
        district.pass_ms(3_600_000);
        let mut first = device(&before.devices[0]);
        first.sync(&district).unwrap();
        assert_eq!(first.open().households().unwrap().len(), 3);
        sound_district(&district);
    });
}

#[test]
fn a_revoked_device_stays_revoked() {
    let before = enrolled([2, 2]);
    let act = |disk: &Disk, said: &mut Said| said.steps = start(disk).map_or(0, |district| u32::from(district.revoke(1).is_ok()));
    at_every_change("revocation", &before.district, act, |disk, said: &Said| {
        let district = running(disk);
        sound_district(&district);
        let mut first = device(&before.devices[0]);
        let step = first.exchange(&district).unwrap();
        assert!(step.problem.is_some() || said.steps == 0, "revoked and answered");
    });
}

#[test]
fn a_device_whose_power_goes_in_the_middle_of_a_sync() {
    let before = enrolled([3, 9]);
    let with_work = {
        let mut first = device(&before.devices[0]);
        append(&mut first, 1, &["a", "b"]);
        first.stop();
        first.disk.copy()
    };
    // Here the disk that fails is the device's.
    let act = |disk: &Disk, said: &mut BTreeMap<[u8; 16], (u64, Option<Folder>)>| {
        let mut district = running(&disk_with(&before.district));
        let mut first = Device::on(disk.clone(), 7);
        if first.start().is_ok() {
            let _may_fail = first.sync(&district);
        }
        first.stop();
        district.stop();
        said.insert([0; 16], (0, Some(district.disk.copy())));
    };
    at_every_change("device in a sync", &with_work, act, |disk, said| {
        let district = running(&disk_with(said[&[0; 16]].1.as_ref().unwrap()));
        // The same bytes in the same millisecond would be taken for a recording.
        district.pass_ms(1);
        let mut first = Device::on(disk.clone(), 8);
        first.start().unwrap();
        first.sync(&district).unwrap();
        let mut shown = first.shown();
        shown.sort_unstable();
        shown.dedup();
        assert_eq!((shown.len(), first.shown().len()), (14, 14), "{shown:?}");
        assert_eq!(first.open().pending().unwrap(), 0);
        sound_district(&district);
    });
}
