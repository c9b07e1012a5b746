//! A district that moves to another database: whole, once, wherever it was cut short; and what devices and others hold of its word
//! stays true.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use std::{path::Path, process::Output};

use common::{Device, District, contact, entry, program, reading, two_households};
use daylog_backup::{
    archive,
    folder::Folder,
    moving::{self, MoveProblem, Moved, Moving, Stage},
    purge_orders,
    restore::{Restoring, restore},
    verify::{self, Says, Statement},
};
use daylog_district::{clock::Clock, purge::order::Ordering, sync};
use daylog_domain::{
    entries::{Content, note::Note, withdraw::Withdraw},
    ids::{EntryId, HouseholdId},
    time::Instant,
};
use daylog_server::state::Server;
use daylog_storage::{
    Database, DatabaseKey, StorageError, audit, district,
    drivers::sqlite::{copy, open, snapshot},
    served, transfer,
};
use daylog_testkit::{
    database::{At, Kind},
    postgres::{Version, shared},
};
use daylog_wire::{message::Verdict, purge::PurgeReason};

/// A move that was cut short, or did not go through.
#[derive(Debug)]
enum Ended {
    Killed,
    Refused(MoveProblem),
}

impl From<MoveProblem> for Ended {
    fn from(problem: MoveProblem) -> Self {
        Ended::Refused(problem)
    }
}

impl From<StorageError> for Ended {
    fn from(error: StorageError) -> Self {
        Ended::Refused(error.into())
    }
}

struct Fixture {
    district: District,
    device: Device,
    other: Device,
    target: Database,
    statements: Vec<Statement>,
}

/// The databases that a district moves to.
const KINDS: [Kind; 4] = [Kind::Sqlite, Kind::Encrypted, Kind::Postgres(Version::V15), Kind::Postgres(Version::V18)];

/// Entries of two devices, an amendment, a purge, a backup, something refused, a fork; checkpoints and receipts of several moments.
fn fixture(to: Kind) -> Fixture {
    let district = District::new(&two_households());
    let mut device = district.device("张如彬");
    device.append(&contact(1, "2020-03-01T09:00"));
    device.append(&reading(1, "2020-03-01T10:50", 365));
    device.append_bytes(b"no entry at all".to_vec());
    let first = device.sync(&district.server);
    let of = EntryId { log: device.log, sequence: 2 };
    device.append(&entry(1, "2020-03-01T11:00", Content::Withdraw(Withdraw { of, reason: "twice".to_owned() })));
    let mut forked = device.clone();
    let second = device.sync(&district.server);
    device.append(&contact(1, "2020-03-01T12:05"));
    device.sync(&district.server);
    forked.append(&contact(1, "2020-03-01T12:00"));
    (forked.have, forked.token) = (4, device.token);
    forked.send(&district.server, &forked.request());
    let mut other = district.device("权贺永");
    other.append(&entry(2, "2020-03-01T10:00", Content::Note(Note { text: "他说想吃冷面".to_owned() })));
    other.sync_all(&district.server);
    let folder = Folder::at(&district.folder.path().join("district")).unwrap();
    archive::run(&folder, &district.server.database, &district.folder.path().join("backups"), district.now()).unwrap();
    let keys = folder.keys().unwrap();
    let ordering = Ordering { key: &keys.signing, reason: PurgeReason::ByRequest, now: district.now() };
    let households = [HouseholdId(2)];
    purge_orders::purge(&district.server.database, &ordering, &households, &[&folder.purge_orders()]).unwrap();
    other.sync_all(&district.server);
    let server = keys.public();
    let statement = |name: &str, says| Statement { name: name.to_owned(), says };
    let statements = vec![
        statement("checkpoint", Says::checkpoint(&device.checkpoint.clone().unwrap(), &server).unwrap()),
        statement("later", Says::checkpoint(&other.checkpoint.clone().unwrap(), &server).unwrap()),
        statement("receipt", Says::Receipt(first.receipt.unwrap())),
        statement("next", Says::Receipt(second.receipt.unwrap())),
    ];
    let target = target(&district, "target", to);
    Fixture { district, device, other, target, statements }
}

