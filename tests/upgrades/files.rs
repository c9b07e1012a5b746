//! Files of every kept version: opened by the present program with work still waiting, and refused when they are too new.

use std::{collections::BTreeSet, fs, path::Path};

use daylog_domain::ids::EntryId;
use daylog_storage::{Database, params};
use daylog_store::{Store, StoreError, SystemRandom};
use daylog_tests::versions::{self, Device, District, Program, all, raw, unlocked};

use crate::copy_of;

/// The identities of everything that the district holds.
fn held(district: &District) -> BTreeSet<EntryId> {
    let rows = district.server.database.read(|connection| {
        connection.many("select log.log, entry.sequence from entry join log on log.id = entry.log", params![], |row| {
            Ok(EntryId { log: daylog_domain::ids::LogId(row.get(0)?), sequence: row.get(1)? })
        })
    });
    rows.unwrap().into_iter().collect()
}

#[test]
fn an_old_profile_with_entries_waiting_loses_none_and_sends_them_all() {
    for version in all() {
        let kept = [("profile", "server", 4), ("profile-before", "server-before", 12)];
        for (program, (profile, server, waits)) in Program::ALL.into_iter().flat_map(|program| kept.map(|kept| (program, kept))) {
            let (profile, server) = (copy_of(&version, profile), copy_of(&version, server));
            let mut device = Device::by(program, profile.path());
            let district = District::by(program, server.path());
            let waiting: Vec<_> = device.store.waiting().unwrap().into_iter().map(|stored| stored.id).collect();
            let found = (waiting.len(), device.store.pending().unwrap());
            assert_eq!(found, (waits, waits as u64), "{} by {program:?}", versions::name(&version));
            district.pass();
            let saved = device.save(district.now(), (1, Some(1)), versions::note("written after the update"));
            device.sync(&district);
            assert_eq!(device.store.pending().unwrap(), 0);
            let held = held(&district);
            assert!(waiting.iter().chain([&saved]).all(|id| held.contains(id)), "{waiting:?} in {held:?}");
        }
    }
}

#[test]
fn an_old_profile_whose_district_is_the_old_one_still_gets_what_others_wrote() {
    for (version, program) in all().into_iter().flat_map(|version| Program::ALL.map(|program| (version.clone(), program))) {
        let (profile, server) = (copy_of(&version, "profile-before"), copy_of(&version, "server"));
        let mut device = Device::by(program, profile.path());
        let district = District::by(program, server.path());
        // The district knows this log already, from the copy that went on: nothing is lost and nothing appears twice.
        device.sync(&district);
        let shown = device.lines();
        let distinct: BTreeSet<_> = shown.iter().collect();
        assert_eq!(distinct.len(), shown.len(), "{shown:?}");
        assert_eq!(device.store.pending().unwrap(), 0);
        assert!(shown.iter().any(|line| line.contains("写在副本上")), "{shown:?}");
    }
}

#[test]
fn a_profile_of_a_newer_program_is_refused_before_any_write() {
    for version in all() {
        let folder = copy_of(&version, "profile");
        drop(Device::open(folder.path()));
        let connection = raw(folder.path());
        connection.pragma_update(None, "user_version", 999).unwrap();
        drop(connection);
        let key = unlocked(folder.path());
        let before = fs::read(folder.path().join("daylog.db")).unwrap();
        let opened = Store::open(folder.path(), &key, Box::new(SystemRandom)).map(drop);
        assert!(matches!(opened, Err(StoreError::Newer { found: 999, .. })), "{opened:?}");
        assert_eq!(fs::read(folder.path().join("daylog.db")).unwrap(), before);
        assert!(!folder.path().join("daylog.db-wal").exists());
    }
}

#[test]
fn a_district_of_a_newer_program_is_refused_before_any_write() {
    for version in all() {
        let folder = copy_of(&version, "server");
        make_newer(folder.path());
        let before = versions::contents(folder.path());
        let opened = daylog_backup::folder::Folder::at(folder.path()).unwrap().database().map(|_: Database| ());
        assert!(opened.is_err());
        assert_eq!(versions::contents(folder.path()), before);
    }
}

fn make_newer(folder: &Path) {
    let district = District::open(folder);
    district.server.database.write(|transaction| transaction.run("pragma user_version = 999", params![])).unwrap();
}
