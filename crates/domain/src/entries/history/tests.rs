//! Corrections and withdrawals as a table.

use proptest::prelude::*;

use super::*;
use crate::{
    clocks::{BootId, Clocks},
    coverage::Observation,
    entries::{
        Outcome,
        correct::Correct,
        temperature::{Celsius, Measured, Method, Temperature},
        withdraw::Withdraw,
    },
    ids::{HouseholdId, ResidentId},
    plan::CheckKind,
    target::Target,
    time::Zone,
};

mod changed;
mod doubted;

const MINE: CadreId = CadreId(1);
const PHONE: LogId = LogId([1; 16]);
const DESKTOP: LogId = LogId([2; 16]);
const ORIGINAL: EntryId = EntryId { log: PHONE, sequence: 1 };

fn at(time: &str) -> Instant {
    Zone::SHANGHAI.parse(&format!("2020-02-27T{time}")).unwrap()
}

fn temperature(result: &str) -> Content {
    let result = match result {
        "normal" => Measured::Normal,
        "no_answer" => Measured::NoAnswer,
        reading => Measured::Reading(reading.parse().unwrap()),
    };
    Content::Temperature(Temperature { result, method: Method::SelfReported, site: None })
}

fn saved(claimed: &str, saved_at: &str, content: Content) -> Entry {
    Entry {
        about: Target::home(HouseholdId(1), Some(ResidentId(1))).into(),
        at: Claimed { instant: at(claimed), zone: Zone::SHANGHAI },
        clocks: Clocks { wall: at(saved_at), elapsed_ms: 0, boot: BootId([0; 8]), server: None, doubted: None },
        content,
        note: Some("电话".into()),
        late: None,
        origin: None,
    }
}

/// One amendment as a row writes it: `phone 2 at 11:00: correct 36.8`, `correct 36.8 to 10:40`, `withdraw`;
/// a leading `other's` is by another cadre, a trailing `of 9` acts on another entry.
fn amendment(text: &str) -> (EntryId, CadreId, Entry) {
    let (cadre, text) = text.strip_prefix("other's ").map_or((MINE, text), |rest| (CadreId(2), rest));
    let (text, of) = text.strip_suffix(" of 9").map_or((text, ORIGINAL), |rest| (rest, EntryId { log: PHONE, sequence: 9 }));
    let (who, what) = text.split_once(": ").unwrap();
    let mut who = who.split(' ');
    let log = if who.next() == Some("phone") { PHONE } else { DESKTOP };
    let id = EntryId { log, sequence: who.next().unwrap().parse().unwrap() };
    let saved_at = who.nth(1).unwrap();
    let content = match what.strip_prefix("correct ") {
        None => Content::Withdraw(Withdraw { of, reason: "undo".into() }),
        Some(correction) => {
            let (reading, time) = correction.split_once(" to ").map_or((correction, None), |(reading, time)| (reading, Some(at(time))));
            let content = Box::new(temperature(reading));
            Content::Correct(Correct { of, at: time, content, note: None, reason: "看错".into() })
        }
    };
    (id, cadre, saved(saved_at, saved_at, content))
}

fn folded(original: &Entry, amendments: &[(EntryId, CadreId, Entry)]) -> Effective {
    let evidence = Evidence::default();
    let amendments: Vec<_> = amendments.iter().map(|(id, cadre, entry)| Amendment { id: *id, cadre: *cadre, entry, evidence }).collect();
    fold(ORIGINAL, MINE, original, evidence, &amendments)
}

/// Such as `36.8 at 10:50, corrected, 1 ignored`.
fn words(effective: &Effective) -> String {
    let Content::Temperature(Temperature { result, .. }) = &effective.content else { panic!("{effective:?}") };
    let reading = match result {
        Measured::Reading(celsius) => celsius.to_string(),
        other => format!("{other:?}").to_lowercase(),
    };
    let mut words = format!("{reading} at {}", effective.at.zone.minute_of(effective.at.instant));
    if effective.corrected {
        words += ", corrected";
    }
    if effective.withdrawn {
        words += ", withdrawn";
    }
    if !effective.ignored.is_empty() {
        words += &format!(", {} ignored", effective.ignored.len());
    }
    words
}