fn target(district: &District, name: &str, kind: Kind) -> Database {
    let folder = district.folder.path().join(name);
    std::fs::create_dir(&folder).unwrap();
    At::new(kind, &folder).create().unwrap()
}

impl Fixture {
    fn source(&self) -> &Database {
        &self.district.server.database
    }

    fn moving(&self) -> Moving<'_> {
        Moving { source: self.source(), target: &self.target, statements: &self.statements, now: self.district.now() }
    }

    /// Moves, and is killed before the stage of this number.
    fn killed_at(&self, number: usize) -> Result<Moved, Ended> {
        let mut stages = 0;
        moving::run(&self.moving(), |_| {
            stages += 1;
            if stages > number { Err(Ended::Killed) } else { Ok(()) }
        })
    }

    fn refused(&self) -> MoveProblem {
        match self.killed_at(usize::MAX) {
            Err(Ended::Refused(problem)) => problem,
            other => panic!("{other:?}"),
        }
    }

    fn server(&self) -> Server {
        self.server_on(&self.target)
    }

    fn server_on(&self, database: &Database) -> Server {
        let folder = Folder::at(&self.district.folder.path().join("district")).unwrap();
        let now = self.district.now();
        Server::new(database.clone(), Clock::new(move || now), folder.keys().unwrap(), vec!["127.0.0.1:8470".to_owned()]).unwrap()
    }
}

#[test]
fn devices_go_on_with_the_district_that_moved_and_came_back_as_if_nothing_had_happened() {
    for kind in KINDS {
        let mut fixture = fixture(kind);
        let epoch = fixture.source().read(district::read).unwrap().epoch;
        let moved = fixture.killed_at(usize::MAX).unwrap();
        let report = moved.report.unwrap();
        assert_eq!((report.proven, report.unproven.len(), report.forks, report.refused), (4, 0, 1, 1));
        goes_on(&mut fixture, epoch);
        let back = target(&fixture.district, "back", Kind::Sqlite);
        let moving = Moving { source: &fixture.target, target: &back, ..fixture.moving() };
        moving::run(&moving, |_| Ok::<_, Ended>(())).unwrap();
        fixture.target = back;
        goes_on(&mut fixture, epoch);
    }
}

/// Both devices come with what they hold of before, send one more entry each, and are told nothing twice.
fn goes_on(fixture: &mut Fixture, epoch: [u8; 16]) {
    let server = fixture.server();
    assert_eq!(server.database.read(district::read).unwrap().epoch, epoch);
    for device in [&mut fixture.device, &mut fixture.other] {
        let pulled = device.pulled.len();
        let answer = device.sync(&server);
        assert_eq!((answer.verdict, answer.epoch.0), (Verdict::Accepted, epoch));
        device.append(&contact(1, "2020-03-01T18:00"));
        let answer = device.sync(&server);
        assert_eq!((answer.verdict, answer.have), (Verdict::Accepted, device.entries.len() as u64));
        assert!(answer.consistency.is_some(), "its checkpoint is a beginning of what is there");
        assert!(device.pulled.len() <= pulled + 4, "nothing is told twice: {:?}", &device.pulled[pulled..]);
    }
}

#[test]
fn a_move_that_is_killed_before_any_of_its_stages_goes_on_and_only_one_of_the_two_is_ever_served() {
    let mut fixture = fixture(Kind::Sqlite);
    for kind in [Kind::Sqlite, Kind::Postgres(Version::V15)] {
        let mut whole = 0;
        let stages = (0..).take_while(|number| is_gone_on_with(&mut fixture, kind, *number, &mut whole)).count();
        assert!(stages > 20 && whole > 40, "{stages} stages and {whole} rows are too few");
    }
}

