//! Requests that were recorded and are sent again, stolen, or meant for somebody else: what is held is said at most, nobody
//! is told anything of a household, and no device is believed to have reported.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use common::{Device, District, contact, page::Page, reading, two_households};
use daylog_district::sync;
use daylog_server::enrolment;
use daylog_storage::{devices, district as stored};
use daylog_wire::{
    CONTENT_TYPE, PROTOCOL_VERSION,
    enrol::{EnrolRequest, EnrolResponse},
    keys::SigningKey,
    message::{SignedRequest, SyncRequest, SyncResponse, Verdict},
    refusal::PieceRefusal,
};

/// Sends recorded bytes over HTTP: the status, and the answer where there is one.
async fn send(district: &District, bytes: &[u8]) -> (u16, Option<SyncResponse>) {
    let (status, _, body) = Page::new(district).ask("POST", "/sync", &[("content-type", CONTENT_TYPE)], bytes).await;
    (status.as_u16(), SyncResponse::from_bytes(&body).ok())
}

fn recorded(device: &Device) -> Vec<u8> {
    device.signed(&device.request()).to_bytes()
}

/// What the district knows of a device: when it was seen, up to when it is complete.
fn known(district: &District, device: &Device) -> devices::DeviceState {
    let active = district.server.database.read(devices::active).unwrap();
    active.into_iter().find(|state| state.id == i64::from(device.id.0)).unwrap()
}

fn tells_nothing(answer: &SyncResponse) -> bool {
    answer.page.is_none() && answer.colleagues.is_empty()
}

/// 张如彬 with two entries received, and the bytes of the request that brought them.
async fn synced() -> (District, Device, Vec<u8>) {
    let district = District::new(&two_households());
    let mut device = district.device("张如彬");
    device.append(&contact(1, "2020-03-01T09:00"));
    device.append(&reading(1, "2020-03-01T10:50", 365));
    let bytes = recorded(&device);
    let (status, answer) = send(&district, &bytes).await;
    let answer = answer.unwrap();
    assert_eq!((status, &answer.verdict, answer.have), (200, &Verdict::Accepted, 2));
    assert!(!tells_nothing(&answer), "the device itself is told its households");
    device.take(&answer);
    (district, device, bytes)
}

#[tokio::test]
async fn recorded_bytes_are_told_what_is_held_and_nothing_else_and_report_nothing() {
    let (district, device, bytes) = synced().await;
    let before = known(&district, &device);
    district.pass_minutes(600);
    for _ in 0..3 {
        let (status, answer) = send(&district, &bytes).await;
        let answer = answer.unwrap();
        assert_eq!((status, &answer.verdict, answer.have), (200, &Verdict::Accepted, 2));
        assert!(tells_nothing(&answer), "{answer:?}");
        assert_eq!(answer.receipt.as_ref().map(|receipt| receipt.sequence), Some(2), "a network that repeats loses nobody's entry");
        assert!(answer.retry_after_seconds.is_some());
    }
    assert_eq!(known(&district, &device), before, "nobody is called complete, or alive, by a recording");
    // The same device in its own words is heard.
    let (_, answer) = send(&district, &recorded(&device)).await;
    assert!(!tells_nothing(&answer.unwrap()));
    assert_ne!(known(&district, &device), before);
}

#[tokio::test]
async fn a_recording_of_long_ago_is_told_nothing_of_a_household_and_changes_nothing_that_is_held() {
    let (district, mut device, first) = synced().await;
    let mut recordings = vec![first];
    for minute in 0..40 {
        device.append(&contact(1, &format!("2020-03-01T11:{minute:02}")));
        let bytes = recorded(&device);
        device.take(&send(&district, &bytes).await.1.unwrap());
        recordings.push(bytes);
    }
    let before = known(&district, &device);
    district.pass_minutes(600);
    for bytes in &recordings {
        let (_, answer) = send(&district, bytes).await;
        let answer = answer.unwrap();
        assert!(answer.page.is_none(), "{answer:?}");
        assert!(answer.token.is_none_or(|token| Some(token) == device.token), "no new token is given out");
    }
    assert_eq!(known(&district, &device), before);
    // The device itself goes on as if nothing had been.
    device.append(&contact(1, "2020-03-01T12:00"));
    let (_, answer) = send(&district, &recorded(&device)).await;
    let answer = answer.unwrap();
    assert_eq!((&answer.verdict, answer.have), (&Verdict::Accepted, device.last()));
}

#[tokio::test]
async fn a_revoked_devices_requests_old_and_new_are_told_that_it_is_revoked_and_no_more() {
    let (district, mut device, bytes) = synced().await;
    device.append(&contact(1, "2020-03-01T11:00"));
    let (fresh, now, id) = (recorded(&device), district.now(), i64::from(device.id.0));
    district.server.database.write(|transaction| devices::revoke(transaction, id, now)).unwrap();
    for bytes in [&bytes, &fresh] {
        let answer = send(&district, bytes).await.1.unwrap();
        assert_eq!((&answer.verdict, answer.have, &answer.receipt), (&Verdict::Revoked, 0, &None));
        assert!(tells_nothing(&answer) && answer.token.is_none());
    }
}