#[test]
fn an_entry_says_what_its_cadre_last_made_of_it() {
    for (rule, amendments, expected) in [
        ("untouched", &[][..], "36.5 at 10:50"),
        ("corrected", &["phone 2 at 11:00: correct 36.8"], "36.8 at 10:50, corrected"),
        ("corrected in its time as well", &["phone 2 at 11:00: correct 36.8 to 10:40"], "36.8 at 10:40, corrected"),
        ("the last correction stands", &["phone 2 at 11:00: correct 36.8", "phone 3 at 11:05: correct 36.9"], "36.9 at 10:50, corrected"),
        (
            "a corrected time stays",
            &["phone 2 at 11:00: correct 36.8 to 10:40", "phone 3 at 11:05: correct 36.9"],
            "36.9 at 10:40, corrected",
        ),
        ("withdrawn", &["phone 2 at 11:00: withdraw"], "36.5 at 10:50, withdrawn"),
        (
            "corrected, then withdrawn",
            &["phone 2 at 11:00: correct 36.8", "phone 3 at 11:05: withdraw"],
            "36.8 at 10:50, corrected, withdrawn",
        ),
        (
            "a correction revives nothing",
            &["phone 2 at 11:00: withdraw", "phone 3 at 11:05: correct 36.8"],
            "36.5 at 10:50, withdrawn, 1 ignored",
        ),
        ("withdrawn twice", &["phone 2 at 11:00: withdraw", "desktop 1 at 11:05: withdraw"], "36.5 at 10:50, withdrawn, 1 ignored"),
        ("another cadre corrects", &["other's desktop 1 at 11:00: correct 40.0"], "36.5 at 10:50, 1 ignored"),
        ("another cadre withdraws", &["other's desktop 1 at 11:00: withdraw"], "36.5 at 10:50, 1 ignored"),
        ("it names another entry", &["phone 2 at 11:00: withdraw of 9"], "36.5 at 10:50, 1 ignored"),
        (
            "two devices, in the order saved",
            &["phone 2 at 11:10: correct 36.8", "desktop 1 at 11:05: correct 36.9"],
            "36.8 at 10:50, corrected",
        ),
        (
            "two devices at one time, always the same",
            &["phone 2 at 11:05: correct 36.8", "desktop 1 at 11:05: correct 36.9"],
            "36.9 at 10:50, corrected",
        ),
        (
            "a clock set back does not reorder a log",
            &["phone 2 at 11:10: correct 36.8", "phone 3 at 11:00: correct 36.9"],
            "36.9 at 10:50, corrected",
        ),
        (
            "nor against another device",
            &["phone 2 at 11:10: withdraw", "phone 3 at 11:00: correct 36.9", "desktop 1 at 11:05: correct 36.7"],
            "36.7 at 10:50, corrected, withdrawn, 1 ignored",
        ),
    ] {
        let original = saved("10:50", "10:50", temperature("36.5"));
        let mut amendments: Vec<_> = amendments.iter().map(|text| amendment(text)).collect();
        assert_eq!(words(&folded(&original, &amendments)), expected, "{rule}");
        amendments.reverse();
        assert_eq!(words(&folded(&original, &amendments)), expected, "{rule}, arriving the other way round");
    }
}

#[test]
fn the_note_is_the_corrections_and_the_amendments_that_count_are_named_in_order() {
    let original = saved("10:50", "10:50", temperature("36.5"));
    assert_eq!(folded(&original, &[]).note.as_deref(), Some("电话"));
    let rows = ["desktop 1 at 11:10: withdraw", "phone 2 at 11:00: correct 36.8", "other's desktop 2 at 11:05: withdraw"];
    let effective = folded(&original, &rows.map(amendment));
    let id = |log, sequence| EntryId { log, sequence };
    assert_eq!(effective.note, None);
    assert_eq!(effective.amendments, [id(PHONE, 2), id(DESKTOP, 1)]);
    assert_eq!(effective.ignored, [id(DESKTOP, 2)]);
}

#[test]
fn a_late_entry_claims_more_than_thirty_minutes_before_it_was_saved() {
    for (claimed, saved_at, late) in [
        ("10:50", "10:50", false),
        ("10:50", "11:20", false),
        ("10:50", "11:21", true),
        ("10:50", "20:00", true),
        ("18:00", "10:50", false),
    ] {
        assert_eq!(is_late(at(claimed), at(saved_at), 30), late, "{claimed} saved at {saved_at}");
    }
    assert!(is_late(at("10:50"), at("10:50").plus_millis(1), 0));
}

#[test]
fn lateness_is_counted_from_when_it_was_first_said() {
    for (rule, original, amendments, late) in [
        ("a misread number put right in the evening", "36.5", &["phone 2 at 20:00: correct 36.8"][..], false),
        ("no answer turned into a reading in the evening", "no_answer", &["phone 2 at 20:00: correct 36.8"], true),
        ("no answer turned into a reading within half an hour", "no_answer", &["phone 2 at 11:10: correct 36.8"], false),
        (
            "turned in the evening, put right later",
            "no_answer",
            &["phone 2 at 20:00: correct 36.8", "phone 3 at 20:10: correct 36.9"],
            true,
        ),
        ("moved back a little in the evening", "36.5", &["phone 2 at 20:00: correct 36.5 to 10:30"], false),
        ("moved back a lot", "36.5", &["phone 2 at 20:00: correct 36.5 to 10:10"], true),
        ("moved on to a time that was still to come when it was saved", "36.5", &["phone 2 at 20:00: correct 36.5 to 18:00"], true),
    ] {
        let original = saved("10:50", "10:55", temperature(original));
        let amendments: Vec<_> = amendments.iter().map(|text| amendment(text)).collect();
        assert_eq!(folded(&original, &amendments).is_late(30), late, "{rule}");
    }
}