/// Whether there was such a stage to be killed at. `whole` is how many rows are copied in all, as far as is known.
fn is_gone_on_with(fixture: &mut Fixture, kind: Kind, number: usize, whole: &mut u64) -> bool {
    fixture.target = target(&fixture.district, &format!("{kind:?}{number}"), kind);
    let is_served = |database: &Database| database.read(served::refuse_unserved).is_ok();
    let ended = fixture.killed_at(number);
    let was_killed = ended.is_err();
    if was_killed {
        assert!(!is_served(&fixture.target), "before stage {number}");
        let was_given_up = !is_served(fixture.source());
        let moved = fixture.killed_at(usize::MAX).unwrap();
        *whole = (*whole).max(moved.rows);
        assert!(!was_given_up || moved.rows == 0, "{} rows once it was given up", moved.rows);
        assert!(number < 12 || moved.rows < *whole, "stage {number} began anew");
    }
    assert!(is_served(&fixture.target) && !is_served(fixture.source()));
    let same = |database: &Database| database.read(transfer::state).unwrap();
    assert_eq!(same(fixture.source()), same(&fixture.target));
    // Back to before, for the next stage.
    fixture.source().write(|db| db.run("DELETE FROM transfer", &[])).unwrap();
    was_killed
}

#[test]
fn what_is_not_empty_is_never_filled() {
    let fixture = fixture(Kind::Sqlite);
    let other = District::new(&two_households());
    let moving = Moving { target: &other.server.database, ..fixture.moving() };
    assert!(matches!(moving::run(&moving, |_| Ok::<_, Ended>(())), Err(Ended::Refused(MoveProblem::NotEmpty))));
    fixture.killed_at(usize::MAX).unwrap();
    assert!(matches!(fixture.refused(), MoveProblem::SourceMoved), "it was moved there already");
    let elsewhere = target(&fixture.district, "elsewhere", Kind::Sqlite);
    let moving = Moving { target: &elsewhere, ..fixture.moving() };
    assert!(matches!(moving::run(&moving, |_| Ok::<_, Ended>(())), Err(Ended::Refused(MoveProblem::SourceMoved))));
    let back = Moving { source: &fixture.target, target: &elsewhere, ..fixture.moving() };
    moving::run(&back, |_| Ok::<_, Ended>(())).unwrap();
}

#[test]
fn a_source_that_is_written_to_meanwhile_is_not_given_up_and_what_was_copied_of_it_is_not_gone_on_with() {
    let mut fixture = fixture(Kind::Sqlite);
    let mut is_sent = false;
    let mut device = fixture.device.clone();
    device.append(&contact(1, "2020-03-01T18:00"));
    let ended = moving::run(&fixture.moving(), |stage| {
        if stage == Stage::Comparing && !is_sent {
            device.sync(&fixture.district.server);
            is_sent = true;
        }
        Ok::<_, Ended>(())
    });
    // The checkpoints differ then; what changes no number of the feed is seen at the end.
    assert!(matches!(ended, Err(Ended::Refused(MoveProblem::Checkpoint))), "{ended:?}");
    assert!(matches!(fixture.refused(), MoveProblem::OtherMove));
    fixture.target = target(&fixture.district, "second", Kind::Sqlite);
    let now = fixture.district.now();
    let ended = moving::run(&fixture.moving(), |stage| {
        if stage == Stage::GivingUp {
            fixture.source().write(|db| audit::insert(db, now, "command", "looked", ""))?;
        }
        Ok::<_, Ended>(())
    });
    assert!(matches!(ended, Err(Ended::Refused(MoveProblem::SourceWritten))), "{ended:?}");
    assert!(fixture.source().read(served::refuse_unserved).is_ok(), "it goes on being served");
    fixture.target = target(&fixture.district, "third", Kind::Sqlite);
    fixture.killed_at(usize::MAX).unwrap();
}

