//! A district out of a backup and its kit: whole, under a new key and a new epoch, or nothing at all.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use std::{collections::BTreeMap, fs, path::PathBuf};

use common::{Device, District, contact, reading, two_households};
use daylog_backup::{
    archive::{self, BackupProblem},
    folder::Folder,
    kit::{KitProblem, RecoveryKit},
    purge_orders::PurgeProblem,
    restore::{RestoreProblem, Restored, Restoring, restore},
    verify::{Says, Statement, verify_against},
};
use daylog_district::clock::Clock;
use daylog_domain::ids::EntryId;
use daylog_server::state::Server;
use daylog_storage::{
    StorageError,
    accounts::{self, Opening},
    backups, district,
    drivers::sqlite::open,
    entries, transfer,
};
use daylog_wire::{checkpoint::Epoch, message::Verdict};
use zeroize::Zeroizing;

struct Lost {
    district: District,
    device: Device,
    backup: PathBuf,
    /// Digests of all tables at the backup's moment.
    backed_up: BTreeMap<&'static str, [u8; 32]>,
}

/// A district with three entries, two of them in a backup.
fn lost() -> Lost {
    let district = District::new(&two_households());
    let mut device = district.device("张如彬");
    device.append(&contact(1, "2020-03-01T09:00"));
    device.append(&reading(1, "2020-03-01T10:50", 365));
    device.sync_all(&district.server);
    let folder = Folder::at(&district.folder.path().join("district")).unwrap();
    let made = archive::run(&folder, &district.server.database, &district.folder.path().join("backups"), district.now()).unwrap();
    let backed_up = district.server.database.read(transfer::digests).unwrap();
    device.append(&reading(1, "2020-03-01T18:00", 366));
    device.sync_all(&district.server);
    Lost { device, backup: made.path, district, backed_up }
}

impl Lost {
    fn data(&self) -> PathBuf {
        self.district.folder.path().join("restored")
    }

    fn restore(&self, kit: &str) -> Result<Restored, RestoreProblem> {
        self.district.pass_minutes(60);
        let restoring = Restoring {
            from: &self.backup,
            kit,
            data: &self.data(),
            database: None,
            key_file: None,
            purge_orders: &[],
            now: self.district.now(),
        };
        restore(&restoring)
    }

    fn kit(&self) -> String {
        self.district.kit.to_text("延吉市", "2020-03-01").to_string()
    }

