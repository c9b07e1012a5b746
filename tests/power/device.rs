//! The device's file: each way in which it is written, with the power going at every change.

use std::collections::BTreeSet;

use daylog_domain::{
    clocks::{BootId, ServerTime},
    entry::{
        Content, Entry,
        amend::{Correct, Withdraw},
        errand::{Errand, Item, Step},
    },
    ids::{CadreId, DeviceId, EntryId, HouseholdId, LogId},
    settings::Settings,
    time::{Instant, Zone},
};
use daylog_store::{Answer, Refusal};
use daylog_testkit::disk::{Disk, Folder, Survival};
use daylog_tests::parts::{Device, START, device_key, note, sound_device};
use daylog_wire::{
    enrol::Enrolment,
    feed::{DistrictRecord, FeedEntry, FeedItem},
    keys::SigningKey,
    message::{CloneToken, Epoch},
};

use crate::cuts::{at_every_change, prepared};

/// What was said to have happened before the power went.
#[derive(Default)]
pub struct Said {
    saved: Vec<String>,
    /// Asked for, with no answer yet: may be there or not, but only whole.
    asked: Vec<String>,
    is_done: bool,
    key: Option<[u8; 32]>,
}

fn enrolment() -> Enrolment {
    let district = DistrictRecord { name: "延吉市".to_owned(), settings: Settings::default_in(Zone::SHANGHAI) };
    Enrolment {
        device: DeviceId(1),
        cadre: CadreId(1),
        cadre_name: "张如彬".to_owned(),
        office: "市委办督查室".to_owned(),
        district: serde_json::to_string(&district).unwrap(),
        epoch: Epoch([1; 16]),
        server: SigningKey::from_seed(&[5; 32]).unwrap().public(),
        recovery: [1; 32],
        addresses: vec!["127.0.0.1:9".to_owned()],
        directory: None,
    }
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

#[test]
fn the_first_opening() {
    let act = |disk: &Disk, said: &mut Said| {
        if let Some(mut device) = start(disk) {
            said.key = Some(device.store().device().unwrap().public.0);
        }
    };
    let empty = prepared(|_| {});
    at_every_change("first opening", &empty, act, |disk, said: &Said| {
        let mut device = running(disk);
        let key = device.store().device().unwrap().public.0;
        assert!(said.key.is_none_or(|said| said == key), "the key was said and is another now");
        device.stop();
        sound_device(disk, &device_key());
    });
}

#[test]
fn enrolment_is_there_whole_once_it_was_kept() {
    let before = prepared(|disk| drop(running(disk)));
    let act = |disk: &Disk, said: &mut Said| {
        said.is_done = start(disk).is_some_and(|mut device| device.enrol(enrolment()).is_ok());
    };
    at_every_change("enrolment", &before, act, |disk, said: &Said| {
        let enrolled = running(disk).store().device().unwrap().enrolled;
        assert!(enrolled.is_some() || !said.is_done);
        assert!(enrolled.is_none_or(|enrolled| enrolled.cadre == CadreId(1) && enrolled.district == "延吉市"));
        check(disk, &Said::default(), &[]);
    });
}

#[test]
fn one_save() {
    let act = |disk: &Disk, said: &mut Said| start(disk).into_iter().for_each(|mut device| save(&mut device, said, &[&["one"]]));
    at_every_change("one save", &with_entries(3), act, |disk, said| check(disk, said, &before(3)));
}

#[test]
fn a_save_of_several_is_whole_or_not_there() {
    let act = |disk: &Disk, said: &mut Said| {
        start(disk).into_iter().for_each(|mut device| save(&mut device, said, &[&["a1", "a2", "a3", "a4"], &["b1", "b2", "b3"]]));
    };
    at_every_change("saves of several", &with_entries(3), act, |disk, said| check(disk, said, &before(3)));
}

#[test]
fn saves_across_the_end_of_a_block() {
    let act = |disk: &Disk, said: &mut Said| {
        start(disk).into_iter().for_each(|mut device| save(&mut device, said, &[&["62"], &["63"], &["64"], &["65"], &["66"]]));
    };
    at_every_change("block", &with_entries(61), act, |disk, said| check(disk, said, &before(61)));
}

#[test]
fn saves_while_another_connection_moves_the_write_ahead_log_into_the_file() {
    let act = |disk: &Disk, said: &mut Said| {
        let Some(mut device) = start(disk) else { return };
        save(&mut device, said, &[&["1"], &["2"]]);
        let Ok(other) = rusqlite::Connection::open(disk.path("daylog.db")) else { return };
        let hex = "07".repeat(32);
        let _may_fail = other.execute_batch(&format!("pragma key = \"x'{hex}'\"; pragma wal_checkpoint(restart)"));
        if said.is_done {
            save(&mut device, said, &[&["3"], &["4"]]);
        }
    };
    at_every_change("checkpoint", &with_entries(20), act, |disk, said| check(disk, said, &before(20)));
}

#[test]
fn coming_back_after_a_cut_is_cut_as_well() {
    let before_it = prepared(|disk| {
        disk.put_back(&with_entries(10));
        let mut device = running(disk);
        (0..8).for_each(|number| drop(device.append(START, 1, &[format!("then {number}")]).unwrap()));
        disk.cut();
        device.stop();
        disk.reboot(Survival::Seeded(3));
    });
    let there: Vec<_> = before(10).into_iter().chain((0..8).map(|number| format!("then {number}"))).collect();
    let act = |disk: &Disk, said: &mut Said| start(disk).into_iter().for_each(|mut device| save(&mut device, said, &[&["x"]]));
    at_every_change("recovery", &before_it, act, |disk, said| check(disk, said, &there));
}

fn answer(log: LogId, have: u64) -> Answer {
    let server_time = ServerTime { server: START, elapsed_ms: 0, boot: BootId([1; 8]), round_trip_ms: 1, wall: START };
    Answer {
        log,
        epoch: Epoch([2; 16]),
        have,
        receipt: None,
        token: Some(CloneToken([3; 16])),
        refused: Vec::new(),
        items: Vec::new(),
        feed: None,
        colleagues: None,
        server_time,
        checkpoint: None,
        horizon: None,
        directory: None,
    }
}

fn of_colleague(sequence: u64) -> FeedItem {
    let entry = note(Device::on(Disk::new(), 1).reading(START), 1, &format!("colleague {sequence}"));
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

#[test]
fn a_page_and_its_cursor_come_together() {
    let page = |first: u64, count: u64| -> Vec<FeedItem> { (first..first + count).map(of_colleague).collect() };
    let act = |disk: &Disk, said: &mut Said| {
        let Some(mut device) = start(disk) else { return };
        let log = device.store().log().unwrap().log;
        for feed in [30, 60] {
            let answer = Answer { items: page(feed - 29, 30), feed: Some(feed), ..answer(log, 0) };
            if device.store().apply(&answer).is_err() {
                return;
            }
            said.saved.push(feed.to_string());
        }
    };
    at_every_change("pages", &with_entries(3), act, |disk, said: &Said| {
        sound_device(disk, &device_key());
        let mut device = running(disk);
        let feed = device.store().device().unwrap().feed;
        assert!(said.saved.last().is_none_or(|said| said.parse::<u64>().unwrap() <= feed));
        assert_eq!(device.shown().len() as u64, 3 + feed, "a page without its cursor, or the other way round");
    });
}

#[test]
fn what_the_server_said_it_holds_stays_said() {
    let act = |disk: &Disk, said: &mut Said| {
        let Some(mut device) = start(disk) else { return };
        let log = device.store().log().unwrap().log;
        let refused = vec![Refusal { sequence: 2, reason: "entry_unreadable".to_owned() }];
        said.is_done = device.store().apply(&Answer { refused, ..answer(log, 5) }).is_ok();
    };
    at_every_change("receipt", &with_entries(8), act, |disk, said: &Said| {
        let mut device = running(disk);
        let (pending, token) = (device.store().pending().unwrap(), device.store().log().unwrap().token);
        assert!(
            (pending, token) == (3, Some(CloneToken([3; 16]))) || (!said.is_done && (pending, token) == (8, None)),
            "{pending} {token:?}"
        );
        check(disk, &Said::default(), &before(8));
    });
}

#[test]
fn a_new_incarnation_drops_nothing() {
    for common in [0, 4] {
        let act = |disk: &Disk, said: &mut Said| {
            let Some(mut device) = start(disk) else { return };
            let log = device.store().log().unwrap().log;
            said.is_done = device.store().move_behind(log, common).is_ok();
        };
        at_every_change("incarnation", &with_entries(9), act, |disk, said: &Said| {
            let last = running(disk).store().log().unwrap().last;
            assert!(last == 9 - common || (!said.is_done && last == 9), "{last}");
            check(disk, &Said::default(), &before(9));
        });
    }
}

/// An errand with its steps, a correction and a withdrawal: entries that name others.
fn entries_that_name_others(device: &mut Device) {
    let entry = |content| Entry { content, ..note(device.reading(START), 1, "") };
    let log = device.open().log().unwrap().log;
    let at = |sequence| EntryId { log, sequence };
    let errand = |errand, step| {
        let items = vec![Item { what: "beer".to_owned(), quantity: 6, unit: None }];
        Content::Errand(Errand { errand, step, items, floor: None, seal_after: None })
    };
    let correct = Correct {
        of: at(1),
        at: None,
        content: Box::new(note(device.reading(START), 1, "corrected").content),
        note: None,
        reason: "看错了".to_owned(),
    };
    let entries = [
        entry(note(device.reading(START), 1, "first").content),
        entry(errand(None, Step::Asked)),
        entry(errand(Some(at(2)), Step::Done)),
        entry(Content::Correct(correct)),
        entry(Content::Withdraw(Withdraw { of: at(3), reason: "undo".to_owned() })),
    ];
    device.store().append(&entries).unwrap();
}

#[test]
fn a_new_incarnation_of_entries_that_name_others() {
    let before = prepared(|disk| {
        let mut device = running(disk);
        device.enrol(enrolment()).unwrap();
        entries_that_name_others(&mut device);
    });
    let act = |disk: &Disk, said: &mut Said| {
        let Some(mut device) = start(disk) else { return };
        let log = device.store().log().unwrap().log;
        said.is_done = device.store().move_behind(log, 0).is_ok();
    };
    at_every_change("incarnation of amendments", &before, act, |disk, _: &Said| {
        sound_device(disk, &device_key());
        let device = running(disk);
        let lines = device.open().lines_between(Instant(i64::MIN), Instant(i64::MAX)).unwrap();
        assert_eq!(lines.iter().filter(|line| line.effective.corrected).count(), 1);
        assert_eq!(lines.iter().filter(|line| line.effective.withdrawn).count(), 1);
        // The step "done" was withdrawn: the errand is open again.
        assert_eq!(device.open().open_errands(Some(HouseholdId(1))).unwrap().len(), 1);
    });
}

#[test]
fn a_field_that_is_kept() {
    let act = |disk: &Disk, said: &mut Said| {
        let Some(mut device) = start(disk) else { return };
        for text in ["六瓶", "六瓶啤酒"] {
            if device.store().keep_field("draft", Some(text)).is_err() {
                return;
            }
            said.saved = vec![text.to_owned()];
        }
    };
    at_every_change("kept field", &with_entries(1), act, |disk, said: &Said| {
        let kept = running(disk).store().kept_field("draft").unwrap();
        assert!(said.saved.first().is_none_or(|said| kept.as_ref().is_some_and(|kept| kept.starts_with(said.as_str()))), "{kept:?}");
        check(disk, &Said::default(), &before(1));
    });
}
