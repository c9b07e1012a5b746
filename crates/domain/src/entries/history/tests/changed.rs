//! What people read of an entry that was changed, and what it still asks for.

use super::*;
use crate::entries::{Change, changes};

#[test]
fn a_history_names_what_counts_in_the_order_in_which_it_was_saved_with_the_time_that_was_claimed_then() {
    let original = saved("10:50", "10:50", temperature("36.5"));
    for (rule, amendments, expected) in [
        ("untouched", &[][..], "saved 10:50"),
        (
            "as they were saved, whatever came first",
            &["phone 3 at 11:05: withdraw", "phone 2 at 11:00: correct 36.8"],
            "saved 10:50, corrected 10:50, withdrawn 10:50",
        ),
        (
            "a time stays until another is said",
            &["phone 2 at 11:00: correct 36.8 to 10:40", "phone 3 at 11:05: correct 36.9", "phone 4 at 11:06: correct 36.9 to 10:45"],
            "saved 10:50, corrected 10:40, corrected 10:40, corrected 10:45",
        ),
        ("another cadre's word is none", &["other's desktop 1 at 11:00: withdraw"], "saved 10:50"),
        (
            "nor one after the withdrawal",
            &["phone 2 at 11:00: withdraw", "phone 3 at 11:05: correct 36.8 to 10:40"],
            "saved 10:50, withdrawn 10:50",
        ),
    ] {
        let amendments: Vec<_> = amendments.iter().map(|text| amendment(text)).collect();
        let given: Vec<_> = amendments.iter().map(|(id, _, entry)| (*id, entry)).collect();
        let found = changes(ORIGINAL, &original, &folded(&original, &amendments), &given);
        let word = |change: &Change<'_>| format!("{:?} {}", change.kind, Zone::SHANGHAI.minute_of(change.claimed)).to_lowercase();
        assert_eq!(found.iter().map(word).collect::<Vec<_>>().join(", "), expected, "{rule}");
    }
}

#[test]
fn an_alarm_is_raised_by_what_stands_and_by_nothing_that_was_taken_back() {
    for (rule, amendments, alarm) in [
        ("a fever", &[][..], Some(Alarm::Fever)),
        ("it was misread", &["phone 2 at 11:00: correct 36.8"], None),
        ("taken back", &["phone 2 at 11:00: withdraw"], None),
        ("another cadre takes nothing back", &["other's desktop 1 at 11:00: withdraw"], Some(Alarm::Fever)),
    ] {
        let amendments: Vec<_> = amendments.iter().map(|text| amendment(text)).collect();
        let original = saved("10:50", "10:50", temperature("37.8"));
        assert_eq!(folded(&original, &amendments).alarm(Celsius::FEVER), alarm, "{rule}");
    }
}
