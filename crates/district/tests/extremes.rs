//! Numbers and texts at the edge of what a message can say, from a device that lost count: a clear answer, nothing kept that was
//! not pushed, and no error of the database. The next honest request is answered as if nothing had been.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

use daylog_district::{Refused, deliveries, rebuild, sync, views};
use daylog_domain::{
    access::Scope,
    entries::{Content, Entry, correct::Correct, withdraw::Withdraw},
    ids::EntryId,
    places::Place,
    time::Instant,
};
use daylog_storage::{logs, projections};
use daylog_testkit::{
    SeededRandom,
    district::{Device, Founded, contact, two_households},
};
use daylog_wire::{
    chain::{self, Seed},
    delivery::{Delivery, DeliveryVerdict, Handed, SignedDelivery},
    envelope::OpenedEnvelope,
    feed::Cursor,
    keys::SigningKey,
    message::{CloneToken, SignedRequest, SyncRequest, SyncResponse, Verdict},
    segment::{BlockSalts, Segment, SignedSegment, Slot},
};

/// Where something ends: nothing, 32 bits, what a database stores, 64 bits.
const NUMBERS: [u64; 12] = [
    0,
    1,
    2,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
    1 << 53,
    i64::MAX as u64 - 1,
    i64::MAX as u64,
    i64::MAX as u64 + 1,
    u64::MAX - 1,
    u64::MAX,
];
const TIMES: [i64; 6] = [i64::MIN, i64::MIN + 1, -1, 0, i64::MAX - 1, i64::MAX];
const TEXTS: [&str; 5] = ["", "\0", "a\0b", "\u{fffe}\u{202e}\u{1b}[2J", "한국어"];

/// A signed piece of the device's log that begins at this number, whatever stands before.
fn segment_at(device: &Device, first: u64, entries: &[Entry]) -> SignedSegment {
    let blocks = chain::block_of(first)..=chain::block_of(first.saturating_add(entries.len() as u64));
    let segment = Segment {
        log: device.log,
        first,
        previous: *device.heads.last().unwrap(),
        salts: blocks.map(|_| BlockSalts::Seed(Seed([7; 16]))).collect(),
        slots: entries.iter().map(|entry| Slot::Entry(daylog_wire::entry_to_bytes(entry))).collect(),
    };
    // What holds nothing, or has no number behind it, no device can sign; a hostile one sends it all the same.
    let is_signed = !entries.is_empty() && first < u64::MAX;
    let unsigned = || SignedSegment { bytes: segment.to_bytes(), signature: device.key().sign(b"nothing") };
    if is_signed { segment.sign(&device.key()).unwrap() } else { unsigned() }
}

fn token(number: u64) -> CloneToken {
    let mut bytes = [3; 16];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    CloneToken(bytes)
}

/// One field after the other, all others as they ought to be.
fn one_at_a_time(device: &Device, cursor: Cursor) -> Vec<SyncRequest> {
    let usual = || SyncRequest { cursor: Some(cursor), segments: Vec::new(), ..device.request() };
    let mut requests = Vec::new();
    for number in NUMBERS {
        let low = u32::try_from(number).unwrap_or(u32::MAX);
        requests.extend([
            SyncRequest { last: number, ..usual() },
            SyncRequest { gone: number, ..usual() },
            SyncRequest { directory: number, ..usual() },
            SyncRequest { cursor: Some(Cursor { feed: number, ..cursor }), ..usual() },
            SyncRequest { token: Some(token(number)), ..usual() },
            SyncRequest { pending: low, ..usual() },
            SyncRequest { page_bytes: low, ..usual() },
            SyncRequest { segments: vec![segment_at(device, number, &[contact(1, "2020-03-01T09:00")])], ..usual() },
            SyncRequest { segments: vec![segment_at(device, number, &[])], last: number, ..usual() },
        ]);
    }
    let times = TIMES.map(Instant);
    requests.extend(times.map(|wall| SyncRequest { wall, ..usual() }));
    requests.extend(times.map(|at| SyncRequest { doubts_for: Some(at), ..usual() }));
    requests.extend(TEXTS.map(|program| SyncRequest { program: program.to_owned(), ..usual() }));
    requests
}

/// Several at once.
fn at_random(device: &Device, cursor: Cursor, random: &mut SeededRandom) -> SyncRequest {
    let choices: Vec<_> = one_at_a_time(device, cursor);
    let mut pick = || random.pick(&choices).unwrap().clone();
    let one = pick();
    SyncRequest {
        gone: pick().gone,
        directory: pick().directory,
        cursor: pick().cursor,
        token: pick().token,
        pending: pick().pending,
        wall: pick().wall,
        doubts_for: pick().doubts_for,
        program: pick().program,
        segments: [pick().segments, pick().segments].concat(),
        closed: pick().last > 9,
        ..one
    }
}

fn ask(district: &Founded, device: &Device, request: &SyncRequest) -> Option<SyncResponse> {
    let bytes = device.signed(request).to_bytes();
    match sync::answer(&district.running, &SignedRequest::from_bytes(&bytes).unwrap()) {
        Ok(answered) => Some(answered.response),
        Err(Refused::Unreadable | Refused::WrongSignature) => None,
        Err(error) => panic!("{error:?} for {request:?}"),
    }
}

fn have(district: &Founded, device: &Device) -> Option<u64> {
    district.running.database.read(|db| logs::by_id(db, &device.log.0)).unwrap().map(|log| log.have)
}

