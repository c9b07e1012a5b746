//! Properties of the chain and of the segment codec.

#![allow(clippy::unwrap_used)]

use daylog_domain::ids::LogId;
use daylog_wire::{
    Unreadable,
    chain::{self, BLOCK_ENTRIES, Commitment, Head, Seed},
    keys::SigningKey,
    segment::{BadSegment, BlockSalts, SEGMENT_ENTRIES, Segment, SignedSegment, Slot, UNPACKED_LIMIT},
};
use proptest::prelude::*;

fn seeds(first: u64, count: u64) -> Vec<BlockSalts> {
    (chain::block_of(first)..=chain::block_of(first + count.max(1) - 1)).map(|block| BlockSalts::Seed(seed(block))).collect()
}

fn seed(block: u64) -> Seed {
    Seed([u8::try_from(block % 251).unwrap(); 16])
}

fn segment(first: u64, entries: Vec<Vec<u8>>) -> Segment {
    let salts = seeds(first, entries.len() as u64);
    Segment { log: LogId([9; 16]), first, previous: Head([3; 32]), salts, slots: entries.into_iter().map(Slot::Entry).collect() }
}

fn key() -> SigningKey {
    SigningKey::from_seed(&[42; 32]).unwrap()
}

fn some_segment() -> impl Strategy<Value = Segment> {
    (1..300_u64, prop::collection::vec(prop::collection::vec(any::<u8>(), 0..80), 1..150))
        .prop_map(|(first, entries)| segment(first, entries))
}

proptest! {
    #[test]
    fn a_signed_segment_survives_the_way(segment in some_segment()) {
        let (opened, heads) = segment.sign(&key()).unwrap().open(&key().public()).unwrap();
        prop_assert_eq!(heads.len(), segment.slots.len());
        prop_assert_eq!(opened, segment);
    }

    #[test]
    fn where_a_log_is_cut_into_segments_does_not_change_its_heads(segment in some_segment(), cut in 0..150_usize) {
        let whole = segment.heads().unwrap();
        let cut = cut % segment.slots.len();
        let entries = |slots: &[Slot]| slots.iter().map(|slot| match slot { Slot::Entry(bytes) => bytes.clone(), Slot::Purged(_) => unreachable!() }).collect::<Vec<_>>();
        let (front, back) = segment.slots.split_at(cut);
        let mut second = self::segment(segment.first + cut as u64, entries(back));
        let mut heads = Vec::new();
        if cut > 0 {
            let first = self::segment(segment.first, entries(front));
            heads = first.heads().unwrap();
            second.previous = *heads.last().unwrap();
        }
        heads.extend(second.heads().unwrap());
        prop_assert_eq!(heads, whole);
    }

    #[test]
    fn one_changed_byte_of_any_entry_breaks_the_signature(segment in some_segment(), place in any::<prop::sample::Index>()) {
        let signed = segment.sign(&key()).unwrap();
        let mut changed = segment.clone();
        let slot = place.index(changed.slots.len());
        let Slot::Entry(bytes) = &mut changed.slots[slot] else { unreachable!() };
        bytes.push(0);
        let forged = SignedSegment { bytes: changed.to_bytes(), signature: signed.signature };
        prop_assert_eq!(forged.open(&key().public()), Err(BadSegment::Signature));
    }

    #[test]
    fn arbitrary_bytes_are_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = Segment::from_bytes(&bytes);
        let versioned = [&[1], bytes.as_slice()].concat();
        let _ = Segment::from_bytes(&versioned);
    }

    #[test]
    fn a_cut_segment_is_refused(segment in some_segment(), keep in 0.0..1.0_f64) {
        let bytes = segment.to_bytes();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let cut = (bytes.len() as f64 * keep) as usize;
        prop_assert!(Segment::from_bytes(&bytes[..cut]).is_err());
    }
}

#[test]
fn after_a_purge_the_same_head_still_verifies() {
    let whole = segment(BLOCK_ENTRIES - 1, vec![b"one".to_vec(), b"two".to_vec(), b"three".to_vec()]);
    let signed = whole.sign(&key()).unwrap();
    let sequences = [BLOCK_ENTRIES - 1, BLOCK_ENTRIES, BLOCK_ENTRIES + 1];
    let salts = sequences.map(|sequence| chain::salt(seed(chain::block_of(sequence)), sequence));
    let purged = Segment {
        salts: vec![BlockSalts::Each(vec![Some(salts[0]), None]), BlockSalts::Seed(seed(1))],
        slots: vec![whole.slots[0].clone(), Slot::Purged(chain::commitment(salts[1], b"two")), whole.slots[2].clone()],
        ..whole
    };
    let resent = SignedSegment { bytes: purged.to_bytes(), signature: signed.signature };
    assert!(resent.open(&key().public()).is_ok());
    assert!(!resent.bytes.windows(3).any(|window| window == b"two"));
}

#[test]
fn a_purged_commitment_cannot_be_swapped() {
    let mut segment = segment(1, vec![b"one".to_vec(), b"two".to_vec()]);
    let signed = segment.sign(&key()).unwrap();
    segment.slots[0] = Slot::Purged(Commitment([1; 32]));
    let forged = SignedSegment { bytes: segment.to_bytes(), signature: signed.signature };
    assert_eq!(forged.open(&key().public()), Err(BadSegment::Signature));
}

#[test]
fn a_segment_that_unpacks_to_more_than_the_limit_is_refused_before_it_is_unpacked() {
    let bomb = [vec![1], daylog_wire::segment::pack(&vec![0; 64 * 1024 * 1024])].concat();
    assert!(bomb.len() < 100_000);
    assert!(matches!(Segment::from_bytes(&bomb), Err(Unreadable::TooLarge { .. })));
}

#[test]
fn a_later_version_is_named_as_such() {
    assert_eq!(Segment::from_bytes(&[9, 1, 2]), Err(Unreadable::Version(9)));
}

#[test]
fn lists_of_more_places_than_a_segment_has_are_refused_while_they_are_read() {
    for (salts, slots) in [(SEGMENT_ENTRIES + 1, 1), (1, SEGMENT_ENTRIES + 1)] {
        let mut long = segment(1, vec![Vec::new(); slots]);
        long.salts = vec![BlockSalts::Each(Vec::new()); salts];
        assert!(Segment::from_bytes(&long.to_bytes()) == Err(Unreadable::Form), "{salts} salts, {slots} slots");
    }
    let mut long = segment(1, vec![Vec::new()]);
    long.salts = vec![BlockSalts::Each(vec![None; SEGMENT_ENTRIES + 1])];
    assert!(Segment::from_bytes(&long.to_bytes()) == Err(Unreadable::Form), "one block's salts");
}

#[test]
fn a_piece_at_its_limit_is_still_read_when_a_purge_puts_salts_in_place_of_its_seeds() {
    let long = vec![7_u8; UNPACKED_LIMIT / SEGMENT_ENTRIES - 8];
    let whole = segment(1, vec![long; SEGMENT_ENTRIES]);
    let signed = whole.sign(&key()).unwrap();
    assert!(signed.open(&key().public()).is_ok());
    let numbers = (1..=SEGMENT_ENTRIES as u64).step_by(64).collect();
    let left = whole.without(&numbers, &daylog_wire::purge::ranges(&numbers)).unwrap().unwrap();
    assert_eq!(Segment::from_bytes(&left.to_bytes()).as_ref(), Ok(&left));
    assert_eq!(left.heads(), whole.heads());
}
