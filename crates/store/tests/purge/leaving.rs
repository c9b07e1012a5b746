//! Content that goes with its household or at the end of its time, and what comes back.

use super::*;

#[test]
fn a_household_that_left_is_readable_until_its_pending_entries_were_receipted_and_then_only_by_the_server() {
    let _turn = turn();
    let run = || {
        let mut device = Device::new();
        device.learns_the_envelope_key();
        device.store.append(&[note(1, "OWN-A"), note(2, "OTHER-HOUSEHOLD"), note(1, "OWN-B")]).unwrap();
        device.take(1, vec![others(1, &note(1, "THEIRS"))]);
        device.store.keep_field("note/1//", Some("DRAFT-OF-1")).unwrap();
        device.store.keep_field("note/2//", Some("DRAFT-OF-2")).unwrap();
        device.take(2, vec![FeedItem::Removed(HouseholdId(1))]);
        // One about it still waits: all stays.
        assert!(device.holds("OWN-A") && device.holds("THEIRS") && device.store.household(HouseholdId(1)).unwrap().is_none());
        let heads = device.heads();
        device.take(3, Vec::new());
        assert_eq!(device.heads(), heads);
        for kept in ["OTHER-HOUSEHOLD", "DRAFT-OF-2", "RESIDENT-2"] {
            assert!(device.holds(kept), "{kept}");
        }
        ["OWN-A", "OWN-B", "THEIRS", "DRAFT-OF-1"].into_iter().any(|gone| device.holds(gone))
            || device.holds("RESIDENT-1")
            || !device.store.lines_of(HouseholdId(1), 9).unwrap().is_empty()
    };
    only_without(Fault::LeftHouseholdReadable, run);
}

#[test]
fn of_a_household_that_left_without_an_entry_the_record_goes_too() {
    let _turn = turn();
    let mut device = Device::new();
    assert!(device.holds("RESIDENT-1"));
    device.take(0, vec![FeedItem::Removed(HouseholdId(1))]);
    for (text, holds) in [("RESIDENT-1", false), ("ADDRESS-1", false), ("RESIDENT-2", true)] {
        assert_eq!(device.holds(text), holds, "{text}");
    }
}

#[test]
fn a_server_that_lost_what_left_gets_it_sealed_in_its_place_in_the_log() {
    let _turn = turn();
    let mut device = Device::new();
    device.learns_the_envelope_key();
    device.store.append(&[note(2, "B-1"), note(1, "A-2"), note(1, "A-3"), note(2, "B-4")]).unwrap();
    let heads = device.heads();
    device.take(4, vec![FeedItem::Removed(HouseholdId(1))]);
    // The server came back from a backup that held nothing.
    device.take(0, Vec::new());
    assert_eq!(device.store.pending().unwrap(), 4);
    let first = device.store.outgoing(100, 1_000_000).unwrap();
    assert_eq!((first.segment.unwrap().slots.len(), first.encrypted.len(), first.remaining), (1, 0, 3));
    device.take(1, Vec::new());
    let second = device.store.outgoing(100, 1_000_000).unwrap();
    assert!(second.segment.is_none());
    let key = envelope::opening_key(&[3; 32]);
    let public = device.store.device().unwrap().public;
    for ((envelope, number), text) in second.encrypted.iter().zip(2_usize..).zip(["A-2", "A-3"]) {
        let opened_envelope = envelope.open(&key).unwrap();
        let (segment, of_segment) = opened_envelope.segment.open(&public).unwrap();
        assert_eq!((segment.first, segment.previous, of_segment), (number as u64, heads[number - 2], vec![heads[number - 1]]));
        assert!(matches!(&segment.slots[0], Slot::Entry(bytes) if *bytes == daylog_wire::entry_to_bytes(&note(1, text))));
    }
    assert_eq!(second.encrypted.len(), 2);
    device.take(3, Vec::new());
    let third = device.store.outgoing(100, 1_000_000).unwrap();
    assert!(matches!(&third.segment.unwrap().slots[0], Slot::Entry(_)));
    // Once a verified backup holds them no copy is kept.
    device.sql("update log set watermark = 2");
    device.take(4, Vec::new());
    assert_eq!(device.count("select count(*) from encrypted_entry"), 1);
    device.sql("update log set watermark = 4");
    device.take(4, Vec::new());
    assert_eq!(device.count("select count(*) from encrypted_entry"), 0);
    assert_eq!(device.heads(), heads);
}

