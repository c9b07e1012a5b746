//! Content that goes from the district: orders, segments that are packed again, projections, and the vacuum of the file.

use std::{collections::BTreeSet, fs};

use daylog_backup::{
    purge_orders::{PURGE_ORDERS, PurgeProblem, level},
    verify,
};
use daylog_storage::{params, purges};
use daylog_testkit::{
    database::KEY,
    disk::{Disk, Folder},
    pages,
};
use daylog_tests::parts::{District, sound_district};
use daylog_wire::segment::{Segment, Slot};

use super::{append, device, enrolled, on, running, start};
use crate::cuts::{at_every_change_in_turn, disk_with};

const MARK: &[u8] = b"MARK-";
/// Of both devices, about the household that goes and about those that stay.
const ALL: [&str; 4] = ["MARK-A1", "MARK-A2", "MARK-B1", "MARK-B2"];
const STAYS: [&str; 2] = ["MARK-A2", "MARK-B2"];

fn count(district: &District, sql: &str) -> i64 {
    district.server().database.read(|connection| connection.one(sql, params![], |row| row.get(0))).unwrap()
}

fn segments(district: &District) -> Vec<Vec<u8>> {
    let sql = "select bytes from segment order by id";
    district.server().database.read(|connection| connection.many(sql, params![], |row| row.get(0))).unwrap()
}

fn pages_of(folder: &Folder) -> Vec<u8> {
    pages::decrypted_bytes(folder.file("server.db").unwrap(), folder.file("server.db-wal").unwrap_or_default(), &KEY)
}

fn marks(bytes: &[u8]) -> BTreeSet<String> {
    let found = bytes.windows(MARK.len() + 2).filter(|window| window.starts_with(MARK));
    found.map(|window| String::from_utf8_lossy(window).into_owned()).collect()
}

/// What the kept segments still say.
fn packed(district: &District) -> BTreeSet<String> {
    let slots = segments(district).into_iter().flat_map(|bytes| Segment::from_bytes(&bytes).unwrap().slots);
    marks(&slots.flat_map(|slot| if let Slot::Entry(bytes) = slot { bytes } else { Vec::new() }).collect::<Vec<u8>>())
}

/// The end of each packed segment, which one with other content does not share.
fn tails(district: &District) -> Vec<Vec<u8>> {
    segments(district).iter().map(|bytes| bytes[bytes.len() - bytes.len().min(24)..].to_vec()).collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Both devices' content about household 1 and about others; and how the segments end that hold it.
fn held() -> (Folder, Vec<Vec<u8>>) {
    let before = enrolled([2, 2]);
    let mut district = running(&disk_with(&before.district));
    for (folder, texts, other) in [(&before.devices[0], ["MARK-A1", "MARK-A2"], 2), (&before.devices[1], ["MARK-B1", "MARK-B2"], 3)] {
        let mut device = device(folder);
        append(&mut device, 1, &[texts[0]]);
        append(&mut device, other, &[texts[1]]);
        device.sync(&district).unwrap();
    }
    assert_eq!(packed(&district), set(&ALL));
    let tails = tails(&district);
    district.stop();
    (district.disk.copy(), tails)
}

/// Nothing of it is left: not in projections, segments, free pages, or the write-ahead log; and every proof holds.
fn is_gone(district: &District, tails: &[Vec<u8>]) {
    assert_eq!(count(district, "select not_vacuumed from district"), 0, "the vacuum is taken up again");
    assert_eq!(packed(district), set(&STAYS));
    let pages = pages_of(&district.disk.copy());
    assert_eq!(marks(&pages), set(&STAYS));
    assert!(!tails.iter().any(|tail| pages.windows(tail.len()).any(|window| window == tail)), "a segment as it was packed before");
    assert_eq!(verify::verify(&district.server().database).unwrap().findings, []);
    sound_district(district);
}

#[test]
fn a_household_is_purged_with_its_orders_or_not_at_all_and_the_vacuum_is_taken_up_again() {
    let (before, tails) = held();
    let operation = |disk: &Disk, is_done: &mut bool| {
        *is_done = start(disk).is_some_and(|district| district.purge(1).is_ok());
    };
    at_every_change_in_turn("purge", &before, operation, |disk, is_done| {
        // The orders were on disk before anything went.
        let ordered = fs::read(disk.path(PURGE_ORDERS)).map_or(0, |orders| orders.iter().filter(|byte| **byte == b'\n').count());
        assert!(ordered == 2 || (ordered == 0 && !is_done), "{ordered} orders");
        let district = running(disk);
        assert_eq!(count(&district, "select count(*) from purge_order"), ordered as i64);
        if ordered == 0 {
            assert_eq!(packed(&district), set(&ALL));
            sound_district(&district);
            district.purge(1).unwrap();
        }
        is_gone(&district, &tails);
    });
}

/// The file of orders lies past SQLite: a cut in the middle of its writing is told by its length.
#[test]
fn of_orders_that_were_half_written_the_whole_ones_are_carried_out_and_the_others_are_given_again() {
    let (before, tails) = held();
    let orders = {
        let district = running(&disk_with(&before));
        district.purge(1).unwrap();
        fs::read(district.disk.path(PURGE_ORDERS)).unwrap()
    };
    let line = orders.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    for length in [0, 1, line / 2, line - 1, line, line + 1, orders.len() - 1, orders.len()] {
        let disk = disk_with(&before);
        fs::write(disk.path(PURGE_ORDERS), &orders[..length]).unwrap();
        let mut district = on(&disk);
        // An hour later, so that new orders have numbers of their own.
        district.pass_ms(3_600_000);
        district.start().unwrap();
        sound_district(&district);
        let whole = i64::from(length >= line) + i64::from(length == orders.len());
        assert_eq!(count(&district, "select count(*) from purge_order"), whole, "{length} bytes");
        district.purge(1).unwrap();
        is_gone(&district, &tails);
        district.stop();
        district.start().unwrap();
        assert_eq!(count(&district, "select count(*) from purge_order"), 2, "{length} bytes");
    }
}

#[test]
fn a_district_whose_disk_has_no_room_for_the_vacuum_runs_and_its_orders_reach_the_file_beside_the_backups() {
    let (before, tails) = held();
    let disk = disk_with(&before);
    let mut district = running(&disk);
    district.purge(1).unwrap();
    // As after a power cut between what went and the end of the vacuum.
    district.server().database.write(|transaction| purges::mark_not_vacuumed(transaction)).unwrap();
    district.stop();
    disk.limit(Some(disk.used()));
    district.start().unwrap();
    let (server, beside) = (district.server(), disk.path("beside"));
    assert!(matches!(level(&server.database, &beside, &server.keys.public()), Err(PurgeProblem::NotVacuumed)));
    assert_eq!(fs::read(&beside).unwrap(), fs::read(disk.path(PURGE_ORDERS)).unwrap());
    assert_eq!(count(&district, "select not_vacuumed from district"), 1);
    disk.limit(None);
    assert!(server.database.vacuum().unwrap());
    is_gone(&district, &tails);
}
