//! Backups: made while the server writes, read back in full, recorded only then, and nothing else changes when one fails.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use std::{
    fs,
    path::{Path, PathBuf},
};

use common::{Device, District, contact, two_households};
use daylog_backup::{
    archive::{self, BackupProblem, make},
    folder::Folder,
};
use daylog_storage::{
    backups::{self, BackupState, Watermark},
    district,
};

struct Fixture {
    district: District,
    device: Device,
    folder: Folder,
}

impl Fixture {
    /// A district with one entry.
    fn new() -> Self {
        Self::of(District::new(&two_households()))
    }

    fn of(district: District) -> Self {
        let mut device = district.device("张如彬");
        device.append(&contact(1, "2020-03-01T09:00"));
        device.sync_all(&district.server);
        let folder = Folder::at(&district.folder.path().join("district")).unwrap();
        Fixture { district, device, folder }
    }

    fn to(&self) -> PathBuf {
        self.district.folder.path().join("backups")
    }

    fn run(&self) -> Result<archive::Made, BackupProblem> {
        archive::run(&self.folder, &self.district.server.database, &self.to(), self.district.now())
    }

    fn one_more(&mut self, minute: u32) {
        self.device.append(&contact(1, &format!("2020-03-01T09:{minute:02}")));
        self.device.sync_all(&self.district.server);
    }

    fn watermark(&self) -> Option<Watermark> {
        self.district.server.database.read(backups::watermark).unwrap()
    }

    fn state(&self) -> BackupState {
        self.district.server.database.read(backups::state).unwrap()
    }

