//! Encrypted envelopes through the real programs: sent while the record is closed, rescued, carried, and never lost by leaving.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::PathBuf,
    process::Stdio,
};

use daylog_tests::harness::{DATE, Device, District, Mode, Proxy, program};
use serde_json::Value;

use crate::sorted;

/// A district, and a device that has synced once and then saved these without a connection.
fn waiting(texts: &[&str]) -> (District, Device) {
    let mut district = District::new();
    let device = Device::enrolled(&district.invite("张如彬"));
    device.sync();
    district.kill();
    texts.iter().for_each(|text| drop(device.note(text)));
    (district, device)
}

fn envelopes(device: &Device) -> Vec<String> {
    let listed = fs::read_dir(device.profile().join("envelopes")).into_iter().flatten();
    let mut names: Vec<_> = listed.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// How many entries the district holds, each once.
fn held(district: &District) -> usize {
    let mut entries = sorted(&district.diary(DATE), "entry");
    let all = entries.len();
    entries.dedup();
    assert_eq!(entries.len(), all);
    all
}

fn file(device: &Device, name: &str) -> PathBuf {
    device.profile().parent().unwrap().join(name)
}

/// A command that needs no PIN, without one.
fn without_pin(device: &Device, args: &[&str]) -> serde_json::Value {
    let mut command = std::process::Command::new(program("daylog"));
    command.arg("--profile").arg(device.profile()).args(args).args(["--format", "json"]).env("DAYLOG_NOW", &device.now);
    command.env_remove("DAYLOG_PIN");
    daylog_tests::harness::Outcome::of(&mut command).json()
}

#[test]
fn a_save_leaves_a_sealed_envelope_and_a_receipt_takes_it_away() {
    let (mut district, device) = waiting(&["one", "two", "three"]);
    let names = envelopes(&device);
    assert_eq!(names.len(), 1, "three saves are one piece: {names:?}");
    assert!(names[0].ends_with("-1-3.envelope"), "{names:?}");
    let bytes = fs::read(device.profile().join("envelopes").join(&names[0])).unwrap();
    assert!(!bytes.windows(5).any(|window| window == b"three"));
    district.start();
    device.sync();
    assert_eq!(envelopes(&device), Vec::<String>::new());
}

#[test]
fn envelopes_go_while_the_record_is_closed_and_their_receipts_count_when_it_is_opened() {
    let (mut district, device) = waiting(&["one", "two"]);
    district.start();
    let delivered = without_pin(&device, &["deliver"]);
    assert_eq!((delivered["delivered"].as_u64(), delivered["refused"].as_u64()), (Some(1), Some(0)));
    assert_eq!(held(&district), 2);
    assert_eq!(without_pin(&device, &["deliver"])["delivered"], 0, "what was answered for is not sent again");
    // No sync in between: the receipts that waited are enough.
    district.kill();
    assert_eq!(device.pending(), 0);
    device.note("three");
    assert_eq!(envelopes(&device).len(), 1);
    district.start();
    device.sync();
    assert_eq!(held(&district), 3);
}

#[test]
fn envelopes_that_are_missing_are_made_again_when_the_record_is_opened() {
    let (mut district, device) = waiting(&["one"]);
    let before = envelopes(&device);
    fs::remove_dir_all(device.profile().join("envelopes")).unwrap();
    device.note("two");
    assert_eq!(envelopes(&device).len(), before.len());
    district.start();
    without_pin(&device, &["deliver"]);
    assert_eq!(held(&district), 2);
}

#[test]
fn a_lost_phones_work_arrives_by_the_rescue_file_once_and_the_district_says_what_was_new() {
    let (mut district, device) = waiting(&["one", "two"]);
    let rescue = file(&device, "out.daylog-rescue");
    let written = device.json(&["rescue", rescue.to_str().unwrap()]);
    assert_eq!((written["entries"].as_u64(), written["pieces"].as_u64()), (Some(2), Some(1)));
    fs::remove_dir_all(device.profile()).unwrap();
    district.start();
    let take = || district.json(&["take", rescue.to_str().unwrap(), "--format", "json"]);
    assert_eq!(take()["new_entries"], 2);
    let again = take();
    assert_eq!((again["new_entries"].as_u64(), again["known_envelopes"].as_u64()), (Some(0), Some(1)));
    assert_eq!(held(&district), 2);
    fs::write(&rescue, "a photograph").unwrap();
    assert!(district.run(&["take", rescue.to_str().unwrap()]).fix().contains("no rescue file"));
}

#[test]
fn a_colleague_carries_what_it_cannot_read_and_the_owner_learns_that_it_arrived() {
    let (mut district, device) = waiting(&["told at the door"]);
    let rescue = file(&device, "out.daylog-rescue");
    device.json(&["rescue", rescue.to_str().unwrap()]);
    district.start();
    let colleague = Device::enrolled(&district.invite("权贺永"));
    colleague.sync();
    let carried = without_pin(&colleague, &["carry", rescue.to_str().unwrap()]);
    assert_eq!((carried["pieces"].as_u64(), carried["waiting"].as_u64()), (Some(1), Some(1)));
    assert_eq!(without_pin(&colleague, &["carry", rescue.to_str().unwrap()])["waiting"], 1, "the same file is the same file");
    // The colleague cannot leave with it either.
    assert!(colleague.run(&["sign-out"]).fix().contains("encrypted entries of others (1)"));
    colleague.sync();
    assert_eq!(held(&district), 1);
    assert_eq!(fs::read_dir(colleague.profile().join("carried")).unwrap().count(), 0);
    assert_eq!(device.pending(), 1);
    assert_eq!(device.sync().0, 1, "received by the owner's own next sync");
    assert_eq!(held(&district), 1);
}

#[test]
fn signing_out_leaves_no_unsent_work_behind() {
    let (mut district, device) = waiting(&["one", "two"]);
    assert!(device.run(&["sign-out"]).fix().contains("entries of this record (2)"));
    assert_eq!(device.pending(), 2, "still signed in, nothing gone");
    let nowhere = device.run(&["sign-out", "--rescue", "/nonexistent/out.daylog-rescue"]);
    assert!(nowhere.fix().contains("cannot be written"));
    assert_eq!(device.pending(), 2);
    let rescue = file(&device, "out.daylog-rescue");
    device.json(&["sign-out", "--rescue", rescue.to_str().unwrap()]);
    let left: Vec<_> = fs::read_dir(device.profile()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left, Vec::<std::ffi::OsString>::new());
    district.start();
    assert_eq!(district.json(&["take", rescue.to_str().unwrap(), "--format", "json"])["new_entries"], 2);
    assert_eq!(held(&district), 2);
}

#[test]
fn signing_out_with_nothing_unsent_needs_no_file() {
    let (mut district, device) = waiting(&["one"]);
    district.start();
    device.sync();
    device.json(&["sign-out"]);
    assert!(!device.profile().join("key.json").exists() && !device.profile().join("daylog.db").exists());
}

#[test]
fn a_record_that_was_damaged_beyond_reading_still_gives_up_what_was_sealed_beside_it() {
    let (mut district, device) = waiting(&["one", "two"]);
    fs::write(device.profile().join("daylog.db"), vec![b'x'; 8192]).unwrap();
    let _quarantined = device.run(&["status"]);
    district.start();
    let delivered = without_pin(&device, &["deliver"]);
    assert_eq!(delivered["delivered"], 1);
    assert_eq!(held(&district), 2);
}

#[test]
fn over_the_local_network_a_device_that_listens_takes_along_what_it_cannot_read() {
    let (mut district, device) = waiting(&["one", "two"]);
    let rescue = file(&device, "out.daylog-rescue");
    device.json(&["rescue", rescue.to_str().unwrap()]);
    district.start();
    let colleague = Device::enrolled(&district.invite("权贺永"));
    colleague.sync();
    district.kill();

    let mut relay = colleague.command(&["relay", "--listen", "127.0.0.1:0", "--format", "json"]);
    let mut relay = relay.env_remove("DAYLOG_PIN").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut said = BufReader::new(relay.stdout.take().unwrap()).lines();
    let mut next = || serde_json::from_str::<Value>(&said.next().unwrap().unwrap()).unwrap();
    let address = next()["listening"].as_str().unwrap().to_owned();
    // What is none of ours is turned away, and whoever says nothing at all keeps nobody out.
    let silent = TcpStream::connect(&address).unwrap();
    let mut stranger = TcpStream::connect(&address).unwrap();
    stranger.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    let mut answer = [9; 4];
    stranger.read_exact(&mut answer).unwrap();
    assert_eq!(answer, [0; 4]);
    let handed = without_pin(&device, &["hand-to", &address, rescue.to_str().unwrap()]);
    assert_eq!(handed["pieces"], 1);
    assert_eq!(next()["waiting"], 1);
    relay.kill().unwrap();
    relay.wait().unwrap();
    drop(silent);
    assert!(device.run(&["hand-to", &address, rescue.to_str().unwrap()]).fix().contains("nothing answers there"));

    district.start();
    colleague.sync();
    assert_eq!(held(&district), 2);
}

#[test]
fn a_delivery_whose_answer_is_lost_arrives_once() {
    let proxy = Proxy::new();
    let district = District::behind(&proxy);
    let device = Device::enrolled(&district.invite("张如彬"));
    device.sync();
    ["one", "two"].iter().for_each(|text| drop(device.note(text)));
    proxy.set(Mode::LoseAnswer(400));
    assert!(device.run(&["deliver"]).fix().contains("cannot be reached"));
    assert_eq!(held(&district), 2, "the envelopes had arrived");
    proxy.set(Mode::Pass);
    assert_eq!(without_pin(&device, &["deliver"])["delivered"], 1);
    assert_eq!((held(&district), device.pending(), device.sync().0), (2, 0, 0));
}

#[test]
fn a_device_that_is_killed_at_any_moment_of_its_saves_loses_no_envelope_for_good() {
    let (mut district, device) = waiting(&[]);
    for number in 0..12_u64 {
        let mut save = device.command(&["log", "note", "--household", "YJ-001", "--text", &format!("note {number}")]);
        let mut save = save.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Later with each round: before the save, between the save and its envelope, and after both.
        std::thread::yield_now();
        for _ in 0..number * 40 {
            let _looked = fs::read_dir(device.profile());
        }
        let _ended_by_itself = save.kill();
        save.wait().unwrap();
        // Whoever is killed while the PIN is looked at has made a wrong try, on purpose; on a slow machine that is every round.
        let _killed_sooner = fs::remove_file(device.profile().join("attempts.json"));
    }
    let saved = device.pending();
    // Opening the record made what was missing.
    device.note("last");
    district.start();
    without_pin(&device, &["deliver"]);
    assert_eq!(held(&district) as u64, saved + 1);
    assert_eq!(device.sync().0, 0);
}
