//! Encrypted envelopes at the server: from background delivery, from the district's own hand, in any order and however often.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use common::{Device, District, contact, page::Page, two_households};
use daylog_district::{Refused, deliveries, sync};
use daylog_storage::{devices, entries, forks, params};
use daylog_wire::{
    PROTOCOL_VERSION,
    delivery::{Delivery, DeliveryAnswer, DeliveryVerdict, Handed, SignedDelivery},
    envelope::{Envelope, OpenedEnvelope, opening_key},
    keys::SigningKey,
    message::{SyncRequest, SyncResponse, Verdict},
    refusal::Told,
    rescue::Rescue,
};

const HEADERS: [(&str, &str); 2] = [("x-daylog", "1"), ("content-type", "application/octet-stream")];
const DELIVERY_KEY: [u8; 32] = [77; 32];

fn delivery_key() -> SigningKey {
    SigningKey::from_seed(&DELIVERY_KEY).unwrap()
}

/// A district and a device whose delivery key it knows, with so many entries that wait.
fn waiting(entries: u64) -> (District, Device) {
    let district = District::new(&two_households());
    let mut device = district.device("张如彬");
    let mut request = device.request();
    request.delivery_key = Some(delivery_key().public());
    device.send(&district.server, &request);
    (0..entries).for_each(|minute| device.append(&contact(1, &format!("2020-03-01T09:{minute:02}"))));
    (district, device)
}

fn encrypt_to(recipient: &[u8; 32], device: &Device, first: u64, last: u64) -> Envelope {
    let opened_envelope = OpenedEnvelope { device: device.id, log: device.log, nonce: device.nonce, segment: device.segment(first, last) };
    opened_envelope.encrypt(recipient, &[5; 32]).unwrap()
}

fn encrypt(district: &District, device: &Device, first: u64, last: u64) -> Envelope {
    encrypt_to(&district.server.keys.envelope_public(), device, first, last)
}

fn deliver(district: &District, device: &Device, envelopes: &[Envelope]) -> Result<DeliveryAnswer, Refused> {
    let delivery = Delivery { version: PROTOCOL_VERSION, device: device.id, envelopes: envelopes.to_vec() };
    let signed = SignedDelivery::from_bytes(&SignedDelivery::new(&delivery, &delivery_key()).to_bytes()).unwrap();
    deliveries::answer(&district.server, &signed)
}

fn held(district: &District, device: &Device) -> usize {
    let ids = (1..=100).map(|sequence| daylog_domain::ids::EntryId { log: device.log, sequence });
    ids.filter(|id| district.server.database.read(|connection| entries::by_id(connection, *id)).unwrap().is_some()).count()
}

fn refused(reason: &str) -> Handed {
    Handed::Refused(Told::read(reason))
}

#[test]
fn an_entry_that_cannot_be_read_and_came_in_an_envelope_is_named_to_its_device_when_it_syncs() {
    let (district, mut device) = waiting(2);
    device.append_bytes(b"no entry at all".to_vec());
    let delivered = deliver(&district, &device, &[encrypt(&district, &device, 1, 3)]).unwrap();
    assert_eq!(delivered.receipts[0].sequence, 3);
    // The record is opened, and the receipt counts: nothing waits, and none of these is ever pushed again.
    device.have = 3;
    let named =
        |answer: SyncResponse| answer.refused.into_iter().map(|refused| (refused.sequence, refused.reason.to_string())).collect::<Vec<_>>();
    let third = (3, "entry_unreadable".to_owned());
    assert_eq!(named(device.send(&district.server, &device.request())), std::slice::from_ref(&third));
    assert_eq!(named(device.sync(&district.server)), std::slice::from_ref(&third), "a lost answer loses no refusal");
    device.append(&contact(1, "2020-03-01T09:30"));
    device.append_bytes(b"nor is this".to_vec());
    let pushed = device.request();
    assert_eq!(named(device.send(&district.server, &pushed)), [third, (5, "entry_unreadable".to_owned())]);
    let recorded = device.signed(&pushed);
    device.sync(&district.server);
    let repeated = sync::answer(&district.server, &recorded).unwrap().response;
    assert_eq!(named(repeated), [(5, "entry_unreadable".to_owned())], "whoever has a recording is told of what is in it only");
    // What came so is bounded: of very many the latest.
    (0..150).for_each(|_| device.append_bytes(b"no entry at all".to_vec()));
    for first in (6..=155).step_by(50) {
        deliver(&district, &device, &[encrypt(&district, &device, first, first + 49)]).unwrap();
    }
    device.have = 155;
    let latest = named(device.sync(&district.server));
    assert_eq!((latest.len(), latest[0].0, latest[99].0), (100, 56, 155));
    // A device that may hold something else at these numbers is asked first.
    let elsewhere = SyncRequest { head: device.heads[1], ..device.request() };
    let answer = device.send(&district.server, &elsewhere);
    assert_eq!((answer.verdict.clone(), answer.receipt.is_none(), named(answer)), (Verdict::Accepted, true, vec![]));
}

