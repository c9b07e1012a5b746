//! New log generations of the log, and entries that moved twice.

use daylog_domain::{
    entries::{
        Content, Entry,
        correct::Correct,
        errand::{Errand, Item, Step},
        withdraw::Withdraw,
    },
    ids::{CadreId, EntryId, HouseholdId, LogId},
};
use daylog_store::Answer;
use daylog_testkit::disk::Disk;
use daylog_tests::parts::{Device, START, device_key, note, sound_device};
use daylog_wire::feed::{FeedEntry, FeedItem};

use super::{Said, answer, before, check, enrolment, running, start, with_entries};
use crate::cuts::{at_every_change, prepared};

#[test]
fn a_new_log_generation_drops_nothing() {
    for common in [0, 4] {
        let operation = |disk: &Disk, said: &mut Said| {
            let Some(mut device) = start(disk) else { return };
            let log = device.store().log().unwrap().log;
            said.is_done = device.store().move_behind(log, common).is_ok();
        };
        at_every_change("log generation", &with_entries(9), operation, |disk, said: &Said| {
            let last = running(disk).store().log().unwrap().last;
            assert!(last == 9 - common || (!said.is_done && last == 9), "{last}");
            check(disk, &Said::default(), &before(9));
        });
    }
}

/// An errand with its steps, a correction and a withdrawal: entries that name others.
pub fn entries_that_name_others(device: &mut Device) {
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

/// What `entries_that_name_others` said of each other still holds.
pub fn amended_as_said(device: &Device) {
    let lines = device.lines();
    assert_eq!(lines.iter().filter(|line| line.effective.corrected).count(), 1);
    assert_eq!(lines.iter().filter(|line| line.effective.withdrawn).count(), 1);
    // The step "done" was withdrawn: the errand is open again.
    assert_eq!(device.open().open_errands(Some(HouseholdId(1))).unwrap().len(), 1);
}

#[test]
fn a_new_log_generation_of_entries_that_name_others() {
    let before = prepared(|disk| {
        let mut device = running(disk);
        device.enrol(enrolment()).unwrap();
        entries_that_name_others(&mut device);
    });
    let operation = |disk: &Disk, said: &mut Said| {
        let Some(mut device) = start(disk) else { return };
        let log = device.store().log().unwrap().log;
        said.is_done = device.store().move_behind(log, 0).is_ok();
    };
    at_every_change("log generation of amendments", &before, operation, |disk, _: &Said| {
        sound_device(disk, &device_key());
        let device = running(disk);
        amended_as_said(&device);
    });
}

/// A line of this device, as the district has it under another name.
fn as_received(entry: &Entry, log: LogId, sequence: u64) -> FeedItem {
    FeedItem::Entry(FeedEntry {
        log,
        sequence,
        cadre: CadreId(1),
        cadre_name: "张如彬".to_owned(),
        received: START,
        bytes: daylog_wire::entry_to_bytes(entry),
        salt: None,
    })
}

#[test]
fn what_a_copy_moved_too_is_shown_once() {
    let mut page = Vec::new();
    let before_it = prepared(|disk| {
        disk.put_back(&with_entries(6));
        let mut device = running(disk);
        let log = device.store().log().unwrap().log;
        let first_places = device.lines();
        device.store().move_behind(log, 2).unwrap();
        let moved: Vec<_> = device.lines().into_iter().filter(|line| line.stored.entry.origin.is_some()).collect();
        assert_eq!(moved.len(), 4);
        // The copy moved them to a log of its own, and one came back to where it stood first.
        page.extend(moved.iter().zip(1..).map(|(line, sequence)| as_received(&line.stored.entry, LogId([8; 16]), sequence)));
        page.push(as_received(&first_places[4].stored.entry, log, 5));
    });
    let operation = |disk: &Disk, said: &mut Said| {
        let Some(mut device) = start(disk) else { return };
        let log = device.store().log().unwrap().log;
        said.is_done = device.store().apply(&Answer { items: page.clone(), feed: Some(5), ..answer(log, 0) }).is_ok();
    };
    at_every_change("duplicates", &before_it, operation, |disk, said: &Said| {
        assert!(running(disk).store().device().unwrap().feed == 5 || !said.is_done);
        check(disk, &Said::default(), &before(6));
    });
}

#[test]
fn what_stands_where_the_district_holds_something_else_makes_room() {
    let operation = |disk: &Disk, said: &mut Said| {
        let Some(mut device) = start(disk) else { return };
        let log = device.store().log().unwrap().log;
        let other = note(device.reading(START), 1, "of the copy");
        said.asked = vec!["of the copy".to_owned()];
        let answer = Answer { items: vec![as_received(&other, log, 4)], feed: Some(1), ..answer(log, 5) };
        if device.store().apply(&answer).is_ok() {
            said.saved = std::mem::take(&mut said.asked);
        }
    };
    at_every_change("making room", &with_entries(5), operation, |disk, said: &Said| {
        let came = running(disk).store().device().unwrap().feed == 1;
        assert_eq!(running(disk).shown().len(), if came { 6 } else { 5 }, "the page and its cursor");
        check(disk, said, &before(5));
    });
}