    /// All but the checkpoint beside them.
    fn files(&self) -> Vec<String> {
        let mut names = names(&self.to());
        names.retain(|name| !name.ends_with("-checkpoint"));
        names
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_backup_is_read_back_and_only_then_moves_the_watermark() {
    let mut fixture = Fixture::new();
    assert_eq!((fixture.watermark(), fixture.state()), (None, BackupState::default()));
    let made = fixture.run().unwrap();
    let watermark = fixture.watermark().unwrap();
    assert_eq!((watermark.segment, watermark.made_at, &watermark.digest), (1, fixture.district.now(), &made.digest.to_vec()));
    assert_eq!(fixture.files(), [made.name()]);
    assert_eq!(fixture.state().verified.unwrap().1, made.name());
    fixture.one_more(10);
    assert_eq!(fixture.watermark().unwrap().segment, 1, "what came later is behind the watermark");
    fixture.district.pass_minutes(60);
    assert_eq!(fixture.run().unwrap().segment, 2);
    assert_eq!(fixture.watermark().unwrap().segment, 2);
    assert_eq!(fixture.files().len(), 2);
    let left = names(fixture.folder.path());
    assert!(!left.iter().any(|name| name.starts_with("backup.") && name != "backup.lock"), "{left:?}");
}

#[test]
fn a_backup_notices_by_the_checkpoint_beside_it_that_the_database_came_back_older() {
    let mut fixture = Fixture::of(District::in_a_file(&two_households()));
    fixture.run().unwrap();
    // Put back by hand later: nobody says so, and no device has been there since.
    let older = fixture.district.folder.path().join("older");
    fs::create_dir(&older).unwrap();
    fixture.district.server.database.vacuum().unwrap();
    for name in names(fixture.folder.path()) {
        fs::copy(fixture.folder.path().join(&name), older.join(&name)).unwrap();
    }
    fixture.one_more(10);
    fixture.district.pass_minutes(60);
    fixture.run().unwrap();
    let folder = Folder::at(&older).unwrap();
    let database = folder.database().unwrap();
    let epoch = || database.read(district::read).unwrap().epoch;
    let before = epoch();
    archive::run(&folder, &database, &fixture.to(), fixture.district.now()).unwrap();
    let after = epoch();
    assert_ne!(before, after);
    // Once: the note beside it is of the new epoch now.
    archive::run(&folder, &database, &fixture.to(), fixture.district.now()).unwrap();
    assert_eq!(epoch(), after);
    fixture.run().unwrap();
}

#[test]
fn nothing_of_the_district_can_be_read_in_a_backup() {
    let fixture = Fixture::new();
    let made = fixture.run().unwrap();
    let bytes = fs::read(&made.path).unwrap();
    assert!(bytes.len() > 100_000);
    let key = fixture.folder.database_key().unwrap().to_hex();
    let signing = fs::read_to_string(fixture.folder.path().join("signing.key")).unwrap();
    for secret in ["张如彬", "住户A1", "SQLite", "PRIVATE", &key, &signing] {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret}");
    }
}

#[test]
fn a_copy_that_reads_back_differently_in_any_place_does_not_count() {
    let fixture = Fixture::new();
    let first = fixture.run().unwrap();
    let watermark = fixture.watermark();
    for damage in ["head", "middle", "cut", "exchanged", "gone"] {
        let made = make::write(&fixture.folder, &fixture.district.server.database, &fixture.to(), fixture.district.now()).unwrap();
        let mut bytes = fs::read(&made.path).unwrap();
        let middle = bytes.len() / 2;
        match damage {
            "head" => bytes[20] ^= 1,
            "middle" => bytes[middle] ^= 1,
            "cut" => bytes.truncate(middle),
            _ => bytes = fs::read(&first.path).unwrap(),
        }
        fs::write(&made.path, bytes).unwrap();
        if damage == "gone" {
            fs::remove_file(&made.path).unwrap();
        }
        let refused = archive::finish(&fixture.folder, &fixture.district.server.database, made);
        assert!(refused.is_err(), "{damage}");
        assert_eq!(fixture.watermark(), watermark, "{damage}");
        assert_eq!(fixture.state().verified.unwrap().1, first.name(), "{damage}");
    }
}

#[test]
fn a_folder_that_cannot_be_used_is_named_recorded_and_moves_nothing() {
    let fixture = Fixture::new();
    let made = fixture.run().unwrap();
    let watermark = fixture.watermark();
    fs::write(fixture.district.folder.path().join("file"), b"no folder").unwrap();
    let to = fixture.district.folder.path().join("file");
    let refused = archive::run(&fixture.folder, &fixture.district.server.database, &to, fixture.district.now()).err().unwrap();
    assert!(matches!(&refused, BackupProblem::File { path, .. } if *path == to), "{refused}");
    assert_eq!(fixture.watermark(), watermark);
    assert_eq!(fixture.state().last.unwrap().1.as_deref(), Some("file"));
    assert_eq!(fixture.state().verified.unwrap().1, made.name());
}

#[test]
fn what_a_killed_run_left_is_cleared_away_and_whole_backups_stay() {
    let fixture = Fixture::new();
    let made = fixture.run().unwrap();
    let bytes = fs::read(&made.path).unwrap();
    fs::write(fixture.to().join(format!("{}.part", made.name())), &bytes[..bytes.len() / 2]).unwrap();
    fs::write(fixture.to().join("somebody-elses.part"), b"x").unwrap();
    for name in ["backup.snapshot", "backup.snapshot-journal", "backup.read-back"] {
        fs::write(fixture.folder.path().join(name), b"half").unwrap();
    }
    let second = fixture.run().unwrap();
    let mut expected = vec![made.name(), second.name(), "somebody-elses.part".to_owned()];
    expected.sort();
    assert_eq!(fixture.files(), expected);
    assert_eq!(fs::read(&made.path).unwrap(), bytes, "the older one is as it was");
}

#[test]
fn two_backups_at_once_are_one() {
    let fixture = Fixture::new();
    let lock = fs::File::options().create(true).truncate(false).write(true).open(fixture.folder.path().join("backup.lock")).unwrap();
    lock.lock().unwrap();
    assert!(matches!(fixture.run().err(), Some(BackupProblem::Running)));
    lock.unlock().unwrap();
    assert!(fixture.run().is_ok());
}

#[test]
fn expired_ones_go_and_the_last_verified_one_stays_however_old() {
    let fixture = Fixture::new();
    let database = &fixture.district.server.database;
    let expire = |days| archive::expire::run(&fixture.folder, database, &fixture.to(), days, fixture.district.now()).unwrap();
    let first = fixture.run().unwrap();
    fixture.district.pass_minutes(10 * 24 * 60);
    let second = fixture.run().unwrap();
    assert_eq!(expire(30), 0);
    fixture.district.pass_minutes(25 * 24 * 60);
    assert_eq!((expire(30), fixture.files()), (1, vec![second.name()]));
    fixture.district.pass_minutes(100 * 24 * 60);
    assert_eq!((expire(30), fixture.files()), (0, vec![second.name()]), "nothing newer was verified");
    assert!(!first.path.exists());
}

#[test]
fn a_snapshot_holds_one_moment_while_the_server_goes_on_writing() {
    let mut fixture = Fixture::new();
    let database = fixture.district.server.database.clone();
    let (folder, to, now) = (fixture.folder.clone(), fixture.to(), fixture.district.now());
    let backups = std::thread::spawn(move || {
        let mut segments = Vec::new();
        for _ in 0..5 {
            segments.push(archive::run(&folder, &database, &to, now).unwrap().segment);
        }
        segments
    });
    let mut minute = 0;
    while !backups.is_finished() {
        minute += 1;
        fixture.one_more(minute % 60);
    }
    let segments = backups.join().unwrap();
    assert!(segments.is_sorted(), "{segments:?}");
}