#[test]
fn an_envelope_is_taken_in_exactly_once_in_any_order_and_its_receipt_is_the_logs() {
    let (district, mut device) = waiting(6);
    let envelopes = [encrypt(&district, &device, 4, 6), encrypt(&district, &device, 1, 3), encrypt(&district, &device, 2, 4)];
    let answer = deliver(&district, &device, &envelopes).unwrap();
    assert_eq!(answer.handed, [Handed::Taken(2), Handed::Taken(3), Handed::Taken(1)]);
    assert_eq!(answer.receipts.len(), 1);
    assert_eq!((answer.receipts[0].sequence, answer.receipts[0].head), (6, device.heads[6]));
    assert!(answer.receipts[0].is_from(&district.server.keys.public()));
    let again = deliver(&district, &device, &envelopes).unwrap();
    assert_eq!(again.handed, vec![Handed::Known; 3]);
    assert_eq!(held(&district, &device), 6);
    // The device itself then has nothing left to send, and is nobody's copy.
    let answer = device.sync(&district.server);
    assert_eq!((answer.verdict, answer.have), (Verdict::Accepted, 6));
}

#[test]
fn what_cannot_be_taken_is_named_and_costs_only_itself() {
    let (district, device) = waiting(6);
    let foreign = encrypt_to(&opening_key(&[9; 32]).public(), &device, 1, 3);
    let mut torn = encrypt(&district, &device, 1, 3);
    torn.ciphertext.pop();
    let stranger = Device::new([66; 32], daylog_domain::ids::DeviceId(999));
    let mut unknown = stranger.clone();
    unknown.append(&contact(1, "2020-03-01T09:00"));
    // Another device's log under this one's name.
    let mut thief = Device::new([67; 32], device.id);
    thief.append(&contact(1, "2020-03-01T09:00"));
    let behind = encrypt(&district, &device, 5, 6);
    let newer = Envelope { version: 2, ..encrypt(&district, &device, 1, 3) };
    let good = encrypt(&district, &device, 1, 3);
    let envelopes = [foreign, torn, encrypt(&district, &unknown, 1, 1), encrypt(&district, &thief, 1, 1), behind, newer, good];
    let answer = deliver(&district, &device, &envelopes).unwrap();
    let expected = [
        refused("envelope_foreign"),
        refused("envelope_foreign"),
        refused("device_unknown"),
        refused("log_identity"),
        refused("envelope_gap"),
        refused("envelope_unreadable"),
        Handed::Taken(3),
    ];
    assert_eq!(answer.handed, expected);
    assert_eq!(held(&district, &device), 3);
}

