//! What the server's answers bring: pages, and what it says it holds.

use daylog_store::{Answer, Refusal};
use daylog_testkit::disk::Disk;
use daylog_tests::parts::{device_key, sound_device};
use daylog_wire::{feed::FeedItem, message::CloneToken};

use super::{Said, answer, before, check, of_colleague, running, start, with_entries};
use crate::cuts::at_every_change;

#[test]
fn a_page_and_its_cursor_come_together() {
    let page = |first: u64, count: u64| -> Vec<FeedItem> {
        (first..first + count).map(|sequence| of_colleague(sequence, 1, &format!("colleague {sequence}"))).collect()
    };
    let operation = |disk: &Disk, said: &mut Said| {
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
    at_every_change("pages", &with_entries(3), operation, |disk, said: &Said| {
        sound_device(disk, &device_key());
        let mut device = running(disk);
        let feed = device.store().device().unwrap().feed;
        assert!(said.saved.last().is_none_or(|said| said.parse::<u64>().unwrap() <= feed));
        assert_eq!(device.shown().len() as u64, 3 + feed, "a page without its cursor, or the other way round");
    });
}

#[test]
fn what_the_server_said_it_holds_stays_said() {
    let operation = |disk: &Disk, said: &mut Said| {
        let Some(mut device) = start(disk) else { return };
        let log = device.store().log().unwrap().log;
        let refused = vec![Refusal { sequence: 2, reason: "entry_unreadable".to_owned() }];
        said.is_done = device.store().apply(&Answer { refused, ..answer(log, 5) }).is_ok();
    };
    at_every_change("receipt", &with_entries(8), operation, |disk, said: &Said| {
        let mut device = running(disk);
        let (pending, token) = (device.store().pending().unwrap(), device.store().log().unwrap().token);
        assert!(
            (pending, token) == (3, Some(CloneToken([3; 16]))) || (!said.is_done && (pending, token) == (8, None)),
            "{pending} {token:?}"
        );
        check(disk, &Said::default(), &before(8));
    });
}