#[test]
fn a_server_that_still_holds_the_old_database_takes_nothing_in_there_any_more() {
    let mut fixture = fixture(Kind::Sqlite);
    fixture.killed_at(usize::MAX).unwrap();
    fixture.device.append(&contact(1, "2020-03-01T18:00"));
    let signed = fixture.device.signed(&fixture.device.request());
    assert!(sync::answer(&fixture.district.server, &signed).is_err(), "the old one took it");
    assert_eq!(fixture.device.sync(&fixture.server()).have, fixture.device.entries.len() as u64);
    let folder = Folder::at(&fixture.district.folder.path().join("district")).unwrap();
    let opened = folder.database().map(drop).unwrap_err();
    assert_eq!(opened.to_string(), StorageError::Moved.to_string());
}

#[test]
fn a_copy_that_is_changed_before_it_is_compared_is_not_taken_for_the_district() {
    for change in [
        "UPDATE entry SET bytes = x'00' WHERE feed = (SELECT min(feed) FROM entry)",
        "UPDATE resident SET name = x'78' WHERE id = 1",
        "DELETE FROM audit",
        "UPDATE feed SET roster = roster + 1",
        "INSERT INTO street (id, name) VALUES (99, 'x')",
    ] {
        let fixture = fixture(Kind::Sqlite);
        let ended = moving::run(&fixture.moving(), |stage| {
            if stage == Stage::Comparing {
                assert!(fixture.target.write(|db| db.run(change, &[]))? > 0, "{change}");
            }
            Ok::<_, Ended>(())
        });
        assert!(matches!(ended, Err(Ended::Refused(MoveProblem::Storage(StorageError::Differs { .. })))), "{change}: {ended:?}");
        assert!(fixture.source().read(served::refuse_unserved).is_ok());
    }
}

#[test]
fn a_backup_of_a_district_is_the_same_from_every_database_and_restored_into_every_one() {
    for (number, from) in (0_u8..).zip(KINDS) {
        let mut fixture = fixture(from);
        fixture.killed_at(usize::MAX).unwrap();
        let (path, now) = (fixture.district.folder.path().to_owned(), fixture.district.now());
        let folder = Folder::at(&path.join("district")).unwrap();
        let made = archive::run(&folder, &fixture.target, &path.join("others"), now).unwrap();
        fixture.device.append(&contact(1, "2020-03-01T18:00"));
        fixture.device.sync(&fixture.server());
        let elsewhere = format!("{}?district=restored_{number}", shared(Version::V15).url("postgres"));
        for to in [None, Some(elsewhere.as_str())] {
            let (kit, data) = (fixture.district.kit.to_text("延吉市", "2020-03-01"), path.join(format!("data{}", to.is_some())));
            let restoring = Restoring { from: &made.path, kit: &kit, data: &data, database: to, key_file: None, purge_orders: &[], now };
            assert_eq!(restore(&restoring).unwrap().logs, 2);
            let again = Restoring { data: &path.join("again"), ..restoring };
            let refused = restore(&again).err().map(|problem| problem.to_string());
            assert!(to.is_none() || refused.is_some_and(|why| why.contains("Taken")), "what is there is not touched");
            let _gone = std::fs::remove_dir_all(again.data);
            assert_eq!((data.join("server.db").exists(), data.join("database.url").exists()), (to.is_none(), to.is_some()));
            let database = Folder::at(&data).unwrap().database().unwrap();
            database.read(served::refuse_unserved).unwrap();
            let report = verify::verify_against(&database, &fixture.statements).unwrap();
            assert_eq!((report.findings, report.proven), (vec![], 4));
            // What came after the backup comes again.
            let mut device = fixture.device.clone();
            let server = fixture.server_on(&database);
            let answers: Vec<_> = (0..5).map(|_| device.sync(&server)).collect();
            let last = answers.last().unwrap();
            assert_eq!((&last.verdict, last.have), (&Verdict::Accepted, device.last()));
        }
    }
}

#[test]
fn a_snapshot_that_is_copied_row_by_row_is_the_one_that_is_copied_as_a_file() {
    let fixture = fixture(Kind::Sqlite);
    let (one, other) = (fixture.district.folder.path().join("one.db"), fixture.district.folder.path().join("other.db"));
    let key = DatabaseKey::new([9; 32]);
    let held = transfer::row_by_row(fixture.source(), &one, &key).unwrap();
    std::fs::write(&other, b"").unwrap();
    assert_eq!(fixture.source().copy_to(&other, &key).unwrap(), held);
    assert_eq!(snapshot::held_soundly(&one, &key).unwrap(), Some(held));
    assert!(copy::same_content(&open::keyed(&one, &key).unwrap(), &open::keyed(&other, &key).unwrap()).unwrap());
}

