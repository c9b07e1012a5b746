//! Content that goes by order of the district.

use super::*;

#[test]
fn an_ordered_purge_leaves_commitments_and_heads_and_not_one_byte_of_content() {
    let _turn = turn();
    let mut device = Device::new();
    let all: Vec<Entry> = (1..=150).map(|number| note(1, &format!("GOING-{number:03} {}", "x".repeat(300)))).collect();
    device.store.append(&all).unwrap();
    let (heads, before) = (device.heads(), device.whole());
    assert!(device.holds("GOING-070"));
    device.is_ordered(150, 1, &[3..=3, 60..=80]);
    let gone = |number: u64| number == 3 || (60..=80).contains(&number);
    for number in 1..=150_u64 {
        assert_eq!(device.holds(&format!("GOING-{number:03}")), !gone(number), "{number}");
    }
    assert_eq!(device.heads(), heads);
    // To a server that lost everything it still goes as the same chain, with the same signature.
    let after = device.whole();
    assert_eq!(after.heads().unwrap(), before.heads().unwrap());
    let key = device.store.device().unwrap().signing_key().unwrap();
    assert_eq!(after.sign(&key).unwrap().signature, before.sign(&key).unwrap().signature);
    assert!((1..).zip(&after.slots).all(|(number, slot)| matches!(slot, Slot::Purged(_)) == gone(number)));
    assert!(matches!(after.salts[0], BlockSalts::Each(_)) && matches!(after.salts[1], BlockSalts::Each(_)));
    assert!(matches!(after.salts[2], BlockSalts::Seed(_)));
    // Screens have what is left, and only that.
    assert_eq!(device.store.lines_of(HouseholdId(1), 1000).unwrap().len(), 128);
    assert!(matches!(device.store.line(EntryId { log: device.log, sequence: 3 }), Err(StoreError::UnknownEntry(_))));
    assert_eq!(device.store.rebuild_projections().unwrap(), 128);
    assert_eq!(device.store.lines_of(HouseholdId(1), 1000).unwrap().len(), 128);
    // The log goes on in a block without a seed, and a purge in what came then works as well.
    device.store.append(&[note(1, "AFTER-151"), note(1, "AFTER-152")]).unwrap();
    device.is_ordered(152, 2, &[130..=130, 152..=152]);
    device.store.append(&[note(1, "AFTER-153")]).unwrap();
    let last = device.whole();
    assert_eq!(*last.heads().unwrap().last().unwrap(), device.store.log().unwrap().head);
    assert!(!device.holds("AFTER-152") && device.holds("AFTER-151"));
}

#[test]
fn what_was_not_receipted_is_not_touched_by_any_order_until_it_is() {
    let _turn = turn();
    let run = || {
        let mut device = Device::new();
        device.store.append(&[note(1, "FIRST"), note(1, "SECOND"), note(1, "THIRD")]).unwrap();
        device.is_ordered(1, 1, &[1..=3]);
        let untouched = !device.holds("FIRST") && device.holds("SECOND") && device.store.waiting().unwrap().len() == 2;
        device.take(3, Vec::new());
        (untouched, !device.holds("SECOND") && !device.holds("THIRD"), device.store.lines_of(HouseholdId(1), 9).unwrap().len())
    };
    assert_eq!(run(), (true, true, 0));
    assert!(!daylog_faults::with(Fault::AnswerDeletesEntries, run).0);
}

#[test]
fn what_was_ordered_gone_moves_to_no_other_log() {
    let _turn = turn();
    let mut device = Device::new();
    device.store.append(&[note(1, "ORDERED"), note(2, "OTHER")]).unwrap();
    // The district came back older: it says again what it holds, and the order waits. Then a copy is found to have gone on.
    device.is_ordered(0, 1, &[1..=1]);
    assert!(device.holds("ORDERED"));
    device.store.move_behind(device.log, 0).unwrap();
    let open = device.store.log().unwrap().log;
    device.store.apply(&answer(open, 0, Vec::new())).unwrap();
    assert!(!device.holds("ORDERED") && device.holds("OTHER"));
    assert_eq!((device.store.log().unwrap().last, device.store.pending().unwrap()), (1, 1));
}

#[test]
fn an_order_that_somebody_else_signed_is_none() {
    let _turn = turn();
    let mut device = Device::new();
    device.store.append(&[note(1, "KEPT")]).unwrap();
    let other = SigningKey::from_seed(&[9; 32]).unwrap();
    let forged = device.order_by(&other, 1, &[1..=1]);
    device.take(1, vec![forged]);
    assert!(device.holds("KEPT"));
    assert_eq!(device.store.lines_of(HouseholdId(1), 9).unwrap().len(), 1);
}

