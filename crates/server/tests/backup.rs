//! Backups: made while the server writes, read back in full, recorded only then, and nothing else changes when one fails.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use std::{
    fs,
    path::{Path, PathBuf},
};

use common::{Device, District, contact, two_households};
use daylog_server::{
    backup::{self, BackupProblem, make},
    folder::Folder,
    storage::sqlite::{
        backups::{self, BackupState, Horizon},
        district,
    },
};

struct Place {
    district: District,
    device: Device,
    folder: Folder,
}

impl Place {
    /// A district with one entry.
    fn new() -> Self {
        let district = District::new(&two_households());
        let mut device = district.device("张如彬");
        device.append(&contact(1, "2020-03-01T09:00"));
        device.sync_all(&district.server);
        let folder = Folder::at(&district.folder.path().join("district")).unwrap();
        Place { district, device, folder }
    }

    fn to(&self) -> PathBuf {
        self.district.folder.path().join("backups")
    }

    fn run(&self) -> Result<backup::Made, BackupProblem> {
        backup::run(&self.folder, &self.district.server.database, &self.to(), self.district.now())
    }

    fn one_more(&mut self, minute: u32) {
        self.device.append(&contact(1, &format!("2020-03-01T09:{minute:02}")));
        self.device.sync_all(&self.district.server);
    }

