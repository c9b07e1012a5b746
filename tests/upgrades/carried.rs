//! What people carried and locked away while a version stood: it is taken in, followed and restored by the present program.

use std::{
    fs,
    path::{Path, PathBuf},
};

use daylog_backup::{
    kit::RecoveryKit,
    restore::{Restoring, restore},
};
use daylog_district::deliveries::take_rescue;
use daylog_storage::tree::Tree;
use daylog_tests::versions::{self, BACKUP, DATE, Device, District, dump, morning};
use daylog_wire::{
    checkpoint::Checkpoint,
    directory::SignedDirectory,
    purge::{PurgeReason, SignedPurgeOrder},
};

use super::copy_of;

/// Every version with its folder of such files.
fn kept() -> Vec<(PathBuf, PathBuf)> {
    versions::all().into_iter().map(|version| (version.clone(), version.join("files"))).collect()
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn a_rescue_file_of_every_version_is_taken_in() {
    for (version, files) in kept() {
        let (profile, server) = (copy_of(&version, "profile"), copy_of(&version, "server"));
        let waiting = Device::open(profile.path()).store.pending().unwrap();
        let district = District::open(server.path());
        let bytes = fs::read(files.join("rescue.daylog")).unwrap();
        let of = &district.server;
        let taken = take_rescue(&of.database, &of.keys, &of.clock, &bytes).unwrap();
        assert_eq!((taken.new_entries, waiting > 0), (waiting, true), "{taken:?}");
        assert!(take_rescue(&of.database, &of.keys, &of.clock, &bytes).unwrap().new_entries == 0, "once");
    }
}

#[test]
fn directories_orders_and_checkpoints_of_every_version_are_those_of_their_district() {
    for (version, files) in kept() {
        let server = copy_of(&version, "server");
        let district = District::open(server.path());
        let signer = district.server.keys.public();
        let directory = SignedDirectory::from_text(&text(&files.join("directory.txt"))).unwrap().open(&signer).unwrap();
        assert_eq!(directory.addresses, ["127.0.0.1:48470"]);
        let note = fs::read(files.join("checkpoint.txt")).unwrap();
        let checkpoint = Checkpoint::open(&note, &signer).unwrap();
        let root = district.server.database.read(|connection| Tree(connection).root(checkpoint.size)).unwrap();
        assert_eq!(root, Some(checkpoint.root), "of {} leaves", checkpoint.size);
        let order = SignedPurgeOrder::from_bytes(&fs::read(files.join("purge-order.bin")).unwrap()).unwrap().open(&signer).unwrap();
        let profile = copy_of(&version, "profile");
        let waiting = Device::open(profile.path()).store.outgoing(10, 10_000).unwrap().segment.unwrap();
        let stands: Vec<_> = waiting.commitments().map(Result::unwrap).collect();
        let covers = [0, 1, 2].map(|place| order.covers(stands[place].0, stands[place].1));
        assert_eq!((order.number, covers, order.reason), (1, [true, true, false], PurgeReason::ByRequest));
    }
}

#[test]
fn a_backup_of_every_version_is_restored_with_its_kit_to_the_whole_district() {
    for (version, files) in kept() {
        let kit = text(&files.join("kit.txt"));
        RecoveryKit::parse(&kit).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("district");
        let restoring = Restoring {
            from: &files.join(BACKUP),
            kit: &kit,
            data: &data,
            database: None,
            key_file: None,
            purge_orders: &[],
            now: morning(),
        };
        assert!(restore(&restoring).unwrap().unproven.is_none());
        let says = dump::district(&District::open(&data), DATE.parse().unwrap());
        assert_eq!(says, text(&version.join("dumps/server.txt")));
    }
}