#[test]
fn a_running_server_ends_when_its_district_is_moved_away_and_none_starts_there_again() {
    let fixture = program::Fixture::new();
    let serving = fixture.serve("127.0.0.1:0");
    let source = Folder::at(Path::new(&fixture.data())).unwrap().database().unwrap();
    let target = Database::create(&fixture.folder.path().join("target.db"), &DatabaseKey::new([8; 32])).unwrap();
    let moving = Moving { source: &source, target: &target, statements: &[], now: Instant(0) };
    moving::run(&moving, |_| Ok::<_, Ended>(())).unwrap();
    let moved = StorageError::Moved.to_string();
    let (code, said) = serving.ended();
    assert!(code == Some(1) && said.contains(&moved), "{code:?} {said}");
    let again = program::run(&["serve", "--data", &fixture.data(), "--listen", "127.0.0.1:0"]);
    let said = String::from_utf8(again.stderr).unwrap();
    assert!(again.status.code() == Some(1) && said.contains(&moved), "{said}");
}

#[test]
fn the_command_moves_a_district_to_a_server_and_back_and_the_folder_knows_where_it_is() {
    let fixture = program::Fixture::new();
    fixture.import(&two_households());
    let serving = fixture.serve("127.0.0.1:0");
    let mut device = serving.enrolled(&fixture, "张如彬");
    device.append(&contact(1, "2020-03-01T09:00"));
    serving.sync(&mut device);
    let (data, url) = (fixture.data(), format!("{}?district=commanded", shared(Version::V15).url("postgres")));
    let checkpoint = fixture.file("checkpoint.txt", &device.checkpoint.clone().unwrap());
    let moved = |from: &str, to: &str| program::run(&["move", "--from", from, "--to", to, "--checkpoint", &checkpoint, "--format", "json"]);
    let said = |output: Output| String::from_utf8(output.stderr).unwrap();
    let refused = said(moved(&data, &url));
    assert!(refused.contains("Another server serves"), "{refused}");
    serving.stop();

    let report = program::json(&moved(&data, &url));
    assert_eq!((report["entries"].as_u64(), report["proven"].as_u64()), (Some(1), Some(1)), "{report}");
    let mut goes_on = |entries: u64| {
        let serving = fixture.serve("127.0.0.1:0");
        device.append(&contact(1, "2020-03-01T10:00"));
        assert_eq!((serving.sync(&mut device).verdict, device.have), (Verdict::Accepted, entries));
        serving.stop();
    };
    goes_on(2);
    every_command_finds_it_there(&fixture);
    let again = said(moved(&data, &url));
    assert!(again.contains("moved out of this database before"), "{again}");
    let refused = said(moved(&url, &data));
    assert!(refused.contains("holds a district already"), "what it left there is not overwritten: {refused}");
    for companion in ["", "-wal", "-shm"] {
        let _gone = std::fs::remove_file(Path::new(&data).join(format!("server.db{companion}")));
    }
    assert_eq!(program::json(&moved(&url, &data))["entries"].as_u64(), Some(0), "they were purged meanwhile");
    goes_on(3);
    let again = said(moved(&url, &data));
    assert!(again.contains("moved"), "{again}");
    let nowhere = said(moved(&data, &data));
    assert!(nowhere.contains("one side is the district's folder"), "{nowhere}");
}