    fn horizon(&self) -> Option<Horizon> {
        self.district.server.database.read(backups::horizon).unwrap()
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
fn a_backup_is_read_back_and_only_then_moves_the_horizon() {
    let mut place = Place::new();
    assert_eq!((place.horizon(), place.state()), (None, BackupState::default()));
    let made = place.run().unwrap();
    let horizon = place.horizon().unwrap();
    assert_eq!((horizon.segment, horizon.made_at, &horizon.digest), (1, place.district.now(), &made.digest.to_vec()));
    assert_eq!(place.files(), [made.name()]);
    assert_eq!(place.state().verified.unwrap().1, made.name());
    place.one_more(10);
    assert_eq!(place.horizon().unwrap().segment, 1, "what came later is behind the horizon");
    place.district.pass_minutes(60);
    assert_eq!(place.run().unwrap().segment, 2);
    assert_eq!(place.horizon().unwrap().segment, 2);
    assert_eq!(place.files().len(), 2);
    let left = names(place.folder.path());
    assert!(!left.iter().any(|name| name.starts_with("backup.") && name != "backup.lock"), "{left:?}");
}

#[test]
fn a_backup_notices_by_the_checkpoint_beside_it_that_the_database_came_back_older() {
    let mut place = Place::new();
    place.run().unwrap();
    // Put back by hand later: nobody says so, and no device has been there since.
    let older = place.district.folder.path().join("older");
    fs::create_dir(&older).unwrap();
    place.district.server.database.sweep().unwrap();
    for name in names(place.folder.path()) {
        fs::copy(place.folder.path().join(&name), older.join(&name)).unwrap();
    }
    place.one_more(10);
    place.district.pass_minutes(60);
    place.run().unwrap();
    let folder = Folder::at(&older).unwrap();
    let database = folder.database().unwrap();
    let epoch = || database.read(district::read).unwrap().epoch;
    let before = epoch();
    backup::run(&folder, &database, &place.to(), place.district.now()).unwrap();
    let after = epoch();
    assert_ne!(before, after);
    // Once: the note beside it is of the new epoch now.
    backup::run(&folder, &database, &place.to(), place.district.now()).unwrap();
    assert_eq!(epoch(), after);
    place.run().unwrap();
}

#[test]
fn nothing_of_the_district_can_be_read_in_a_backup() {
    let place = Place::new();
    let made = place.run().unwrap();
    let bytes = fs::read(&made.path).unwrap();
    assert!(bytes.len() > 100_000);
    let key = place.folder.database_key().unwrap().to_hex();
    let signing = fs::read_to_string(place.folder.path().join("signing.key")).unwrap();
    for secret in ["张如彬", "住户A1", "SQLite", "PRIVATE", &key, &signing] {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret}");
    }
}

#[test]
fn a_copy_that_reads_back_differently_in_any_place_does_not_count() {
    let place = Place::new();
    let first = place.run().unwrap();
    let horizon = place.horizon();
    for damage in ["head", "middle", "cut", "exchanged", "gone"] {
        let made = make::write(&place.folder, &place.district.server.database, &place.to(), place.district.now()).unwrap();
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
        let refused = backup::finish(&place.folder, &place.district.server.database, made);
        assert!(refused.is_err(), "{damage}");
        assert_eq!(place.horizon(), horizon, "{damage}");
        assert_eq!(place.state().verified.unwrap().1, first.name(), "{damage}");
    }
}

#[test]
fn a_folder_that_cannot_be_used_is_named_recorded_and_moves_nothing() {
    let place = Place::new();
    let made = place.run().unwrap();
    let horizon = place.horizon();
    fs::write(place.district.folder.path().join("file"), b"no folder").unwrap();
    let to = place.district.folder.path().join("file");
    let refused = backup::run(&place.folder, &place.district.server.database, &to, place.district.now()).err().unwrap();
    assert!(matches!(&refused, BackupProblem::File { path, .. } if *path == to), "{refused}");
    assert_eq!(place.horizon(), horizon);
    assert_eq!(place.state().last.unwrap().1.as_deref(), Some("file"));
    assert_eq!(place.state().verified.unwrap().1, made.name());
}

#[test]
fn what_a_killed_run_left_is_cleared_away_and_whole_backups_stay() {
    let place = Place::new();
    let made = place.run().unwrap();
    let bytes = fs::read(&made.path).unwrap();
    fs::write(place.to().join(format!("{}.part", made.name())), &bytes[..bytes.len() / 2]).unwrap();
    fs::write(place.to().join("somebody-elses.part"), b"x").unwrap();
    for name in ["backup.snapshot", "backup.snapshot-journal", "backup.read-back"] {
        fs::write(place.folder.path().join(name), b"half").unwrap();
    }
    let second = place.run().unwrap();
    let mut expected = vec![made.name(), second.name(), "somebody-elses.part".to_owned()];
    expected.sort();
    assert_eq!(place.files(), expected);
    assert_eq!(fs::read(&made.path).unwrap(), bytes, "the older one is as it was");
}

#[test]
fn two_backups_at_once_are_one() {
    let place = Place::new();
    let lock = fs::File::options().create(true).truncate(false).write(true).open(place.folder.path().join("backup.lock")).unwrap();
    lock.lock().unwrap();
    assert!(matches!(place.run().err(), Some(BackupProblem::Running)));
    lock.unlock().unwrap();
    assert!(place.run().is_ok());
}

#[test]
fn expired_ones_go_and_the_last_verified_one_stays_however_old() {
    let place = Place::new();
    let database = &place.district.server.database;
    let expire = |days| backup::expire::run(&place.folder, database, &place.to(), days, place.district.now()).unwrap();
    let first = place.run().unwrap();
    place.district.pass_minutes(10 * 24 * 60);
    let second = place.run().unwrap();
    assert_eq!(expire(30), 0);
    place.district.pass_minutes(25 * 24 * 60);
    assert_eq!((expire(30), place.files()), (1, vec![second.name()]));
    place.district.pass_minutes(100 * 24 * 60);
    assert_eq!((expire(30), place.files()), (0, vec![second.name()]), "nothing newer was verified");
    assert!(!first.path.exists());
}

#[test]
fn a_snapshot_holds_one_moment_while_the_server_goes_on_writing() {
    let mut place = Place::new();
    let database = place.district.server.database.clone();
    let (folder, to, now) = (place.folder.clone(), place.to(), place.district.now());
    let backups = std::thread::spawn(move || {
        let mut segments = Vec::new();
        for _ in 0..5 {
            segments.push(backup::run(&folder, &database, &to, now).unwrap().segment);
        }
        segments
    });
    let mut minute = 0;
    while !backups.is_finished() {
        minute += 1;
        place.one_more(minute % 60);
    }
    let segments = backups.join().unwrap();
    assert!(segments.is_sorted(), "{segments:?}");
}
