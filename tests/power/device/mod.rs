//! The device's file: each way in which it is written, with the power going at every change. Here is what the scenarios share.

mod answers;
mod evict;
mod moves;
mod rebuild;
mod saves;

use std::collections::BTreeSet;

use daylog_domain::{
    clocks::{BootId, ServerTime},
    ids::{CadreId, LogId},
};
use daylog_store::Answer;
use daylog_testkit::disk::{Disk, Folder};
use daylog_tests::parts::{Device, START, device_key, note, sound_device};
use daylog_wire::{
    checkpoint::Epoch,
    enrol::Enrolment,
    feed::{FeedEntry, FeedItem},
    keys::SigningKey,
    message::CloneToken,
};

use crate::cuts::prepared;

/// What was said to have happened before the power went.
#[derive(Default)]
pub struct Said {
    saved: Vec<String>,
    /// Asked for, with no answer yet: may be there or not, but only whole.
    asked: Vec<String>,
    is_done: bool,
    key: Option<[u8; 32]>,
}

/// The district's key.
fn server() -> SigningKey {
    SigningKey::from_seed(&[5; 32]).unwrap()
}

fn enrolment() -> Enrolment {
    daylog_testkit::enrolment(server().public())
}

/// What a colleague wrote.
fn of_colleague(sequence: u64, household: u32, text: &str) -> FeedItem {
    let entry = note(Device::on(Disk::new(), 1).reading(START), household, text);
    FeedItem::Entry(FeedEntry {
        log: LogId([9; 16]),
        sequence,
        cadre: CadreId(2),
        cadre_name: "园锦网格员".to_owned(),
        received: START,
        bytes: daylog_wire::entry_to_bytes(&entry),
        salt: None,
    })
}

fn on(disk: &Disk) -> Device {
    Device::on(disk.clone(), 1)
}

fn running(disk: &Disk) -> Device {
    let mut device = on(disk);
    device.start().unwrap();
    device
}

/// An enrolled device with this many entries.
fn with_entries(count: u32) -> Folder {
    prepared(|disk| {
        let mut device = running(disk);
        device.enrol(enrolment()).unwrap();
        let texts: Vec<_> = (0..count).map(|number| format!("before {number}")).collect();
        device.append(START, 1, &texts).unwrap();
    })
}

fn before(count: u32) -> Vec<String> {
    (0..count).map(|number| format!("before {number}")).collect()
}

/// The file opens and is sound, shows all that was saved and of what was asked all or nothing, and saves again.
fn check(disk: &Disk, said: &Said, there: &[String]) {
    sound_device(disk, &device_key());
    let mut device = running(disk);
    let shown = device.shown();
    let distinct: BTreeSet<_> = shown.iter().cloned().collect();
    assert_eq!(distinct.len(), shown.len(), "something is there twice: {shown:?}");
    let lost: Vec<_> = there.iter().chain(&said.saved).filter(|text| !distinct.contains(*text)).collect();
    assert!(lost.is_empty(), "saved and lost: {lost:?}");
    let half = said.asked.iter().filter(|text| distinct.contains(*text)).count();
    assert!(half == 0 || half == said.asked.len(), "half of a save: {half} of {:?}", said.asked);
    assert_eq!(distinct.len(), there.len() + said.saved.len() + half, "{shown:?}");
    device.append(START, 1, &["afterwards".to_owned()]).unwrap();
    device.stop();
    sound_device(disk, &device_key());
}

/// Saves these batches one after the other.
fn save(device: &mut Device, said: &mut Said, batches: &[&[&str]]) {
    for batch in batches {
        let texts: Vec<_> = batch.iter().map(|text| (*text).to_owned()).collect();
        said.asked.clone_from(&texts);
        if device.append(START, 1, &texts).is_err() {
            return;
        }
        said.saved.extend(std::mem::take(&mut said.asked));
    }
    said.is_done = true;
}

fn start(disk: &Disk) -> Option<Device> {
    let mut device = on(disk);
    device.start().ok().map(|()| device)
}

fn answer(log: LogId, have: u64) -> Answer {
    let server_time = ServerTime { server: START, elapsed_ms: 0, boot: BootId([1; 8]), round_trip_ms: 1, wall: START };
    Answer { epoch: Epoch([2; 16]), token: Some(CloneToken([3; 16])), server_time, ..daylog_testkit::answer(log, have) }
}