#[test]
fn without_a_key_to_encrypt_to_nothing_of_the_own_log_is_evicted_that_no_backup_holds() {
    let _turn = turn();
    let mut device = Device::new();
    device.store.append(&[note(1, "OWN")]).unwrap();
    device.take(1, vec![FeedItem::Removed(HouseholdId(1))]);
    assert!(device.holds("OWN"));
    device.sql("update log set watermark = 1");
    device.take(1, Vec::new());
    assert!(!device.holds("OWN"));
    assert_eq!(device.count("select count(*) from encrypted_entry"), 0);
}

/// What the server sends of this device's own log, about the first household.
fn come_back(of: &Segment, text: &str, sequence: u64) -> FeedEntry {
    FeedEntry { salt: of.salt(sequence), ..feed_entry(of.log, sequence, &note(1, text)) }
}

#[test]
fn where_content_left_another_branch_takes_its_number_and_what_is_encrypted_is_still_offered() {
    let _turn = turn();
    let run = |salt_of_branch: bool| {
        let mut device = Device::new();
        device.learns_the_envelope_key();
        device.store.append(&[note(2, "COMMON"), note(1, "LEFT-2"), note(2, "OWN-3")]).unwrap();
        let whole = device.whole();
        device.take(3, vec![FeedItem::Removed(HouseholdId(1))]);
        // The log is closed, and the server that came back older has said nothing of it yet.
        device.store.move_behind(device.log, 3).unwrap();
        device.sql("update log set have = 0 where state = 'closed'");
        let of_copy = come_back(&whole, "BY-COPY-2", 2);
        let of_copy = FeedEntry { salt: of_copy.salt.filter(|_| salt_of_branch), ..of_copy };
        let open = device.store.log().unwrap().log;
        device.store.apply(&answer(open, 0, vec![household(1), FeedItem::Entry(of_copy)])).unwrap();
        let closed = device.store.log_named(whole.log).unwrap().unwrap();
        let shown = device.store.lines_of(HouseholdId(1), 9).unwrap();
        let orphans: Vec<_> = device.store.orphans().unwrap().iter().map(|orphan| orphan.sequence).collect();
        ((closed.last, closed.have), shown.iter().map(|line| line.stored.id.sequence).collect::<Vec<_>>(), orphans)
    };
    // What the server holds of the rest it says itself: the log waits until then.
    assert_eq!(run(true), ((1, 0), vec![2], vec![2]));
    assert_eq!(run(false), ((3, 0), vec![], vec![]), "nothing proves that it is of another branch");
}

#[test]
fn a_household_that_comes_back_brings_its_history_and_only_what_was_really_written() {
    let _turn = turn();
    let mut device = Device::new();
    device.learns_the_envelope_key();
    let mine = note(1, "MINE");
    device.store.append(&[mine.clone(), note(1, "PURGED")]).unwrap();
    let (before, public) = (device.whole(), device.store.device().unwrap().signing_key().unwrap());
    let going = device.order(1, &[2..=2]);
    device.take(2, vec![FeedItem::Removed(HouseholdId(1))]);
    device.take(2, vec![going]);
    let entry_back = |text: &str, sequence: u64| come_back(&before, text, sequence);
    let back = |text: &str, sequence: u64| FeedItem::Entry(entry_back(text, sequence));
    let unproven = FeedItem::Entry(FeedEntry { salt: None, ..entry_back("UNPROVEN", 1) });
    device.take(2, vec![household(1), unproven, back("PURGED", 2), others(1, &note(1, "THEIRS"))]);
    assert!(!device.holds("UNPROVEN") && !device.holds("PURGED") && device.holds("THEIRS"));
    device.take(2, vec![back("MINE", 1)]);
    let lines = device.store.lines_of(HouseholdId(1), 9).unwrap();
    assert_eq!(lines.len(), 2);
    assert!(lines.iter().any(|line| line.stored.own && line.stored.entry == mine));
    let after = device.whole();
    assert_eq!(after.sign(&public).unwrap().signature, before.sign(&public).unwrap().signature);
    assert!(matches!((&after.slots[0], &after.slots[1]), (Slot::Entry(_), Slot::Purged(_))));
}

