//! What a purge leaves of a segment, as a table, and whose orders count.

use daylog_domain::{
    clocks::{BootId, Clocks},
    entries::{About, Claimed, Content, UnknownTarget, note::Note, withdraw::Withdraw},
    ids::{BuildingId, EntryId},
    places::Premises,
    target::Target,
    time::Zone,
};

use super::*;
use crate::{
    chain::{Head, Seed},
    segment::SignedSegment,
};

fn key() -> SigningKey {
    SigningKey::from_seed(&[3; 32]).unwrap()
}

fn seed(block: u64) -> Seed {
    Seed([u8::try_from(block).unwrap() + 1; 16])
}

fn content(sequence: u64) -> Vec<u8> {
    format!("content-{sequence:04}").into_bytes()
}

fn segment(first: u64, last: u64) -> Segment {
    Segment {
        log: LogId([9; 16]),
        first,
        previous: Head([0xee; 32]),
        salts: (chain::block_of(first)..=chain::block_of(last)).map(|block| BlockSalts::Seed(seed(block))).collect(),
        slots: (first..=last).map(content).map(Slot::Entry).collect(),
    }
}

fn found(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn what_is_purged_is_gone_with_its_salt_and_seed_and_the_device_signature_still_verifies() {
    for (name, (first, last), purged, seeds_kept) in [
        ("nothing of it", (1, 10), vec![(65, 66)], vec![0]),
        ("one in the middle", (1, 10), vec![(5, 5)], vec![]),
        ("all of it", (1, 10), vec![(1, 10)], vec![]),
        ("more than it holds", (20, 30), vec![(1, 500)], vec![]),
        ("only an entry of its block that stands in another piece", (30, 40), vec![(2, 2)], vec![]),
        ("only an entry behind it in its block", (30, 40), vec![(64, 64)], vec![]),
        ("across the border of two blocks", (60, 70), vec![(64, 65)], vec![]),
        ("the first block of three", (10, 140), vec![(10, 12)], vec![1, 2]),
        ("the second of three", (10, 140), vec![(70, 71), (100, 100)], vec![0, 2]),
        ("the last entry", (10, 128), vec![(128, 128)], vec![0]),
    ] {
        let going: BTreeSet<u64> = purged.into_iter().flat_map(|(first, last)| first..=last).collect();
        let without = |segment: &Segment, going: &BTreeSet<u64>| segment.without(going, &ranges(going)).unwrap();
        let whole = segment(first, last);
        let signed = whole.sign(&key()).unwrap();
        let left = without(&whole, &going);
        assert_eq!(left.is_none(), name == "nothing of it", "{name}");
        let left = left.unwrap_or_else(|| whole.clone());
        assert_eq!(left.heads().unwrap(), whole.heads().unwrap(), "{name}");
        let bytes = left.to_bytes();
        assert!(SignedSegment { bytes: bytes.clone(), signature: signed.signature }.open(&key().public()).is_ok(), "{name}");
        assert_eq!(Segment::from_bytes(&bytes).unwrap(), left, "{name}");
        let plain = crate::to_bytes(&left);
        for sequence in first..=last {
            let gone = going.contains(&sequence);
            let salt = chain::salt(seed(chain::block_of(sequence)), sequence);
            assert_eq!(found(&plain, &content(sequence)), !gone, "{name}: content of {sequence}");
            assert!(!gone || !found(&plain, &salt.0), "{name}: salt of {sequence}");
        }
        for block in chain::block_of(first)..=chain::block_of(last) {
            assert_eq!(found(&plain, &seed(block).0), seeds_kept.contains(&block), "{name}: seed of block {block}");
        }
        // A second time, and in two steps, it comes to the same.
        assert_eq!(without(&left, &going), None, "{name}");
        let further = BTreeSet::from([last]);
        let both = going.union(&further).copied().collect();
        let in_steps = without(&left, &further).unwrap_or(left);
        assert_eq!(in_steps, without(&whole, &both).unwrap(), "{name}");
    }
}

#[test]
fn numbers_become_the_fewest_ranges() {
    for (numbers, expected) in [
        (vec![], vec![]),
        (vec![7], vec![(7, 7)]),
        (vec![3, 1, 2], vec![(1, 3)]),
        (vec![9, 1, 5, 6], vec![(1, 1), (5, 6), (9, 9)]),
        (vec![u64::MAX, u64::MAX - 1], vec![(u64::MAX - 1, u64::MAX)]),
    ] {
        let found: Vec<_> = ranges(&numbers.iter().copied().collect()).iter().map(|range| (range.first, range.last)).collect();
        assert_eq!(found, expected, "{numbers:?}");
    }
}

fn entries(numbers: impl IntoIterator<Item = u64>) -> BTreeMap<u64, Commitment> {
    let commitment = |number: u64| chain::commitment(chain::salt(seed(0), number), &content(number));
    numbers.into_iter().map(|number| (number, commitment(number))).collect()
}

fn order() -> PurgeOrder {
    let (reason, household) = (PurgeReason::Retention, HouseholdId(2));
    PurgeOrder { number: 7, log: LogId([9; 16]), runs: runs(&entries(1..=3)), reason, ordered_at: Instant(5), household }
}

#[test]
fn an_order_covers_what_stood_there_and_not_what_another_branch_has_at_the_same_number() {
    let whole = entries([1, 2, 3, 7, 9, u64::MAX]);
    let order = PurgeOrder { runs: runs(&whole), ..order() };
    let ranges: Vec<_> = order.ranges().iter().map(|range| (range.first, range.last)).collect();
    assert_eq!(ranges, [(1, 3), (7, 7), (9, 9), (u64::MAX, u64::MAX)]);
    for (number, commitment) in &whole {
        let another = chain::commitment(chain::salt(seed(1), *number), &content(*number));
        assert_eq!(
            (order.names(*number), order.covers(*number, *commitment), order.covers(*number, another)),
            (true, true, false),
            "{number}"
        );
        assert!(!order.covers(number.wrapping_add(1), *commitment), "{number}");
    }
    assert!([0, 4, 6, 8, 10, u64::MAX - 1].iter().all(|number| !order.names(*number)));
}

#[test]
fn only_the_districts_own_order_counts() {
    let order = order();
    let other = SigningKey::from_seed(&[4; 32]).unwrap();
    let signed = order.sign(&key());
    assert_eq!(SignedPurgeOrder::from_bytes(&signed.to_bytes()).unwrap().open(&key().public()), Ok(order.clone()));
    assert_eq!(order.sign(&other).open(&key().public()), Err(BadOrder::Signature));
    let mut changed = signed.clone();
    *changed.body.last_mut().unwrap() ^= 1;
    assert_eq!(changed.open(&key().public()), Err(BadOrder::Signature));
    let many = PurgeOrder { runs: [order.runs.as_slice(); ORDER_ENTRIES + 1].concat(), ..order };
    assert_eq!(many.sign(&key()).open(&key().public()), Err(BadOrder::Unreadable(Unreadable::Form)));
}

#[test]
fn an_order_may_be_about_its_households_entries_and_what_cannot_be_told_and_never_about_a_place() {
    let order = PurgeOrder {
        number: 1,
        log: LogId([9; 16]),
        runs: Vec::new(),
        reason: PurgeReason::ByRequest,
        ordered_at: Instant(0),
        household: HouseholdId(7),
    };
    let note = Content::Note(Note { text: "通风".to_owned() });
    let withdraw = Content::Withdraw(Withdraw { of: EntryId { log: LogId([9; 16]), sequence: 1 }, reason: "undo".to_owned() });
    let entry = |about: About, content: &Content| Entry {
        about,
        at: Claimed { instant: Instant(0), zone: Zone::SHANGHAI },
        clocks: Clocks { wall: Instant(0), elapsed_ms: 0, boot: BootId([0; 8]), server: None, doubted: None },
        content: content.clone(),
        note: None,
        late: None,
        origin: None,
    };
    let building = || About::from(Target::Place(Premises::Building(BuildingId(7))));
    let later = About::Unknown(UnknownTarget { bytes: vec![0x82, 0x18, 99, 7] });
    for (rule, entry, may_be) in [
        ("its household's", Some(entry(Target::home(HouseholdId(7), None).into(), &note)), true),
        ("another household's", Some(entry(Target::home(HouseholdId(8), None).into(), &note)), false),
        ("a place's of the same number", Some(entry(building(), &note)), false),
        ("an amendment, whatever it says itself", Some(entry(building(), &withdraw)), true),
        ("about what a later version wrote", Some(entry(later, &note)), true),
        ("unreadable", None, true),
    ] {
        assert_eq!(order.may_be_about(entry.as_ref()), may_be, "{rule}");
    }
}