#[test]
fn a_schema_with_another_district_in_it_is_not_moved_into_and_what_was_not_shown_is_not_told() {
    let (one, other) = (program::Fixture::new(), program::Fixture::on(Kind::Postgres(Version::V15)));
    let (data, free) = (one.data(), format!("{}?district=unshown", shared(Version::V15).url("postgres")));
    let taken = std::fs::read_to_string(Path::new(&other.data()).join("database.url")).unwrap();
    let refused = String::from_utf8(program::run(&["move", "--from", &data, "--to", taken.trim()]).stderr).unwrap();
    assert!(refused.contains("holds a district already"), "{refused}");
    let moved = String::from_utf8(program::run(&["move", "--from", &data, "--to", &free]).stdout).unwrap();
    assert!(moved.contains("compared and verified.\n"), "{moved}");
}

#[test]
fn the_command_moves_a_district_from_one_server_to_another() {
    let fixture = program::Fixture::on(Kind::Postgres(Version::V15));
    fixture.import(&two_households());
    let serving = fixture.serve("127.0.0.1:0");
    let mut device = serving.enrolled(&fixture, "张如彬");
    device.append(&contact(1, "2020-03-01T09:00"));
    let first = serving.sync(&mut device);
    serving.stop();
    let (data, noted) = (fixture.data(), Path::new(&fixture.data()).join("database.url"));
    let address = || std::fs::read_to_string(&noted).unwrap().trim().to_owned();
    let (from, to) = (address(), format!("{}?district=onwards", shared(Version::V18).url("postgres")));
    let moved = |more: &[&str]| program::run(&[&["move", "--from", &from, "--to", &to, "--format", "json"], more].concat());
    let said = |output: Output| String::from_utf8(output.stderr).unwrap();
    let refused = said(moved(&[]));
    assert!(refused.contains("--data"), "whose keys they are has to be said: {refused}");
    assert_eq!(address(), from);
    let receipt = fixture.file("receipt", &first.receipt.unwrap().to_bytes());
    let report = program::json(&moved(&["--data", &data, "--receipt", &receipt]));
    assert_eq!((report["entries"].as_u64(), report["proven"].as_u64()), (Some(1), Some(1)), "{report}");
    assert_eq!(address(), to);
    let serving = fixture.serve("127.0.0.1:0");
    device.append(&contact(1, "2020-03-01T10:00"));
    let next = serving.sync(&mut device);
    assert_eq!((next.verdict, next.have, next.epoch), (Verdict::Accepted, 2, first.epoch));
    serving.stop();
    // What was left serves nobody, and nothing comes back over what goes on.
    let left = program::run(&["serve", "--data", &data, "--database", &from, "--listen", "127.0.0.1:0"]);
    assert!(said(left).contains(&StorageError::Moved.to_string()));
    let again = said(moved(&["--data", &data]));
    assert!(again.contains("moved") || again.contains("holds a district already"), "{again}");
}

/// Looks at a district on a server, backs it up, restores that into another schema, and purges the only household with entries.
fn every_command_finds_it_there(fixture: &program::Fixture) {
    let (data, backups) = (fixture.data(), fixture.folder.path().join("backups").display().to_string());
    let run = |words: &[&str]| {
        let output = program::run(&[words, &["--data", &data]].concat());
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(run(&["verify"]).contains("pages were not looked at"));
    assert!(run(&["rebuild"]).contains("2 entries"));
    assert!(run(&["checkpoint"]).contains("daylog"));
    assert!(run(&["diary", "--date", "2020-03-01"]).contains("张如彬"));
    let made: serde_json::Value = serde_json::from_str(&run(&["backup", "--to", &backups, "--format", "json"])).unwrap();
    let (restored, kit) = (format!("{data}-restored"), fixture.file("kit.txt", fixture.kit.as_bytes()));
    let (from, url) = (made["file"].as_str().unwrap(), format!("{}?district=restored", shared(Version::V18).url("postgres")));
    let output = program::run(&["restore", "--from", from, "--kit", &kit, "--data", &restored, "--database", &url]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(program::run(&["verify", "--data", &restored]).status.success());
    assert!(run(&["retention", "--days", "60", "--dry-run"]).contains("kept"));
    run(&["purge", "--household", "A1", "--reason", "by-request"]);
    assert!(run(&["verify"]).contains(" 0 entries"));
}
