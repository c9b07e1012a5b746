//! What an entry takes on the disk: in tables, in indexes, and in what is written to keep it, as phones push it. Prints rows of
//! a table; `docs/scaling.md` makes days and years of them.

use std::{fs, path::Path};

use daylog_storage::drivers::sqlite::open;
use daylog_testkit::{
    Mix,
    database::{At, FILE, Kind, key},
    district::{Device, Founded, roster},
    postgres::{Cluster, Settings, Version},
};
use postgres::{Client, NoTls};

use crate::row::row;

/// Phones, the households that each looks after, and what all of them write.
const PHONES: usize = 20;
const HOUSEHOLDS: u32 = 5;
const ENTRIES: usize = 40_000;

/// Entries in a push: of a phone that syncs all day long, and of one that comes home to a connection.
const PUSHES: [usize; 2] = [4, 40];

/// Pushes of which each comes right behind a checkpoint.
const BEHIND_CHECKPOINTS: u64 = 100;

/// Bytes of each.
#[derive(Debug, Clone, Copy)]
struct Taken {
    tables: u64,
    indexes: u64,
}

pub fn storage() {
    for entries in PUSHES {
        let (taken, written) = sqlite(entries);
        let of_push = format!("bytes an entry in pushes of {entries}");
        told(&format!("SQLite, {of_push}"), taken, &format!("{} written to log and file", each(written)));
        let (taken, logged, behind_checkpoint) = postgresql(entries);
        let kib = behind_checkpoint / BEHIND_CHECKPOINTS / 1024;
        let logged = format!("{} of write-ahead log; {kib} KiB a push right behind a checkpoint", each(logged));
        told(&format!("PostgreSQL 15, content encrypted, {of_push}"), taken, &logged);
    }
}

fn told(what: &str, taken: Taken, written: &str) {
    let (tables, indexes) = (each(taken.tables), each(taken.indexes));
    row(what, &format!("{} on the disk: {tables} in tables, {indexes} in indexes; {written}", tables + indexes), "—");
}

fn each(bytes: u64) -> u64 {
    bytes / ENTRIES as u64
}

/// What is there afterwards that was not before, and what the process wrote meanwhile.
fn sqlite(entries: usize) -> (Taken, u64) {
    let (founded, mut devices) = founded(|folder| At::new(Kind::Sqlite, folder));
    let file = founded.folder.path().join(FILE);
    let (before, began) = (in_file(&file), written_by_this_process());
    push(&founded, &mut devices, entries, ENTRIES);
    founded.running.database.move_log_into_file().unwrap();
    let written = written_by_this_process() - began;
    let after = in_file(&file);
    (Taken { tables: after.tables - before.tables, indexes: after.indexes - before.indexes }, written)
}

fn in_file(file: &Path) -> Taken {
    let connection = open::keyed(file, &key()).unwrap();
    let sql = "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name IN (SELECT name FROM sqlite_schema WHERE type = ?1)";
    let bytes = |of: &str| u64::try_from(connection.query_row(sql, [of], |row| row.get::<_, i64>(0)).unwrap()).unwrap();
    Taken { tables: bytes("table"), indexes: bytes("index") }
}

/// Bytes that were handed to the system.
fn written_by_this_process() -> u64 {
    let text = fs::read_to_string("/proc/self/io").unwrap();
    text.lines().find_map(|line| line.strip_prefix("wchar: ")).unwrap().parse().unwrap()
}

/// The same; what the write-ahead log grew by, and what it grew by in pushes of which each came right behind a checkpoint.
fn postgresql(entries: usize) -> (Taken, u64, u64) {
    let cluster = Cluster::start_with(Version::V15, &Settings { fsync: true, lines: vec!["max_wal_size = '4GB'".to_owned()] });
    let url = cluster.fresh_database();
    let (founded, mut devices) = founded(|folder| At::on_server(&format!("{url}?district=d1"), folder));
    let mut client = Client::connect(&url, NoTls).unwrap();
    client.batch_execute("CHECKPOINT").unwrap();
    let (before, began) = (in_schema(&mut client), log_position(&mut client));
    push(&founded, &mut devices, entries, ENTRIES);
    let logged = log_position(&mut client) - began;
    let after = in_schema(&mut client);
    let mut behind_checkpoint = 0;
    for _ in 0..BEHIND_CHECKPOINTS {
        client.batch_execute("CHECKPOINT").unwrap();
        let began = log_position(&mut client);
        push(&founded, &mut devices[..1], entries, entries);
        behind_checkpoint += log_position(&mut client) - began;
    }
    (Taken { tables: after.tables - before.tables, indexes: after.indexes - before.indexes }, logged, behind_checkpoint)
}

fn in_schema(client: &mut Client) -> Taken {
    let sql = "SELECT sum(pg_table_size(oid))::bigint, sum(pg_indexes_size(oid))::bigint FROM pg_class
               WHERE relkind = 'r' AND relnamespace = 'd1'::regnamespace";
    let row = client.query_one(sql, &[]).unwrap();
    let bytes = |column| u64::try_from(row.get::<_, i64>(column)).unwrap();
    Taken { tables: bytes(0), indexes: bytes(1) }
}

fn log_position(client: &mut Client) -> u64 {
    let row = client.query_one("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint", &[]).unwrap();
    u64::try_from(row.get::<_, i64>(0)).unwrap()
}

fn founded(at: impl FnOnce(&Path) -> At) -> (Founded, Vec<Device>) {
    let codes: Vec<String> = (0..HOUSEHOLDS).map(|n| format!("H{n}")).collect();
    let cadres: Vec<String> = (0..PHONES).map(|n| format!("写{n}/局/cadre")).collect();
    let cadres = cadres.join("; ");
    let rows: Vec<(&str, &str, &str)> = codes.iter().map(|code| (code.as_str(), "园锦社区", cadres.as_str())).collect();
    let founded = Founded::on(&roster(&rows), at);
    let mut devices: Vec<Device> = (0..PHONES).map(|n| founded.device(&format!("写{n}"))).collect();
    devices.iter_mut().for_each(|device| device.page_bytes = 0);
    (founded, devices)
}

/// So many entries, shared out among the devices in turn.
fn push(founded: &Founded, devices: &mut [Device], in_a_push: usize, entries: usize) {
    let mut mixes: Vec<_> = (0..devices.len()).map(|n| Mix::new(n as u64, HOUSEHOLDS)).collect();
    for n in (0..devices.len()).cycle().take(entries / in_a_push) {
        mixes[n].entries(in_a_push).iter().for_each(|entry| devices[n].append(entry));
        let answer = devices[n].sync(&founded.running);
        assert_eq!(answer.have, devices[n].last());
    }
}
