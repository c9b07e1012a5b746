//! First openings, enrolment, saves, and what is typed.

use daylog_domain::ids::CadreId;
use daylog_testkit::disk::{Disk, Survival};
use daylog_tests::parts::{START, device_key, sound_device};

use super::{Said, before, check, enrolment, running, save, start, with_entries};
use crate::cuts::{at_every_change, prepared};

#[test]
fn the_first_opening() {
    let operation = |disk: &Disk, said: &mut Said| {
        if let Some(mut device) = start(disk) {
            said.key = Some(device.store().device().unwrap().public.0);
        }
    };
    let empty = prepared(|_| {});
    at_every_change("first opening", &empty, operation, |disk, said: &Said| {
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
    let operation = |disk: &Disk, said: &mut Said| {
        said.is_done = start(disk).is_some_and(|mut device| device.enrol(enrolment()).is_ok());
    };
    at_every_change("enrolment", &before, operation, |disk, said: &Said| {
        let enrolled = running(disk).store().device().unwrap().enrolled;
        assert!(enrolled.is_some() || !said.is_done);
        assert!(enrolled.is_none_or(|enrolled| enrolled.cadre == CadreId(1) && enrolled.district == "延吉市"));
        check(disk, &Said::default(), &[]);
    });
}

#[test]
fn one_save() {
    let operation = |disk: &Disk, said: &mut Said| start(disk).into_iter().for_each(|mut device| save(&mut device, said, &[&["one"]]));
    at_every_change("one save", &with_entries(3), operation, |disk, said| check(disk, said, &before(3)));
}

#[test]
fn a_save_of_several_is_whole_or_not_there() {
    let operation = |disk: &Disk, said: &mut Said| {
        start(disk).into_iter().for_each(|mut device| save(&mut device, said, &[&["a1", "a2", "a3", "a4"], &["b1", "b2", "b3"]]));
    };
    at_every_change("saves of several", &with_entries(3), operation, |disk, said| check(disk, said, &before(3)));
}

#[test]
fn saves_across_the_end_of_a_block() {
    let operation = |disk: &Disk, said: &mut Said| {
        start(disk).into_iter().for_each(|mut device| save(&mut device, said, &[&["62"], &["63"], &["64"], &["65"], &["66"]]));
    };
    at_every_change("block", &with_entries(61), operation, |disk, said| check(disk, said, &before(61)));
}

#[test]
fn saves_while_another_connection_moves_the_write_ahead_log_into_the_file() {
    let operation = |disk: &Disk, said: &mut Said| {
        let Some(mut device) = start(disk) else { return };
        save(&mut device, said, &[&["1"], &["2"]]);
        let Ok(other) = rusqlite::Connection::open(disk.path("daylog.db")) else { return };
        let hex = "07".repeat(32);
        let _may_fail = other.execute_batch(&format!("pragma key = \"x'{hex}'\"; pragma wal_checkpoint(restart)"));
        if said.is_done {
            save(&mut device, said, &[&["3"], &["4"]]);
        }
    };
    at_every_change("checkpoint", &with_entries(20), operation, |disk, said| check(disk, said, &before(20)));
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
    let operation = |disk: &Disk, said: &mut Said| start(disk).into_iter().for_each(|mut device| save(&mut device, said, &[&["x"]]));
    at_every_change("recovery", &before_it, operation, |disk, said| check(disk, said, &there));
}

#[test]
fn a_field_that_is_kept() {
    let operation = |disk: &Disk, said: &mut Said| {
        let Some(mut device) = start(disk) else { return };
        for text in ["六瓶", "六瓶啤酒"] {
            if device.store().keep_field("draft", Some(text)).is_err() {
                return;
            }
            said.saved = vec![text.to_owned()];
        }
    };
    at_every_change("kept field", &with_entries(1), operation, |disk, said: &Said| {
        let kept = running(disk).store().kept_field("draft").unwrap();
        assert!(said.saved.first().is_none_or(|said| kept.as_ref().is_some_and(|kept| kept.starts_with(said.as_str()))), "{kept:?}");
        check(disk, &Said::default(), &before(1));
    });
}