#[tokio::test]
async fn a_request_counts_only_whole_and_only_from_the_device_that_it_names() {
    let (district, device, bytes) = synced().await;
    let other = district.device("权贺永");
    // In one's own name with another's key, in another's name with one's own, and with another's signature glued on.
    let named = |of: &Device| SyncRequest { device: of.id, ..device.request() };
    let glued = SignedRequest { signature: other.signed(&device.request()).signature, ..device.signed(&device.request()) };
    for forged in [device.signed(&named(&other)), other.signed(&named(&device)), glued] {
        assert_eq!(send(&district, &forged.to_bytes()).await, (401, None));
    }
    // A device that nobody enrolled is told that it is revoked, so that it goes on saving; nothing else.
    let nobody = SyncRequest { device: daylog_domain::ids::DeviceId(999), ..device.request() };
    let answer = send(&district, &device.signed(&nobody).to_bytes()).await.1.unwrap();
    assert!(answer.verdict == Verdict::Revoked && tells_nothing(&answer) && answer.receipt.is_none());
    // One bit anywhere.
    for place in (0..bytes.len()).step_by(7) {
        let mut changed = bytes.clone();
        changed[place] ^= 1;
        let (status, answer) = send(&district, &changed).await;
        let harmless = answer.as_ref().is_none_or(|answer| answer.verdict == Verdict::Revoked && tells_nothing(answer));
        assert!(harmless && matches!(status, 200 | 400 | 401), "bit at {place}: {status} {answer:?}");
    }
}

#[tokio::test]
async fn a_request_to_the_wrong_district_is_refused_though_it_knows_a_device_of_that_number() {
    let (here, device, bytes) = synced().await;
    let there = District::new(&two_households());
    let same_number = there.device("权贺永");
    assert_eq!(same_number.id, device.id, "both districts count from one");
    for bytes in [&bytes, &recorded(&device)] {
        assert_eq!(send(&there, bytes).await, (401, None));
    }
    assert_eq!(send(&here, &recorded(&same_number)).await, (401, None));
}

#[tokio::test]
async fn a_segment_is_taken_only_into_the_log_and_from_the_device_that_signed_it() {
    let (district, mut device, _) = synced().await;
    let mut other = district.device("权贺永");
    // Somebody else's segment, signed and true, in one's own request; then the other's whole log.
    let stolen = SyncRequest { segments: vec![device.segment(1, 2)], last: 2, head: device.heads[2], ..other.request() };
    let answer = other.send(&district.server, &stolen);
    assert!(matches!(answer.verdict, Verdict::Refused(_)) && answer.have == 0, "{answer:?}");
    let named = SyncRequest { log: device.log, nonce: device.nonce, ..stolen };
    let answer = other.send(&district.server, &named);
    assert_eq!(answer.verdict, Verdict::Refused(PieceRefusal::LogIdentity.into()));
    // One's own segment of an earlier log under a later one.
    let old = device.segment(1, 2);
    device.start_generation(0, 7);
    let answer = device.send(&district.server, &SyncRequest { segments: vec![old], ..device.request() });
    assert_eq!((&answer.verdict, answer.have), (&Verdict::Refused(PieceRefusal::SegmentLog.into()), 0));
    other.append(&contact(2, "2020-03-01T11:00"));
    assert_eq!(other.sync(&district.server).have, 1, "the other goes on with its own");
}

#[tokio::test]
async fn the_word_of_another_server_ends_no_epoch() {
    let (district, device, _) = synced().await;
    let foreign = District::new(&two_households());
    let mut guest = foreign.device("张如彬");
    (0..5).for_each(|hour| guest.append(&contact(1, &format!("2020-03-01T0{hour}:00"))));
    let checkpoint = guest.sync(&foreign.server).checkpoint;
    assert!(checkpoint.is_some());
    let epoch = |district: &District| district.server.database.read(stored::read).unwrap().epoch;
    let before = epoch(&district);
    let answer = device.send(&district.server, &SyncRequest { checkpoint, ..device.request() });
    assert_eq!((answer.verdict, epoch(&district)), (Verdict::Accepted, before));
}

#[test]
fn an_old_enrolment_answers_nobody_else_and_not_for_ever() {
    let district = District::new(&two_households());
    district.invite("张如彬", "AAAAAAAAAA");
    let of = |seed: u8| {
        let device = SigningKey::from_seed(&[seed; 32]).unwrap().public();
        EnrolRequest { version: PROTOCOL_VERSION, secret: "AAAAAAAAAA".to_owned(), device, program: "test".to_owned() }
    };
    let enrolled = district.enrol(&of(1));
    let EnrolResponse::Enrolled(first) = &enrolled else { panic!("{enrolled:?}") };
    let refused = |answer: EnrolResponse| matches!(answer, EnrolResponse::Refused(..));
    assert!(refused(district.enrol(&of(2))), "who overheard the secret comes too late");
    assert_eq!(district.enrol(&of(1)), enrolled, "a lost answer comes again");
    // What was overheard opens nothing: requests need the key itself.
    let mut thief = Device::new([2; 32], first.device);
    thief.append(&contact(1, "2020-03-01T09:00"));
    let bytes = recorded(&thief);
    assert!(sync::answer(&district.server, &SignedRequest::from_bytes(&bytes).unwrap()).is_err());
    let (now, id) = (district.now(), i64::from(first.device.0));
    district.server.database.write(|transaction| devices::revoke(transaction, id, now)).unwrap();
    assert!(refused(district.enrol(&of(1))), "a revoked device is not enrolled again by its old invite");
    let other = District::new(&two_households());
    assert!(refused(enrolment::answer(&other.server, &of(1), [127, 0, 0, 1].into()).unwrap()), "another district never invited it");
}
