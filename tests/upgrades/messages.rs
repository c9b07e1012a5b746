//! Mixed versions on the wire: recorded messages of every kept version with the present program on the other side,
//! a message of the next version in both directions, and one too old for an answer.

use std::{fs, path::Path};

use daylog_storage::params;
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
        let taught = district
            .server
            .database
            .write(|transaction| transaction.run("update log set token = ?1 where log = ?2", params![token.0, request.log.0]));
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
        let shown = device.lines();
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

/// What every version says in a request: before what may be missing.
const REQUEST_FIELDS: u64 = 16;
/// What an answer says that has no checkpoint and nothing behind it.
const ANSWER_FIELDS: u64 = 13;

type Shape = fn(&[u8]) -> Vec<u8>;

/// How messages of other versions may look.
const SHAPES: [(&str, Shape); 2] =
    [("fewer fields", |message| versions::with_fewer_fields(message, REQUEST_FIELDS)), ("more fields", versions::with_more_fields)];

/// A request as a device of another version would sign it.
fn of_version(device: &mut Device, version: u16, shape: Shape, district: &District) -> Vec<u8> {
    let key = device.store.device().unwrap().signing_key().unwrap();
    let SignedRequest { body, .. } = SignedRequest::from_bytes(&device.request(district.now())).unwrap();
    versions::sign_request(shape(&versions::with_version(&body, version)), &key)
}

#[test]
fn devices_of_two_versions_before_to_one_after_sync_and_an_older_one_is_told_to_update() {
    let oldest = PROTOCOL_VERSION.saturating_sub(2).max(1);
    for kept in all() {
        for (version, (named, shape)) in (oldest..=PROTOCOL_VERSION + 1).flat_map(|version| SHAPES.map(|shape| (version, shape))) {
            let (profile, server) = (copy_of(&kept, "profile-before"), copy_of(&kept, "server-before"));
            let (mut device, district) = (Device::open(profile.path()), District::open(server.path()));
            let answer = district.answer(&of_version(&mut device, version, shape, &district));
            assert_eq!(SyncResponse::from_bytes(&answer).unwrap().verdict, Verdict::Accepted, "version {version} with {named}");
            assert_eq!(device.take(&answer).problem, None);
            assert_eq!(device.store.pending().unwrap(), 0, "version {version} with {named}");
        }
        // The last one shares no more with a request of today than its version and three fields behind that.
        let too_old: [Shape; 3] = [SHAPES[0].1, SHAPES[1].1, |message| versions::with_fewer_fields(message, 4)];
        for shape in too_old {
            let (profile, server) = (copy_of(&kept, "profile-before"), copy_of(&kept, "server-before"));
            let (mut device, district) = (Device::open(profile.path()), District::open(server.path()));
            let answer = district.answer(&of_version(&mut device, 0, shape, &district));
            assert_eq!(device.take(&answer).problem, Some(Problem::UpdateNeeded));
            device.save(district.now(), (1, Some(1)), versions::note("it goes on saving"));
            assert_eq!(device.store.waiting().unwrap().len(), 13, "and nothing counts as received");
        }
    }
}

#[test]
fn an_answer_of_an_older_or_the_next_version_is_taken_in_and_one_beyond_is_not() {
    let older: Shape = |answer| versions::with_fewer_fields(answer, ANSWER_FIELDS);
    let next = PROTOCOL_VERSION + 1;
    for kept in all() {
        let shapes =
            [(PROTOCOL_VERSION, older, true), (next, versions::with_more_fields, true), (next + 1, versions::with_more_fields, false)];
        for (version, shape, is_read) in shapes {
            let folder = copy_of(&kept, "profile-before");
            let mut device = Device::open(folder.path());
            let answer = versions::with_version(&recorded(&kept, "push-and-page.answer"), version);
            let taken = device.try_take(&shape(&answer));
            assert_eq!(taken.is_ok(), is_read, "{taken:?}");
            assert_eq!(device.store.pending().unwrap(), if is_read { 0 } else { 12 });
        }
    }
}
