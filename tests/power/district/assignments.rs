//! Assignments: now, with the history that comes with them, and from a time ahead on.

use daylog_domain::assignment::Role;
use daylog_storage::{params, roster::begin_assignment};
use daylog_testkit::disk::Disk;
use daylog_tests::parts::{Device, roster, sound_district};

use super::{Before, Said, append, check, device, enrolled, running, start, sync};
use crate::cuts::{at_every_change, disk_with};

#[test]
fn an_assignment_and_its_history() {
    let before = enrolled([6, 4]);
    let changed = roster(&[(1, vec![2]), (2, vec![2, 1]), (3, vec![1])]);
    let operation = |disk: &Disk, said: &mut Said| {
        let Some(district) = start(disk) else { return };
        if district.import(&changed).is_ok() {
            said.steps += 1;
            let mut second = device(&before.devices[1]);
            append(&mut second, 3, &["the former assignee's"]);
            sync(&mut second, &district, said);
        }
    };
    at_every_change("reassignment", &before.district, operation, |disk, said| {
        check(disk, said, &before, |_| {});
        let district = running(disk);
        district.import(&changed).unwrap();
        let mut second = device(&before.devices[1]);
        second.sync(&district).unwrap();
        let sees = |device: &Device| device.open().households().unwrap().len();
        assert_eq!(sees(&second), 2, "households 1 and 2");
        let own = "select count(*) from assignment where cadre = (select id from cadre where name = '干部2') and end_feed is null and start_feed is not null";
        let running: i64 = district.server().database.read(|connection| connection.one(own, params![], |row| row.get(0))).unwrap();
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
                begin_assignment(transaction, 3, 1, Role::Community, soon)?;
                begin_assignment(transaction, 2, 2, Role::Community, soon)
            })
            .unwrap();
        district.stop();
        Before { district: district.disk.copy(), ..before }
    };
    let operation = |disk: &Disk, said: &mut Said| {
        let Some(district) = start(disk) else { return };
        district.pass_ms(3_600_000);
        let mut first = device(&before.devices[0]);
        append(&mut first, 1, &["a"]);
        sync(&mut first, &district, said);
    };
    at_every_change("activation", &before.district, operation, |disk, said| {
        check(disk, said, &before, |_| {});
        let district = running(disk);
        district.pass_ms(3_600_000);
        let mut first = device(&before.devices[0]);
        first.sync(&district).unwrap();
        assert_eq!(first.open().households().unwrap().len(), 3);
        sound_district(&district);
    });
}