#[test]
fn what_is_ahead_of_its_time_counts_for_nothing_until_a_correction_says_it_anew() {
    for (rule, claimed, amendments, ahead, late) in [
        ("saved when it happened", "08:00", &[][..], false, false),
        ("claims the evening", "18:00", &[], true, false),
        ("a little rounded up", "08:08", &[], false, false),
        ("moved to when it happened, at once", "18:00", &["phone 2 at 08:10: correct 36.5 to 08:00"], false, false),
        ("moved to another time still to come", "18:00", &["phone 2 at 08:10: correct 36.5 to 17:00"], true, false),
        ("another reading, the time still to come", "18:00", &["phone 2 at 08:10: correct 36.8"], true, false),
        ("said anew when its time had come", "18:00", &["phone 2 at 18:20: correct 36.5"], false, false),
        ("said anew long after", "18:00", &["phone 2 at 20:00: correct 36.5 to 18:00"], false, true),
        ("an honest one moved ahead", "08:00", &["phone 2 at 08:10: correct 36.5 to 18:00"], true, false),
        (
            "moved ahead and back again",
            "08:00",
            &["phone 2 at 08:10: correct 36.5 to 18:00", "phone 3 at 08:12: correct 36.5 to 08:00"],
            false,
            false,
        ),
        ("another cadre cannot put it right", "18:00", &["other's desktop 1 at 18:20: correct 36.5"], true, false),
    ] {
        let original = saved(claimed, "08:05", temperature("36.5"));
        let amendments: Vec<_> = amendments.iter().map(|text| amendment(text)).collect();
        let effective = folded(&original, &amendments);
        assert_eq!((effective.ahead, effective.is_late(30)), (ahead, late), "{rule}");
        assert_eq!(effective.counts(), !ahead, "{rule}");
        assert_eq!(effective.observation(ORIGINAL, &original, 30).is_none(), ahead, "{rule}");
    }
}

#[test]
fn coverage_gets_the_corrected_entry_and_none_that_was_withdrawn() {
    let original = saved("10:50", "10:50", temperature("no_answer"));
    let corrected = folded(&original, &[amendment("phone 2 at 11:00: correct 36.8 to 10:55")]);
    let expected = Observation {
        entry: ORIGINAL,
        target: Target::home(HouseholdId(1), Some(ResidentId(1))),
        kind: CheckKind::Temperature,
        outcome: Outcome::Done,
        at: at("10:55"),
        said_at: at("11:00"),
        is_late: false,
    };
    assert_eq!(corrected.observation(ORIGINAL, &original, 30), Some(expected));
    assert_eq!(folded(&original, &[amendment("phone 2 at 11:00: withdraw")]).observation(ORIGINAL, &original, 30), None);
    let note = saved("10:50", "10:50", Content::Note(crate::entries::note::Note { text: "通风".into() }));
    assert_eq!(folded(&note, &[]).observation(ORIGINAL, &note, 30), None);
}

/// Two devices with clocks that go as they please, and sometimes another cadre's.
fn any_amendments() -> impl Strategy<Value = Vec<(EntryId, CadreId, Entry)>> {
    prop::collection::vec((any::<bool>(), 0_u8..4, 0_i64..600, 340_u16..420), 0..8).prop_map(|rows| {
        let row = |(sequence, (phone, what, minute, tenths)): (u64, (bool, u8, i64, u16))| {
            let id = EntryId { log: if phone { PHONE } else { DESKTOP }, sequence };
            let content = match what {
                0 => Content::Withdraw(Withdraw { of: ORIGINAL, reason: "undo".into() }),
                _ => Content::Correct(Correct {
                    of: ORIGINAL,
                    at: None,
                    content: Box::new(temperature(&Celsius(tenths).to_string())),
                    note: None,
                    reason: "看错".into(),
                }),
            };
            let mut entry = saved("11:00", "11:00", content);
            entry.clocks.wall = entry.clocks.wall.plus_minutes(minute);
            (id, if what == 1 { CadreId(2) } else { MINE }, entry)
        };
        (2..).zip(rows).map(row).collect()
    })
}

proptest! {
    #[test]
    fn the_order_in_which_amendments_arrive_changes_nothing(
        (amendments, shuffled) in any_amendments().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
    ) {
        let original = saved("10:50", "10:50", temperature("36.5"));
        prop_assert_eq!(folded(&original, &amendments), folded(&original, &shuffled));
    }

    #[test]
    fn nothing_after_a_withdrawal_changes_anything(amendments in any_amendments()) {
        let original = saved("10:50", "10:50", temperature("36.5"));
        let effective = folded(&original, &amendments);
        let withdrawn = |id: &EntryId| amendments.iter().any(|(of, _, entry)| of == id && matches!(entry.content, Content::Withdraw(_)));
        prop_assert_eq!(effective.amendments.iter().position(withdrawn), effective.withdrawn.then(|| effective.amendments.len() - 1));
    }
}