#[test]
fn a_revoked_device_delivers_nothing_and_nobody_else_delivers_for_it_but_the_district_rescues_its_work() {
    let (district, device) = waiting(3);
    let colleague = district.device("权贺永");
    let mut request = colleague.request();
    request.delivery_key = Some(delivery_key().public());
    colleague.send(&district.server, &request);
    let envelope = encrypt(&district, &device, 1, 3);
    let number = i64::from(device.id.0);
    let now = district.now();
    district.server.database.write(|transaction| devices::revoke(transaction, number, now)).unwrap();

    let own = deliver(&district, &device, std::slice::from_ref(&envelope)).unwrap();
    assert_eq!((own.verdict, own.handed), (DeliveryVerdict::Revoked, vec![]));
    let carried = deliver(&district, &colleague, std::slice::from_ref(&envelope)).unwrap();
    assert_eq!((carried.verdict, carried.handed), (DeliveryVerdict::Accepted, vec![refused("device_revoked")]));
    assert_eq!(held(&district, &device), 0);

    let rescue = Rescue { envelopes: vec![envelope] }.to_bytes();
    let take = || deliveries::take_rescue(&district.server.database, &district.server.keys, &district.server.clock, &rescue).unwrap();
    let first = take();
    assert_eq!((first.new_entries, first.known_envelopes, first.refused.len()), (3, 0, 0));
    let second = take();
    assert_eq!((second.new_entries, second.known_envelopes), (0, 1));
    assert_eq!(held(&district, &device), 3);
}

#[test]
fn only_the_delivery_key_that_a_signed_request_named_may_deliver() {
    let district = District::new(&two_households());
    let mut device = district.device("张如彬");
    device.append(&contact(1, "2020-03-01T09:00"));
    let envelope = [encrypt(&district, &device, 1, 1)];
    assert!(matches!(deliver(&district, &device, &envelope), Err(Refused::WrongSignature)), "before the district knows a delivery key");
    let mut request = device.request();
    request.delivery_key = Some(SigningKey::from_seed(&[78; 32]).unwrap().public());
    request.segments = Vec::new();
    device.send(&district.server, &request);
    assert!(matches!(deliver(&district, &device, &envelope), Err(Refused::WrongSignature)), "another delivery key than the device's");
    assert_eq!(held(&district, &device), 0);
}

#[test]
fn a_fork_that_comes_in_an_envelope_is_kept_as_evidence_and_takes_nothing_away() {
    let (district, mut device) = waiting(2);
    let mut other = device.clone();
    device.sync(&district.server);
    other.entries.truncate(1);
    other.heads.truncate(2);
    other.append(&contact(1, "2020-03-01T10:00"));
    let answer = deliver(&district, &device, &[encrypt(&district, &other, 1, 2)]).unwrap();
    assert_eq!(answer.handed, [refused("segment_fork")]);
    assert_eq!(answer.receipts[0].head, device.heads[2]);
    let forks: i64 =
        district.server.database.read(|connection| connection.one("SELECT count(*) FROM fork", params![], |row| row.get(0))).unwrap();
    assert_eq!(forks, 1);
}

#[tokio::test]
async fn a_rescue_file_is_handed_in_on_the_dashboard_and_what_is_none_is_said_so() {
    let (district, device) = waiting(3);
    let rescue = Rescue { envelopes: vec![encrypt(&district, &device, 1, 3)] }.to_bytes();
    let mut page = Page::new(&district);
    assert_eq!(page.sign_in("district", &district.password).await.0, 200);
    let (status, _, body) = page.ask("POST", "/api/v1/rescue", &HEADERS, rescue).await;
    let answer: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((status.as_u16(), answer["new_entries"].as_u64(), answer["envelopes"].as_u64()), (200, Some(3), Some(1)));
    let (status, _, body) = page.ask("POST", "/api/v1/rescue", &HEADERS, b"a photograph".to_vec()).await;
    let answer: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((status.as_u16(), &answer["code"], &answer["values"]["reason"]), (400, &"bad_rescue".into(), &"not_a_rescue_file".into()));
}