/// A district with a device that pushed two entries, and where it stands in the feed.
fn synced() -> (Founded, Device, Cursor) {
    let district = Founded::new(&two_households());
    let mut device = district.device("张如彬");
    device.append(&contact(1, "2020-03-01T09:00"));
    device.append(&contact(1, "2020-03-01T09:10"));
    device.sync_all(&district.running);
    let cursor = device.cursor.unwrap();
    (district, device, cursor)
}

/// The next request of an honest device brings its entry, and the projections are what they ought to be.
fn goes_on(district: &Founded, mut device: Device) {
    device.append(&contact(1, "2020-03-01T10:00"));
    let answer = device.send(&district.running, &device.request());
    let expected = device.last();
    match answer.verdict {
        Verdict::Accepted => device.take(&answer),
        // A token that it never got was taken for a newer one: it is taken for its own copy, and begins a log.
        Verdict::StartGeneration(common) => {
            device.start_generation(common, 9);
            device.have = 0;
            device.sync(&district.running);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(have(district, &device), Some(device.last()));
    let database = &district.running.database;
    let before = database.read(projections::counts).unwrap();
    assert_eq!(before.0, expected, "each entry once, and no other");
    rebuild::rebuild(database).unwrap();
    assert_eq!(database.read(projections::counts).unwrap(), before);
}

#[test]
fn a_number_beyond_every_edge_makes_no_request_fail_and_keeps_nothing() {
    let (district, mut device, cursor) = synced();
    let usual = device.token;
    for mut request in one_at_a_time(&device, cursor) {
        // It shows the token of the last answer, as a device does that is heard: all but where the token is what is odd.
        if request.token == usual {
            request.token = device.token;
        }
        let answer = ask(&district, &device, &request);
        assert_eq!(have(&district, &device), Some(2), "{request:?}");
        let answer = answer.unwrap_or_else(|| panic!("refused as a whole: {request:?}"));
        assert!(answer.have <= 2, "{request:?}");
        device.token = answer.token.or(device.token);
    }
    goes_on(&district, device);
}

#[test]
fn numbers_beyond_every_edge_together_make_no_request_fail_either() {
    let (district, device, cursor) = synced();
    let mut random = SeededRandom::new(17);
    for _ in 0..300 {
        ask(&district, &device, &at_random(&device, cursor, &mut random));
        assert_eq!(have(&district, &device), Some(2));
    }
    goes_on(&district, device);
}

#[test]
fn an_entry_may_name_any_number_and_be_saved_at_any_time() {
    let (district, mut device, _) = synced();
    let mut written = 0;
    for number in NUMBERS {
        let of = EntryId { log: device.log, sequence: number };
        let original = contact(1, "2020-03-01T09:20");
        let moved = chain::origin(of, &daylog_wire::entry_to_bytes(&original));
        let contents = [
            Content::Withdraw(Withdraw { of: EntryId { log: daylog_domain::ids::LogId([9; 16]), ..of }, reason: "x".to_owned() }),
            Content::Correct(Correct {
                of: EntryId { log: daylog_domain::ids::LogId([8; 16]), ..of },
                at: Some(Instant(TIMES[written % TIMES.len()])),
                content: Box::new(original.content.clone()),
                note: None,
                reason: "x".to_owned(),
            }),
        ];
        for content in contents {
            let mut entry = Entry { content, ..original.clone() };
            entry.at.instant = Instant(TIMES[written % TIMES.len()]);
            entry.clocks.elapsed_ms = number;
            device.append(&entry);
            written += 1;
        }
        device.append(&Entry { origin: Some(moved), ..original });
        written += 1;
        let answer = device.sync(&district.running);
        assert_eq!((answer.verdict, answer.refused.len(), answer.have), (Verdict::Accepted, 0, device.last()), "{number}");
    }
    let mut other = district.device("网格员");
    other.sync_all(&district.running);
    assert_eq!(other.pulled_entries().len(), 2 + written);
    let (database, now) = (&district.running.database, district.now());
    views::overview(&district.running, Place::District, None, &Default::default()).unwrap();
    database.read(|db| views::household_page(db, Scope::Place(Place::District), 1, None, now)).unwrap().unwrap();
    goes_on(&district, device);
}

#[test]
fn an_envelope_with_a_number_beyond_every_edge_is_refused_by_itself() {
    let (district, device, cursor) = synced();
    let delivery_key = SigningKey::from_seed(&[44; 32]).unwrap();
    device.send(&district.running, &SyncRequest { delivery_key: Some(delivery_key.public()), cursor: Some(cursor), ..device.request() });
    for number in NUMBERS.into_iter().filter(|number| *number > 2) {
        let segment = segment_at(&device, number, &[contact(1, "2020-03-01T09:00")]);
        let opened = OpenedEnvelope { device: device.id, log: device.log, nonce: device.nonce, segment };
        let envelope = opened.encrypt(&district.running.keys.envelope_public(), &[5; 32]).unwrap();
        let delivery = Delivery { version: 1, device: device.id, envelopes: vec![envelope.clone()] };
        let answer = deliveries::answer(&district.running, &SignedDelivery::new(&delivery, &delivery_key)).unwrap();
        assert_eq!(answer.verdict, DeliveryVerdict::Accepted);
        assert!(matches!(answer.handed[..], [Handed::Refused(_)]), "{number}: {:?}", answer.handed);
        for request in [
            SyncRequest { envelopes: vec![envelope.clone()], ..device.request() },
            SyncRequest { orphans: vec![envelope], ..device.request() },
        ] {
            assert!(ask(&district, &device, &request).is_some(), "{number}");
        }
        assert_eq!(have(&district, &device), Some(2), "{number}");
    }
    goes_on(&district, device);
}