    fn server(&self) -> Server {
        let folder = Folder::at(&self.data()).unwrap();
        let now = self.district.now();
        Server::new(folder.database().unwrap(), Clock::new(move || now), folder.keys().unwrap(), vec![]).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(self.district.folder.path()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn held(server: &Server, device: &Device) -> usize {
    let ids = (1..=100).map(|sequence| EntryId { log: device.log, sequence });
    ids.filter(|id| server.database.read(|connection| entries::by_id(connection, *id)).unwrap().is_some()).count()
}

#[test]
fn a_restored_district_knows_its_devices_and_is_given_again_what_came_after_the_backup() {
    let mut lost = lost();
    let before = lost.district.server.database.read(district::read).unwrap();
    let restored = lost.restore(&lost.kit()).unwrap();
    assert_eq!((restored.logs, restored.unproven), (1, None));
    let server = lost.server();
    assert_eq!(held(&server, &lost.device), 2, "the backup's moment");
    let after = server.database.read(district::read).unwrap();
    assert_eq!((after.follows, &after.name), (Some(before.epoch), &before.name));
    assert_ne!(after.epoch, before.epoch);
    assert_eq!(server.keys.public(), lost.district.server.keys.public(), "receipts go on being this district's");

    let answer = lost.device.sync(&server);
    assert_eq!((answer.verdict, answer.have, answer.epoch), (Verdict::Accepted, 2, Epoch(after.epoch)));
    assert_eq!(lost.device.sync(&server).have, 3);
    assert_eq!(held(&server, &lost.device), 3);
    assert_eq!(server.database.read(backups::watermark).unwrap().unwrap().segment, 1, "what the phones kept is still behind the watermark");
}

#[test]
fn the_new_machine_has_a_key_of_its_own_and_no_session_of_the_old_one() {
    let lost = lost();
    let now = lost.district.now();
    let database = &lost.district.server.database;
    let opening = Opening { account: 1, role: 1, has_second_factor: false, address: "10.0.0.1", program: "test" };
    database.write(|transaction| accounts::open_session(transaction, &opening, &[7; 32], now, now.plus_minutes(600))).unwrap();
    let folder = Folder::at(&lost.district.folder.path().join("district")).unwrap();
    archive::run(&folder, database, lost.backup.parent().unwrap(), now).unwrap();
    let newest = fs::read_dir(lost.backup.parent().unwrap())
        .unwrap()
        .map(|file| file.unwrap().path())
        .find(|path| *path != lost.backup && path.extension().is_some());
    let lost = Lost { backup: newest.unwrap(), ..lost };
    lost.restore(&lost.kit()).unwrap();
    let old = folder.database_key().unwrap();
    assert!(matches!(open::keyed(&lost.data().join("server.db"), &old), Err(StorageError::WrongKey)));
    let server = lost.server();
    assert_eq!(server.database.read(|connection| accounts::by_session(connection, &[7; 32], now)).unwrap(), None);
    assert!(server.database.read(|connection| accounts::by_name(connection, "district")).unwrap().is_some());
    let names: Vec<String> = fs::read_dir(lost.data()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    assert!(!names.iter().any(|name| name.contains("copied") || name == "server.key"), "{names:?}");
}

#[test]
fn what_is_restored_is_what_was_backed_up_row_by_row() {
    let lost = lost();
    lost.restore(&lost.kit()).unwrap();
    let restored = lost.server().database.read(transfer::digests).unwrap();
    let other: Vec<&str> = restored.iter().filter(|(table, digest)| lost.backed_up[*table] != **digest).map(|(table, _)| *table).collect();
    assert_eq!(other, ["district", "past_epoch"], "it begins an epoch");
}

#[test]
fn a_restored_district_is_held_against_the_checkpoint_beside_its_backup_and_later_ones_prove_nothing_until_all_came_again() {
    let mut lost = lost();
    let beside = fs::read_dir(lost.backup.parent().unwrap()).unwrap().map(|file| file.unwrap().path());
    let beside = fs::read(beside.into_iter().find(|path| path.to_str().unwrap().ends_with("-checkpoint")).unwrap()).unwrap();
    let later = lost.device.checkpoint.clone().unwrap();
    lost.restore(&lost.kit()).unwrap();
    let server = lost.server();
    let statement =
        |name: &str, note: &[u8]| Statement { name: name.to_owned(), says: Says::checkpoint(note, &server.keys.public()).unwrap() };
    let statements = [statement("beside", &beside), statement("later", &later)];
    let report = || verify_against(&server.database, &statements).unwrap();
    let before = report();
    let unproven: Vec<_> = before.unproven.iter().map(|unproven| unproven.name.as_str()).collect();
    assert_eq!((before.proven, unproven, before.findings), (1, vec!["later"], vec![]));
    while lost.device.sync(&server).have < 3 {}
    let after = report();
    assert_eq!((after.proven, after.unproven, after.findings), (2, vec![], vec![]), "the same segment is the same leaf");
}

#[test]
fn an_existing_folder_is_never_touched() {
    let lost = lost();
    fs::create_dir(lost.data()).unwrap();
    fs::write(lost.data().join("something"), b"x").unwrap();
    assert!(matches!(lost.restore(&lost.kit()), Err(RestoreProblem::Backup(BackupProblem::Exists { .. }))));
    assert_eq!(fs::read_dir(lost.data()).unwrap().count(), 1);
}

#[test]
fn what_does_not_fit_is_said_and_nothing_is_left_behind() {
    let lost = lost();
    let before = lost.names();
    let other = RecoveryKit { recovery_key: Zeroizing::new([9; 32]), ..lost.district.kit.clone() };
    let refused = lost.restore(&other.to_text("x", "y")).err();
    assert!(matches!(refused, Some(RestoreProblem::Backup(BackupProblem::WrongRecoveryKey))), "{refused:?}");
    let foreign = RecoveryKit { signing_key: Zeroizing::new([9; 32]), ..lost.district.kit.clone() };
    let refused = lost.restore(&foreign.to_text("x", "y")).err();
    assert!(matches!(refused, Some(RestoreProblem::Backup(BackupProblem::Foreign))), "{refused:?}");
    let refused = lost.restore("no kit at all").err();
    assert!(matches!(refused, Some(RestoreProblem::Kit(KitProblem::NotAKit))), "{refused:?}");
    let whole = fs::read(&lost.backup).unwrap();
    for place in [0, 40, 120, 200, whole.len() / 2, whole.len() - 1] {
        let mut damaged = whole.clone();
        damaged[place] ^= 1;
        fs::write(&lost.backup, &damaged).unwrap();
        assert!(lost.restore(&lost.kit()).is_err(), "byte {place}");
    }
    for length in [0, 10, 160, 200, whole.len() / 2, whole.len() - 1] {
        fs::write(&lost.backup, &whole[..length]).unwrap();
        assert!(lost.restore(&lost.kit()).is_err(), "cut at {length}");
    }
    assert_eq!(lost.names(), before, "nothing is left behind");
    fs::write(&lost.backup, &whole).unwrap();
    assert!(lost.restore(&lost.kit()).is_ok());
}

#[test]
fn purge_orders_that_are_named_and_not_there_are_no_orders_overlooked() {
    let lost = lost();
    let (before, absent) = (lost.names(), lost.backup.with_file_name("purge-ordres"));
    let (kit, data, purge_orders) = (lost.kit(), lost.data(), [absent]);
    let restoring = Restoring {
        from: &lost.backup,
        kit: &kit,
        data: &data,
        database: None,
        key_file: None,
        purge_orders: &purge_orders,
        now: lost.district.now(),
    };
    assert!(matches!(restore(&restoring), Err(RestoreProblem::Purge(PurgeProblem::File { .. }))));
    assert_eq!(lost.names(), before, "nothing is left behind");
}

#[test]
fn a_stained_kit_restores_and_says_what_it_could_not_prove() {
    let lost = lost();
    let kit: String = lost.kit().lines().filter(|line| !line.starts_with("S01")).map(|line| format!("{line}\n")).collect();
    let restored = lost.restore(&kit).unwrap();
    assert!(matches!(restored.unproven, Some(KitProblem::Lines(lines)) if lines[0].name == "S01"));
}

#[test]
fn what_was_purged_after_the_backup_does_not_come_back_with_it() {
    use daylog_backup::purge_orders;
    use daylog_district::purge::order::Ordering;
    use daylog_domain::ids::HouseholdId;
    use daylog_wire::purge::PurgeReason;
    let mut lost = lost();
    let folder = Folder::at(&lost.district.folder.path().join("district")).unwrap();
    let keys = folder.keys().unwrap();
    let (own, beside) = (folder.purge_orders(), lost.backup.with_file_name("purge-orders"));
    let ordering = Ordering { key: &keys.signing, reason: PurgeReason::ByRequest, now: lost.district.now() };
    assert_eq!(purge_orders::purge(&lost.district.server.database, &ordering, &[HouseholdId(1)], &[&own, &beside]).unwrap(), 3);
    lost.restore(&lost.kit()).unwrap();
    let server = lost.server();
    let held = |server: &Server| server.database.read(|connection| entries::of_household(connection, 1, 10)).unwrap().len();
    assert_eq!(held(&server), 0);
    assert_eq!(fs::read(lost.data().join("purge-orders")).unwrap(), fs::read(beside).unwrap());
    // The third entry was lost with the server; the device, which has not heard of the order, sends it with its content.
    lost.device.have = 2;
    assert_eq!(lost.device.sync(&server).have, 3);
    assert_eq!(held(&server), 0);
}
