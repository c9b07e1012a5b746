//! What a server takes in: pushes with signature check, chain, decoding and projection, on disk before the answer.

use std::{
    process::Command,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use daylog_backup::folder::Folder;
use daylog_district::{District, enrolment, sync};
use daylog_domain::ids::DeviceId;
use daylog_server::clock;
use daylog_testkit::{Mix, SeededRandom};
use daylog_tests::harness::{fixture, program};
use daylog_wire::{
    PROTOCOL_VERSION,
    chain::{self, Head, Nonce, Seed},
    enrol::{EnrolRequest, EnrolResponse, Invite},
    entry_to_bytes,
    keys::SigningKey,
    message::{CloneToken, SignedRequest, SyncRequest, SyncResponse, Verdict},
    segment::{BlockSalts, Segment, Slot},
};

use crate::{
    import,
    row::{Row, per_second},
};

/// What devices send, each on a thread of its own, one push after the other.
struct Load {
    devices: u8,
    pushes: u64,
    entries: u64,
}

/// Two cores are what the figure is asked for.
pub fn ingest() -> Row {
    let taken = taken_in(&Load { devices: 2, pushes: 100, entries: 512 });
    Row {
        what: "ingest on SQLite, signature check and projection, pushes of 512, two devices at once",
        measured: taken.beside_import(),
        wanted: "≥ 20,000 entries/s",
    }
}

pub fn ingest_of_sixteen() -> Row {
    let taken = taken_in(&Load { devices: 16, pushes: 20, entries: 512 });
    Row { what: "the same, sixteen devices at once", measured: taken.beside_import(), wanted: "≥ 120,000 entries/s" }
}

pub fn small_pushes_of_sixteen() -> Row {
    let load = Load { devices: 16, pushes: 100, entries: 8 };
    let TakenIn { entries, took, .. } = taken_in(&load);
    let pushes = per_second(u64::from(load.devices) * load.pushes, took);
    let measured = format!("{pushes:.0} pushes/s, {:.0} entries/s ({entries} entries)", per_second(entries, took));
    Row { what: "the same, sixteen devices at once, pushes of 8", measured, wanted: "as many as come" }
}

/// What was taken in, and how long it took.
struct TakenIn {
    district: Arc<District>,
    _folder: tempfile::TempDir,
    entries: u64,
    took: Duration,
}

impl TakenIn {
    /// The rate, and what it is to the one with which `sqlite3` imports the same rows.
    fn beside_import(&self) -> String {
        let (entries, rate) = (self.entries, per_second(self.entries, self.took));
        let folder = tempfile::tempdir().unwrap();
        let imported = match import::Rows::of(&self.district, folder.path()).imported() {
            Some(plain) => {
                let plain = per_second(entries, plain);
                format!("sqlite3 .import of the same rows {plain:.0}/s: {:.2}×", rate / plain)
            }
            None => "no sqlite3 here to compare with".to_owned(),
        };
        format!("{rate:.0} entries/s ({entries} entries); {imported}")
    }
}

fn taken_in(load: &Load) -> TakenIn {
    let held = tempfile::tempdir().unwrap();
    let data = held.path().join("district");
    let data = data.to_str().unwrap();
    run(&["init", "--data", data, "--district", "延吉市"]);
    run(&["import", "--data", data, fixture("roster.csv").to_str().unwrap()]);
    let folder = Folder::at(data.as_ref()).unwrap();
    let district = District::new(folder.database().unwrap(), clock::system(), folder.keys().unwrap(), vec![]).unwrap();
    let devices: Vec<_> = (1..=load.devices).map(|number| Pusher::enrolled(&district, data, number, load)).collect();
    let district = Arc::new(district);
    let started = Instant::now();
    let threads: Vec<_> = devices
        .into_iter()
        .map(|device| {
            let district = district.clone();
            thread::spawn(move || device.push_all(&district))
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    let took = started.elapsed();
    let entries = u64::from(load.devices) * load.pushes * load.entries;
    TakenIn { district, _folder: held, entries, took }
}

/// A device whose segments are packed and signed beforehand; clone tokens are filled in as they come, and its requests signed then.
struct Pusher {
    key: SigningKey,
    requests: Vec<SyncRequest>,
}

impl Pusher {
    fn enrolled(district: &District, data: &str, number: u8, load: &Load) -> Self {
        let key = SigningKey::from_seed(&[number; 32]).unwrap();
        let invite = run(&["invite", "--data", data, "--cadre", "张如彬", "--format", "json"]);
        let invite: serde_json::Value = serde_json::from_slice(&invite).unwrap();
        let invite: Invite = invite["link"].as_str().unwrap().parse().unwrap();
        let request = EnrolRequest { version: PROTOCOL_VERSION, secret: invite.secret, device: key.public(), program: "bench".to_owned() };
        let EnrolResponse::Enrolled(enrolment) = enrolment::answer(district, &request).unwrap() else { unreachable!() };
        let requests = requests(&key, enrolment.device, number, load);
        Pusher { key, requests }
    }

    fn push_all(self, district: &District) {
        let mut token: Option<CloneToken> = None;
        for mut request in self.requests {
            request.token = token;
            let bytes = SignedRequest::new(&request, &self.key).to_bytes();
            let answer = sync::answer(district, &SignedRequest::from_bytes(&bytes).unwrap()).unwrap();
            let answer = SyncResponse::from_bytes(&answer.response.to_bytes()).unwrap();
            assert_eq!((answer.verdict, answer.have), (Verdict::Accepted, request.last));
            token = answer.token;
        }
    }
}

fn requests(key: &SigningKey, device: DeviceId, number: u8, load: &Load) -> Vec<SyncRequest> {
    let nonce = Nonce([number; 16]);
    let log = chain::log_id(&key.public().0, nonce);
    let (mut mix, mut random) = (Mix::new(u64::from(number), 30), SeededRandom::new(u64::from(number)));
    let mut head: Head = chain::first_head(log);
    (0..load.pushes)
        .map(|push| {
            let first = push * load.entries + 1;
            let slots =
                mix.entries(usize::try_from(load.entries).unwrap()).iter().map(|entry| Slot::Entry(entry_to_bytes(entry))).collect();
            let salts =
                (chain::block_of(first)..=chain::block_of(first + load.entries - 1)).map(|_| BlockSalts::Seed(seed(&mut random))).collect();
            let segment = Segment { log, first, previous: head, salts, slots };
            head = *segment.heads().unwrap().last().unwrap();
            SyncRequest {
                version: PROTOCOL_VERSION,
                device,
                log,
                nonce,
                closed: false,
                last: segment.last(),
                head,
                envelopes: Vec::new(),
                segments: vec![segment.sign(key).unwrap()],
                orphans: Vec::new(),
                pending: 0,
                gone: 0,
                page_bytes: 4096,
                directory: 0,
                wall: daylog_domain::time::Instant(0),
                program: "bench".to_owned(),
                epoch: None,
                cursor: None,
                token: None,
                checkpoint: None,
                delivery_key: None,
                doubts_for: None,
            }
        })
        .collect()
}

fn seed(random: &mut SeededRandom) -> Seed {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&random.next_u64().to_be_bytes());
    bytes[8..].copy_from_slice(&random.next_u64().to_be_bytes());
    Seed(bytes)
}

fn run(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(program("daylog-server")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}