#[test]
fn entries_of_others_go_by_order_and_a_server_that_forgot_the_order_cannot_bring_them_back() {
    let _turn = turn();
    let run = || {
        let mut device = Device::new();
        // The last stands in a log that a district which came back older does not have: its author moved it, and the order
        // names the new place alone.
        let lost = in_log(LogId([3; 16]), 1, &note(1, "THEIRS-3"));
        device.take(0, vec![others(1, &note(1, "THEIRS-1")), others(2, &note(2, "THEIRS-2")), lost]);
        assert!(device.holds("THEIRS-1") && device.holds("THEIRS-3"));
        device.take(0, vec![order_of_others(1)]);
        assert!(!device.holds("THEIRS-1") && device.holds("THEIRS-2") && !device.holds("THEIRS-3"));
        device.take(0, vec![others(1, &note(1, "THEIRS-1"))]);
        device.holds("THEIRS-1")
    };
    only_without(Fault::PurgeNotReapplied, run);
}

#[test]
fn an_order_spares_what_another_branch_has_at_the_numbers_that_it_names() {
    let _turn = turn();
    let mut device = Device::new();
    device.learns_the_envelope_key();
    device.store.append(&[note(1, "OWN"), note(2, "OTHER")]).unwrap();
    let (log, key) = (device.log, server());
    device.take(2, vec![order(1, log, runs_unseen(1..=2), &key), order(2, LogId([2; 16]), runs_unseen(1..=2), &key)]);
    assert!(device.holds("OWN") && device.holds("OTHER"));
    // With its salt the server shows that this is not what the order was about; another household's needs no salt for that.
    let theirs = FeedEntry { salt: Some(Salt([1; 16])), ..feed_entry(LogId([2; 16]), 1, &note(1, "THEIRS")) };
    device.take(2, vec![FeedItem::Entry(theirs), others(2, &note(2, "ELSEWHERE"))]);
    assert!(device.holds("THEIRS") && device.holds("ELSEWHERE"));
    // What left with its household stays encrypted as well.
    device.take(2, vec![FeedItem::Removed(HouseholdId(1))]);
    device.take(2, vec![order(3, log, runs_unseen(1..=2), &key)]);
    assert_eq!(device.count("select count(*) from encrypted_entry"), 1);
}

#[test]
fn an_amendment_that_goes_leaves_what_it_amended_as_it_was_and_an_errand_without_its_end_is_open_again() {
    let _turn = turn();
    let mut device = Device::new();
    let temperature = |tenths: u16| {
        let result = Measured::Reading(Celsius(tenths));
        Content::Temperature(Temperature { result, method: Method::SelfReported, site: None })
    };
    let of = device
        .store
        .append(&[Entry { about: Target::home(HouseholdId(1), Some(ResidentId(1))).into(), ..entry(1, temperature(365)) }])
        .unwrap()[0];
    let correct = Correct { of, at: None, content: Box::new(temperature(378)), note: None, reason: "QUOTED".to_owned() };
    device.store.append(&[entry(1, Content::Correct(correct))]).unwrap();
    let step = |errand, step, items| entry(1, Content::Errand(Errand { errand, step, items, floor: None, seal_after: None }));
    let beer = Item { what: "beer".to_owned(), quantity: 6, unit: None };
    let root = device.store.append(&[step(None, Step::Asked, vec![beer])]).unwrap()[0];
    device.store.append(&[step(Some(root), Step::Done, Vec::new())]).unwrap();
    assert!(device.store.open_errands(None).unwrap().is_empty());
    device.is_ordered(4, 1, &[2..=2, 4..=4]);
    assert_eq!(device.store.readings_of(HouseholdId(1)).unwrap()[0].celsius, Celsius(365));
    assert_eq!(device.store.open_errands(None).unwrap().len(), 1);
    assert!(!device.holds("QUOTED"));
}

#[test]
fn the_test_sees_bytes_that_a_purge_leaves_and_proofs_that_it_breaks() {
    let _turn = turn();
    let leaves = daylog_faults::with(Fault::PurgeLeavesBytes, || {
        let mut device = Device::new();
        device.store.append(&[note(1, "GOING")]).unwrap();
        device.is_ordered(1, 1, &[1..=1]);
        device.holds("GOING")
    });
    assert!(leaves);
    let breaks = daylog_faults::with(Fault::PurgeBreaksProof, || {
        let mut device = Device::new();
        device.store.append(&[note(1, "GOING")]).unwrap();
        let head = device.store.log().unwrap().head;
        device.is_ordered(1, 1, &[1..=1]);
        device.whole().heads().unwrap() != [head]
    });
    assert!(breaks);
}

#[test]
fn the_copies_of_a_moved_entry_go_with_it() {
    let _turn = turn();
    let mut device = Device::new();
    device.store.append(&[note(1, "STAYED"), note(1, "MOVED")]).unwrap();
    device.store.move_behind(device.log, 1).unwrap();
    let new = device.store.log().unwrap().log;
    device.store.move_behind(new, 0).unwrap();
    let newest = device.store.log().unwrap().log;
    let going = device.order(1, &[1..=1]);
    device.store.apply(&answer(newest, 1, vec![going])).unwrap();
    assert!(!device.holds("MOVED") && device.holds("STAYED"));
    assert_eq!(device.count("select count(*) from moved_entry"), 2);
}
