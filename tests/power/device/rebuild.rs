//! Projections that are derived anew: asked for, and at the opening of a file whose projections another program derived.

use daylog_testkit::disk::{Disk, Folder};
use daylog_tests::parts::{Device, START, device_key, sound_device};
use rusqlite::Connection;

use super::{
    enrolment,
    moves::{amended_as_said, entries_that_name_others},
    running, start,
};
use crate::cuts::{at_every_change, prepared};

fn connection(disk: &Disk) -> Connection {
    let connection = Connection::open(disk.path("daylog.db")).unwrap();
    connection.execute_batch(&format!("pragma key = \"x'{}'\"", "07".repeat(32))).unwrap();
    connection
}

/// Entries that name others, and notes between them; then what `sql` does.
fn before(sql: &str) -> Folder {
    prepared(|disk| {
        let mut device = running(disk);
        device.enrol(enrolment()).unwrap();
        entries_that_name_others(&mut device);
        device.append(START, 1, &(0..20).map(|number| format!("note {number}")).collect::<Vec<_>>()).unwrap();
        device.stop();
        connection(disk).execute_batch(sql).unwrap();
    })
}

fn derived(device: &Device) {
    assert_eq!(device.lines().len(), 23);
    amended_as_said(device);
}

#[test]
fn projections_that_are_derived_anew_are_whole() {
    let operation = |disk: &Disk, (): &mut ()| {
        let Some(mut device) = start(disk) else { return };
        let _may_fail = device.store().rebuild_projections();
    };
    at_every_change("rebuild", &before(""), operation, |disk, ()| {
        sound_device(disk, &device_key());
        derived(&running(disk));
    });
}

#[test]
fn projections_of_another_program_are_derived_anew_at_the_opening_until_that_is_done() {
    // An older program showed less, and had a rule fewer.
    let older = "update projected set rules = rules - 1; delete from amendment; delete from errand; delete from line where entry % 2 = 0";
    let operation = |disk: &Disk, (): &mut ()| drop(start(disk));
    at_every_change("rules", &before(older), operation, |disk, ()| {
        let (rules, lines) = connection(disk)
            .query_row("select rules, (select count(*) from line) from projected", [], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
            })
            .unwrap();
        let mut device = running(disk);
        let now: i64 = connection(disk).query_row("select rules from projected", [], |row| row.get(0)).unwrap();
        assert!(rules == now && lines == 23 || rules < now && lines < 23, "{lines} lines by the rules {rules}");
        derived(&device);
        device.stop();
        sound_device(disk, &device_key());
    });
}