#[test]
fn of_another_branch_every_piece_is_evidence_and_what_only_came_too_early_is_not() {
    let (district, mut device) = waiting(2);
    device.sync(&district.server);
    let mut other = device.clone();
    (0..2).for_each(|minute| device.append(&contact(1, &format!("2020-03-01T10:0{minute}"))));
    (0..4).for_each(|minute| other.append(&contact(1, &format!("2020-03-01T11:0{minute}"))));
    device.sync(&district.server);
    // Its beginning differs at 3; 4 differs as well, and 5 and 6 stand beyond what is held.
    let pieces: Vec<_> = (3..=6).map(|number| encrypt(&district, &other, number, number)).collect();
    let early = deliver(&district, &device, &pieces[2..]).unwrap();
    assert_eq!(early.handed, vec![refused("envelope_gap"); 2], "nothing says yet that they are of another branch");
    let answer = deliver(&district, &device, &pieces).unwrap();
    assert_eq!(answer.handed, vec![refused("segment_fork"); 4]);
    assert_eq!(deliver(&district, &device, &pieces[2..]).unwrap().handed, vec![refused("segment_fork"); 2], "again");
    let rows = district.server.database.read(daylog_district::views::branches).unwrap();
    assert_eq!(rows.iter().map(|row| row.id.sequence).collect::<Vec<_>>(), [3, 4, 5, 6]);
    assert!(rows.iter().all(|row| row.at_text.starts_with("2020-03-01 11:0") && row.cadre == "张如彬"), "{rows:?}");
    assert!(daylog_backup::verify::verify(&district.server.database).unwrap().findings.is_empty());
    assert_eq!(held(&district, &device), 4, "what was held stays");
}

#[test]
fn evidence_has_its_room_and_what_finds_none_is_said_so() {
    let (district, mut device) = waiting(1);
    device.sync(&district.server);
    let mut other = device.clone();
    device.append(&contact(1, "2020-03-01T10:00"));
    other.append(&contact(1, "2020-03-01T11:00"));
    other.append(&contact(1, "2020-03-01T11:01"));
    device.sync(&district.server);
    assert_eq!(deliver(&district, &device, &[encrypt(&district, &other, 2, 2)]).unwrap().handed, [refused("segment_fork")]);
    let full = vec![0_u8; usize::try_from(forks::KEPT_FOR_A_DEVICE).unwrap()];
    let filled = district.server.database.write(|transaction| transaction.run("UPDATE fork SET bytes = ?1", params![full]));
    filled.unwrap();
    assert_eq!(deliver(&district, &device, &[encrypt(&district, &other, 3, 3)]).unwrap().handed, [refused("evidence_full")]);
    assert_eq!(deliver(&district, &device, &[encrypt(&district, &other, 2, 2)]).unwrap().handed, [refused("segment_fork")], "kept already");
}

/// A device that was put back, at a district that came back: what it holds only encrypted stands at numbers where the district
/// has another branch. The place where they differ is found there too, or the device would ask for ever.
#[test]
fn what_a_device_holds_only_sealed_shows_where_two_logs_differ_and_the_branch_is_kept() {
    let (district, mut device) = waiting(2);
    device.sync(&district.server);
    let mut copy = device.clone();
    for minute in ["2020-03-01T10:01", "2020-03-01T10:02"] {
        device.append(&contact(1, minute));
        copy.append(&contact(1, &minute.replace("T10", "T11")));
    }
    device.sync(&district.server);
    assert_eq!(device.have, 4);
    let envelopes = vec![encrypt(&district, &copy, 3, 3), encrypt(&district, &copy, 4, 4)];
    let request = SyncRequest { segments: Vec::new(), envelopes, closed: true, ..copy.request() };
    let answer = copy.send(&district.server, &request);
    assert_eq!((answer.verdict, answer.have), (Verdict::StartGeneration(2), 2));
    let forks = district.server.database.read(|connection| forks::all(connection, 10)).unwrap();
    assert_eq!(forks.len(), 2, "{forks:?}");
    // What the district lost is taken from there as well.
    let (other, mut lost) = waiting(2);
    let envelopes = vec![encrypt(&other, &lost, 1, 1), encrypt(&other, &lost, 2, 2)];
    let request = SyncRequest { segments: Vec::new(), envelopes, closed: true, ..lost.request() };
    let answer = lost.send(&other.server, &request);
    lost.take(&answer);
    assert_eq!((answer.verdict, lost.have, held(&other, &lost)), (Verdict::Accepted, 2, 2));
}