#[test]
fn phones_evict_after_their_days_of_what_is_receipted_and_in_a_verified_backup() {
    let _turn = turn();
    let settings = |phone_days| {
        let mut settings = Settings::default_in(Zone::SHANGHAI);
        settings.retention.phone_days = phone_days;
        FeedItem::Settings(serde_json::to_string(&DistrictRecord { name: "延吉市".to_owned(), settings }).unwrap())
    };
    // The quarantine ended on 28 February, it is 1 March 2020.
    let run = |phone_days, have, watermark| {
        let mut device = Device::new();
        device.store.append(&[note(1, "MINE-1"), note(1, "MINE-2"), note(1, "MINE-3")]).unwrap();
        device.take(3, vec![others(1, &note(1, "THEIRS"))]);
        device.sql(&format!("update log set watermark = {watermark}"));
        device.take(have, vec![settings(phone_days)]);
        ["MINE-1", "MINE-2", "MINE-3", "THEIRS"].map(|text| device.holds(text))
    };
    for (name, days, have, watermark, kept) in [
        ("off", None, 3, 3, [true; 4]),
        ("not yet", Some(2), 3, 3, [true; 4]),
        ("over", Some(1), 3, 3, [false; 4]),
        ("the watermark covers two", Some(1), 3, 2, [false, false, true, false]),
        ("the server says that it has one", Some(1), 1, 3, [false, true, true, false]),
        ("no backup yet", Some(0), 3, 0, [true, true, true, false]),
    ] {
        assert_eq!(run(days, have, watermark), kept, "{name}");
    }
    assert_eq!(daylog_faults::with(Fault::PruneBeyondWatermark, || run(Some(1), 3, 2)), [false; 4]);
}

#[test]
fn a_vacuum_that_could_not_be_made_is_made_at_the_next_opening() {
    let _turn = turn();
    let mut device = Device::new();
    device.store.append(&[note(1, "GOING")]).unwrap();
    daylog_faults::with(Fault::PurgeLeavesBytes, || device.is_ordered(1, 1, &[1..=1]));
    assert_eq!((device.count("select not_vacuumed from device"), device.holds("GOING")), (1, true));
    device.store = open(device.folder.path());
    assert_eq!((device.count("select not_vacuumed from device"), device.holds("GOING")), (0, false));
}

#[test]
fn what_was_quarantined_of_others_goes_with_their_household_too() {
    let _turn = turn();
    for by_order in [true, false] {
        let mut device = Device::new();
        device.learns_the_envelope_key();
        device.take(0, vec![others(1, &note(1, "REPLACED-1")), others(2, &note(2, "REPLACED-2"))]);
        device.take(0, vec![others(1, &note(1, "PRESENT-1")), others(2, &note(2, "PRESENT-2"))]);
        assert!(device.holds("REPLACED-1"));
        device.take(0, vec![if by_order { order_of_others(1) } else { FeedItem::Removed(HouseholdId(1)) }]);
        let left = ["REPLACED-1", "PRESENT-1", "REPLACED-2", "PRESENT-2"].map(|text| device.holds(text));
        assert_eq!(left, [false, false, true, true], "by order: {by_order}");
    }
}

#[test]
fn what_is_about_a_place_stays_when_a_household_of_the_same_number_leaves_or_its_time_is_over_or_is_purged() {
    let _turn = turn();
    let about_site = |text: &str| Entry { about: Target::Place(Premises::Site(SiteId(1))).into(), ..note(1, text) };
    type Ending = fn(&mut Device);
    let endings: [(&str, Ending); 3] = [
        ("left", |device| device.take(2, vec![FeedItem::Removed(HouseholdId(1))])),
        ("ordered", |device| device.is_ordered(2, 1, &[2..=2])),
        ("ordered of others", |device| device.take(2, vec![FeedItem::Removed(HouseholdId(1)), order_of_others(2)])),
    ];
    for (ending, end) in endings {
        let mut device = Device::new();
        device.learns_the_envelope_key();
        device.store.append(&[about_site("OWN-SITE"), note(1, "OWN-HOME")]).unwrap();
        device.take(2, vec![others(1, &about_site("THEIR-SITE")), others(2, &note(1, "THEIR-HOME"))]);
        let heads = device.heads();
        end(&mut device);
        let held = ["OWN-SITE", "THEIR-SITE", "OWN-HOME", "THEIR-HOME"].map(|text| device.holds(text));
        assert_eq!(held, [true, true, false, false], "{ending}");
        assert_eq!(device.heads(), heads, "{ending}");
        let shown = device.store.lines_between(Instant(0), Instant(i64::MAX)).unwrap();
        assert_eq!(
            shown.iter().map(|line| line.stored.entry.place()).collect::<Vec<_>>(),
            vec![Some(Premises::Site(SiteId(1))); 2],
            "{ending}"
        );
    }
}
