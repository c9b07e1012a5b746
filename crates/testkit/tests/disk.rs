//! The disk that can fail under the real SQLCipher: it behaves like a disk as long as nothing is ordered, and then fails as ordered.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use daylog_testkit::disk::{Disk, Survival};
use rusqlite::{Connection, ErrorCode};

fn open(disk: &Disk, key: &str) -> Connection {
    let connection = Connection::open(disk.path("a.db")).unwrap();
    connection
        .execute_batch(&format!("pragma key = \"x'{}'\"; pragma journal_mode = wal; pragma synchronous = full;", key.repeat(32)))
        .unwrap();
    connection
}

fn with_rows(disk: &Disk, rows: u32) -> Connection {
    let connection = open(disk, "07");
    connection.execute_batch("create table row (n integer primary key, filler blob)").unwrap();
    insert(&connection, 1, rows);
    connection
}

fn insert(connection: &Connection, first: u32, count: u32) {
    for n in first..first + count {
        connection.execute("insert into row values (?1, zeroblob(900))", [n]).unwrap();
    }
}

fn count(connection: &Connection) -> u32 {
    connection.query_row("select count(*) from row", [], |row| row.get(0)).unwrap()
}

fn sound(connection: &Connection) -> bool {
    connection.query_row("pragma integrity_check", [], |row| row.get::<_, String>(0)).unwrap() == "ok"
}

#[test]
fn an_encrypted_database_lives_on_it_and_nothing_lies_on_the_real_disk() {
    let disk = Disk::new();
    drop(with_rows(&disk, 50));
    assert_eq!(count(&open(&disk, "07")), 50);
    assert!(Connection::open(disk.path("a.db")).unwrap().query_row("select count(*) from row", [], |row| row.get::<_, u32>(0)).is_err());
    let real: u64 = std::fs::read_dir(disk.folder()).unwrap().map(|entry| entry.unwrap().metadata().unwrap().len()).sum();
    assert_eq!(real, 0);
    assert!(disk.copy().file("a.db").unwrap().len() > 40_000);
}

#[test]
fn several_connections_of_one_process_see_each_others_commits_and_locks() {
    let disk = Disk::new();
    let mut first = with_rows(&disk, 1);
    let second = open(&disk, "07");
    let snapshot = first.transaction().unwrap();
    assert_eq!(count(&snapshot), 1);
    insert(&second, 2, 3);
    assert_eq!((count(&snapshot), count(&second)), (1, 4));
    drop(snapshot);
    assert_eq!(count(&first), 4);
    let writing = first.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).unwrap();
    let refused = second.execute("insert into row values (99, null)", []).unwrap_err();
    assert_eq!(refused.sqlite_error_code(), Some(ErrorCode::DatabaseBusy));
    drop(writing);
    // The last one to leave moves the log into the database.
    drop((first, second));
    assert_eq!(disk.copy().file("a.db-wal"), None);
}

#[test]
fn what_was_committed_is_there_after_a_power_cut_at_any_change_whatever_survives() {
    let changes = {
        let disk = Disk::new();
        let connection = with_rows(&disk, 1);
        let before = disk.changes();
        insert(&connection, 2, 10);
        connection.execute_batch("pragma wal_checkpoint(truncate)").unwrap();
        disk.changes() - before
    };
    assert!(changes > 30, "{changes}");
    for cut in 1..=changes {
        for survival in [Survival::Everything, Survival::Nothing, Survival::Seeded(cut), Survival::Seeded(cut + 1_000)] {
            let disk = Disk::new();
            let connection = with_rows(&disk, 1);
            disk.cut_after(cut);
            let mut committed = 1;
            while committed < 11 && connection.execute("insert into row values (?1, zeroblob(900))", [committed + 1]).is_ok() {
                committed += 1;
            }
            let _checkpoint = connection.execute_batch("pragma wal_checkpoint(truncate)");
            assert!(disk.is_down());
            drop(connection);
            disk.reboot(survival);
            let connection = open(&disk, "07");
            let found = count(&connection);
            assert!(
                sound(&connection) && (found == committed || found == committed + 1),
                "{found} of {committed}, cut {cut}, {survival:?}"
            );
        }
    }
}

#[test]
fn without_syncs_the_same_cuts_lose_commits() {
    let lost = (1..40).filter(|cut| {
        let disk = Disk::new();
        let connection = with_rows(&disk, 1);
        connection.execute_batch("pragma synchronous = off").unwrap();
        disk.cut_after(*cut);
        let committed = (2..12).take_while(|n| connection.execute("insert into row values (?1, zeroblob(900))", [n]).is_ok()).count();
        drop(connection);
        disk.reboot(Survival::Nothing);
        usize::try_from(count(&open(&disk, "07"))).unwrap() < 1 + committed
    });
    assert!(lost.count() > 10, "the disk forgets nothing");
}

#[test]
fn a_full_disk_and_an_unreadable_sector_are_told_and_leave_what_was_there() {
    let disk = Disk::new();
    let connection = with_rows(&disk, 5);
    disk.limit(Some(disk.used() + 5_000));
    let full = (6..100).find_map(|n| connection.execute("insert into row values (?1, zeroblob(900))", [n]).err()).unwrap();
    assert_eq!(full.sqlite_error_code(), Some(ErrorCode::DiskFull));
    disk.limit(None);
    insert(&connection, 200, 1);
    let before = count(&connection);
    drop(connection);
    let connection = open(&disk, "07");
    let _no_order_stood = disk.fail_read_after(Some(0));
    let error = connection.query_row("select count(*) from row", [], |row| row.get::<_, u32>(0)).unwrap_err();
    assert_eq!(error.sqlite_error_code(), Some(ErrorCode::SystemIoFailure));
    // SQLCipher gives no page any more to a connection that failed once.
    drop(connection);
    assert_eq!(count(&open(&disk, "07")), before);
}

#[test]
fn a_copy_taken_under_a_running_program_opens_elsewhere_and_can_be_put_back() {
    let disk = Disk::new();
    let connection = with_rows(&disk, 5);
    let copy = disk.copy();
    insert(&connection, 6, 5);
    let other = Disk::new();
    other.put_back(&copy);
    assert_eq!(count(&open(&other, "07")), 5);
    disk.put_back(&copy);
    assert!(connection.query_row("select count(*) from row", [], |row| row.get::<_, u32>(0)).is_err(), "the old program is dead");
    assert_eq!(count(&open(&disk, "07")), 5);
}

#[test]
fn a_killed_program_leaves_what_it_wrote_and_its_locks_go() {
    let disk = Disk::new();
    let mut connection = with_rows(&disk, 5);
    let writing = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).unwrap();
    writing.execute("insert into row values (6, null)", []).unwrap();
    disk.kill();
    drop(writing);
    drop(connection);
    let connection = open(&disk, "07");
    assert_eq!(count(&connection), 5);
    insert(&connection, 6, 1);
}
