//! A disk that refuses to write, below SQLite: told by its own code, over when the disk works again, and never taken for less
//! than it is. With real disks `tests/flows/room.rs` tries the same.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use std::process::{Command, Output};

use axum::response::IntoResponse;
use common::{
    HEADER,
    program::{Fixture, program},
};
use daylog_district::random;
use daylog_domain::{
    settings::Settings,
    time::{Instant, Zone},
};
use daylog_server::routes::problem::Refusal;
use daylog_storage::{Database, DatabaseKey, StorageCode, StorageError, audit, district};
use daylog_testkit::disk::Disk;

fn database(disk: &Disk) -> Database {
    let database = Database::create(&disk.path("server.db"), &DatabaseKey::new(random::bytes().unwrap())).unwrap();
    let settings = Settings::default_in(Zone::SHANGHAI);
    database.write(|transaction| district::insert(transaction, "延吉市", &settings, [1; 16], &[])).unwrap();
    database
}

fn write(database: &Database) -> Result<(), StorageError> {
    database.write(|transaction| audit::insert(transaction, Instant(0), "test", "test", &"x".repeat(20_000)))
}

#[test]
fn a_full_disk_and_one_that_fails_are_told_apart_and_both_say_that_nothing_can_be_written() {
    let disk = Disk::new();
    let full = database(&disk);
    disk.limit(Some(disk.used()));
    let refused = write(&full).unwrap_err();
    assert_eq!((refused.code(), refused.is_transient(), full.can_write()), (StorageCode::DiskFull, true, false));
    assert_eq!(Refusal::from(refused).into_response().status(), 503);
    disk.limit(None);
    assert!(full.can_write() && write(&full).is_ok(), "and it goes on when there is room");

    let disk = Disk::new();
    let failing = database(&disk);
    disk.cut_after(2);
    let refused = write(&failing).unwrap_err();
    assert_eq!((refused.code(), refused.is_transient(), failing.can_write()), (StorageCode::DiskFailed, true, false));
    assert_eq!(Refusal::from(refused).into_response().status(), 503);
}

/// The program with files of 96 KiB at most: SQLite calls what then happens a failed write, as it does where a quota is used up.
fn limited(arguments: &[&str]) -> Output {
    let command = program(arguments);
    let mut limited = Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 192; exec \"$@\"", "sh"]).arg(command.get_program()).args(command.get_args());
    limited.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?)))).output().unwrap()
}

#[test]
fn a_limit_or_a_quota_that_is_reached_is_told_as_no_room_and_nothing_is_stored() {
    let fixture = Fixture::in_a_file();
    let rows = |count: u32| {
        let row = |number| format!("街,社区,H{number},{number}号,住户{number},,,,2020-02-26,2020-03-10,,,张某/市委办\n");
        format!("{HEADER}\n{}", (0..count).map(row).collect::<String>())
    };
    let roster = fixture.file("large.csv", rows(2_000).as_bytes());
    let refused = limited(&["import", "--data", &fixture.data(), &roster]);
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(said.contains("or a quota or limit is reached") && !said.contains("Report"), "{said}");
    assert_eq!(refused.status.code(), Some(1));
    assert_eq!(fixture.import(&rows(3))["added"], 3);
}
