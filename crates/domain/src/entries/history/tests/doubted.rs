//! Entries of a clock that is doubted, before and after it becomes known when they were saved.

use super::*;
use crate::clocks::ServerTime;

/// Clocks of a boot in which a server was heard at `heard`, if it was; without one the wall clock starts from 1970.
fn rebooted(saved_at: &str, heard: Option<&str>) -> Clocks {
    let since_midnight = |time: &str| u64::try_from(at(time).millis_since(at("00:00"))).unwrap();
    let word = |boot, time: &str| ServerTime { server: at(time), elapsed_ms: since_midnight(time), boot, round_trip_ms: 0, wall: at(time) };
    let server = heard.map_or_else(|| word(BootId([8; 8]), "07:00"), |heard| word(BootId([9; 8]), heard));
    Clocks { wall: Instant(0), elapsed_ms: since_midnight(saved_at), boot: BootId([9; 8]), server: Some(server), doubted: None }
}

#[test]
fn an_entry_of_a_doubted_clock_is_late_by_when_it_was_saved_and_not_by_when_that_became_known() {
    let reset = "00:00";
    for (rule, wall, claimed, corrections, expected) in [
        ("nothing is known yet", reset, "07:00", &[][..], ("07:00", false, false)),
        ("its own device learned when it was", reset, "07:00", &[("clock", "10:00")], ("10:00", false, false)),
        ("the same where the wall clock was ahead", "12:00", "12:00", &[("clock", "10:00")], ("10:00", false, false)),
        ("the same where it claimed what was to come", reset, "12:00", &[("clock", "10:00")], ("10:00", false, false)),
        ("what its device says is not what is proven", reset, "07:00", &[("clock", "10:01")], ("10:01", false, true)),
        ("its cadre says when it was", reset, "07:00", &[("typo", "09:50")], ("09:50", false, false)),
        ("and it was long before it was saved", reset, "07:00", &[("typo", "09:00")], ("09:00", false, true)),
        ("and it was after it was saved", reset, "07:00", &[("typo", "13:00")], ("13:00", false, true)),
        ("and claims what was still to come", reset, "07:00", &[("typo", "18:00")], ("18:00", true, false)),
        ("its device, and then its cadre", reset, "07:00", &[("clock", "10:00"), ("typo", "09:45")], ("09:45", false, false)),
    ] {
        let entry = saved(claimed, "10:00", temperature("36.5"));
        let wall = if wall == reset { Instant(0) } else { at(wall) };
        let original = Entry { clocks: Clocks { wall, ..rebooted("10:00", None) }, ..entry };
        let corrections: Vec<_> = (2..)
            .zip(corrections)
            .map(|(sequence, (reason, to))| {
                let content = Box::new(temperature("36.5"));
                let correct = Correct { of: ORIGINAL, at: Some(at(to)), content, note: None, reason: (*reason).into() };
                let entry = saved("15:00", "15:00", Content::Correct(correct));
                (EntryId { log: PHONE, sequence }, MINE, Entry { clocks: rebooted("15:00", Some("14:00")), ..entry })
            })
            .collect();
        let effective = folded(&original, &corrections);
        assert_eq!((effective.at.instant, effective.ahead, effective.is_late(30)), (at(expected.0), expected.1, expected.2), "{rule}");
    }
}

#[test]
fn a_time_that_was_not_certain_stays_so_until_a_correction_says_another() {
    let mut original = saved("10:50", "10:50", temperature("36.5"));
    let word = ServerTime { boot: BootId([9; 8]), server: at("10:50"), elapsed_ms: 0, round_trip_ms: 0, wall: at("10:50") };
    original.clocks = Clocks { wall: Instant(0), server: Some(word), ..original.clocks };
    for (said, is_uncertain) in [("withdraw", true), ("correct 36.8", true), ("correct 36.8 to 11:05", false)] {
        assert_eq!(folded(&original, &[amendment(&format!("phone 2 at 11:00: {said}"))]).is_uncertain(&original), is_uncertain, "{said}");
    }
}
