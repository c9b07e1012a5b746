//! Mixed versions on the wire: recorded messages of every kept version with the present program on the other side,
//! a message of the next version in both directions, and one too old for an answer.

use std::{fs, path::Path};

use daylog_storage::StorageError;
use daylog_sync::{Next, Problem};
use daylog_tests::versions::{self, Device, District, all};
use daylog_wire::{
    PROTOCOL_VERSION,
    enrol::{EnrolRequest, EnrolResponse},
    message::{SignedRequest, SyncRequest, SyncResponse, Verdict},
};

use crate::copy_of;

fn recorded(version: &Path, name: &str) -> Vec<u8> {
    fs::read(version.join("wire").join(name)).unwrap()
}

/// Tokens are random: the server is taught the one that the recorded device was given.
fn teach_token(district: &District, request: &SyncRequest) {
    if let Some(token) = request.token {
        let taught = district.server.database.write(|transaction| {
            transaction.execute("update log set token = ?1 where log = ?2", (token.0, request.log.0))?;
            Ok::<_, StorageError>(())
        });
        taught.unwrap();
    }
}

#[test]
fn recorded_requests_of_old_devices_are_answered_as_they_were() {
    for version in all() {
        let folder = copy_of(&version, "server-before");
        let district = District::open(folder.path());
        for name in ["first-push", "push-and-page", "empty", "start_generation"] {
            let request = recorded(&version, &format!("{name}.request"));
            teach_token(&district, &SignedRequest::from_bytes(&request).unwrap().read().unwrap());
            let answer = SyncResponse::from_bytes(&district.answer(&request)).unwrap();
            let then = SyncResponse::from_bytes(&recorded(&version, &format!("{name}.answer"))).unwrap();
            assert_eq!((&answer.verdict, answer.have), (&then.verdict, then.have), "{name} of {}", versions::name(&version));
            assert_eq!(answer.receipt.map(|receipt| receipt.head), then.receipt.map(|receipt| receipt.head), "{name}");
            assert_eq!(answer.token.is_some(), then.token.is_some(), "{name}");
        }
    }
}

#[test]
fn an_old_device_that_enrols_again_is_the_same_device() {
    for version in all() {
        let folder = copy_of(&version, "server-before");
        let district = District::open(folder.path());
        let request = recorded(&version, "enrol.request");
        let EnrolResponse::Enrolled(now) = EnrolResponse::from_bytes(&district.enrol(&request)).unwrap() else { panic!("refused") };
        let EnrolResponse::Enrolled(then) = EnrolResponse::from_bytes(&recorded(&version, "enrol.answer")).unwrap() else { panic!() };
        assert_eq!((now.device, now.cadre, now.server), (then.device, then.cadre, then.server));
        let next = EnrolRequest { version: PROTOCOL_VERSION + 1, ..EnrolRequest::from_bytes(&request).unwrap() };
        let next = versions::with_more_fields(&next.to_bytes());
        assert_eq!(district.enrol(&next), district.enrol(&request));
    }
}

#[test]
fn recorded_answers_of_old_servers_are_taken_in() {
    for version in all() {
        let folder = copy_of(&version, "profile-before");
        let mut device = Device::open(folder.path());
        for (name, have, waits) in [("first-push", 6, 6), ("push-and-page", 12, 0), ("empty", 12, 0)] {
            let step = device.take(&recorded(&version, &format!("{name}.answer")));
            assert_eq!((step.problem, step.server_has), (None, have), "{name} of {}", versions::name(&version));
            assert_eq!(device.store.pending().unwrap(), waits, "{name}");
        }
        let shown = versions::lines(&device);
        assert_eq!(shown.iter().filter(|line| line.contains("园锦网格员")).count(), 4, "{shown:?}");
        assert_eq!(device.store.households().unwrap().len(), 2);
    }
}

#[test]
fn a_recorded_word_that_the_device_is_a_copy_moves_what_is_its_own() {
    for version in all() {
        let folder = copy_of(&version, "profile-before");
        let mut device = Device::open(folder.path());
        let before = device.store.log().unwrap().log;
        device.save(versions::morning(), (1, Some(1)), versions::note("own"));
        let step = device.take(&recorded(&version, "start_generation.answer"));
        assert!(matches!(step.next, Next::AgainWithNewLog(_)), "{step:?}");
        let log = device.store.log().unwrap();
        assert_ne!(log.log, before);
        assert_eq!((log.last, device.store.pending().unwrap()), (1, 1), "what both hold did not move");
    }
}

/// A request as a device of another version would sign it.
fn of_version(device: &mut Device, version: u16, district: &District) -> Vec<u8> {
    let key = device.store.device().unwrap().signing_key().unwrap();
    let request = SignedRequest::from_bytes(&device.request(district.now())).unwrap().read().unwrap();
    let SignedRequest { body, .. } = SignedRequest::new(&SyncRequest { version, ..request }, &key);
    versions::sign_request(versions::with_more_fields(&body), &key)
}

#[test]
fn devices_of_two_versions_before_to_one_after_sync_and_an_older_one_is_told_to_update() {
    let oldest = PROTOCOL_VERSION.saturating_sub(2).max(1);
    for kept in all() {
        for version in oldest..=PROTOCOL_VERSION + 1 {
            let (profile, server) = (copy_of(&kept, "profile-before"), copy_of(&kept, "server-before"));
            let (mut device, district) = (Device::open(profile.path()), District::open(server.path()));
            let answer = district.answer(&of_version(&mut device, version, &district));
            assert_eq!(SyncResponse::from_bytes(&answer).unwrap().verdict, Verdict::Accepted, "version {version}");
            assert_eq!(device.take(&answer).problem, None);
            assert_eq!(device.store.pending().unwrap(), 0, "version {version}");
        }
        let (profile, server) = (copy_of(&kept, "profile-before"), copy_of(&kept, "server-before"));
        let (mut device, district) = (Device::open(profile.path()), District::open(server.path()));
        let answer = district.answer(&of_version(&mut device, 0, &district));
        assert_eq!(device.take(&answer).problem, Some(Problem::UpdateNeeded));
        device.save(district.now(), (1, Some(1)), versions::note("it goes on saving"));
        assert_eq!(device.store.waiting().unwrap().len(), 13, "and nothing counts as received");
    }
}

#[test]
fn an_answer_of_the_next_version_is_taken_in_and_one_beyond_is_not() {
    for version in all() {
        for (ahead, is_read) in [(1, true), (2, false)] {
            let folder = copy_of(&version, "profile-before");
            let mut device = Device::open(folder.path());
            let answer = SyncResponse::from_bytes(&recorded(&version, "push-and-page.answer")).unwrap();
            let answer = SyncResponse { version: PROTOCOL_VERSION + ahead, ..answer };
            let taken = device.try_take(&versions::with_more_fields(&answer.to_bytes()));
            assert_eq!(taken.is_ok(), is_read, "{taken:?}");
            assert_eq!(device.store.pending().unwrap(), if is_read { 0 } else { 12 });
        }
    }
}
