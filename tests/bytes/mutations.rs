//! Inputs made from inputs: bits and bytes changed, pieces cut, doubled, moved and joined, lengths made huge. From a seed.

use daylog_testkit::SeededRandom;

/// For each parser; with `DAYLOG_LONG` ten times as many.
pub fn count() -> usize {
    if daylog_tests::harness::is_long() { 20_000 } else { 2_000 }
}

/// An endless row of mutated inputs.
pub fn of(inputs: &[Vec<u8>], name: &str) -> impl Iterator<Item = Vec<u8>> {
    let seed = name.bytes().fold(7_u64, |seed, byte| seed.wrapping_mul(31).wrapping_add(u64::from(byte)));
    let mut random = SeededRandom::new(seed);
    let inputs = inputs.to_vec();
    std::iter::repeat_with(move || {
        let mut bytes = random.pick(&inputs).unwrap().clone();
        for _ in 0..=random.below(4) {
            mutate(&mut bytes, &inputs, &mut random);
        }
        bytes
    })
}

/// Heads of CBOR items that claim much: bytes, text, arrays and maps with lengths of four and eight bytes, and without an end.
const CLAIMS: [&[u8]; 8] = [
    &[0x5a, 0xff, 0xff, 0xff, 0xff],
    &[0x7a, 0x7f, 0xff, 0xff, 0xff],
    &[0x9a, 0xff, 0xff, 0xff, 0xff],
    &[0xba, 0xff, 0xff, 0xff, 0xff],
    &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x9f],
    &[0xbf],
];

fn byte(random: &mut SeededRandom) -> u8 {
    u8::try_from(random.below(256)).unwrap()
}

fn mutate(bytes: &mut Vec<u8>, inputs: &[Vec<u8>], random: &mut SeededRandom) {
    let place = |length: usize, random: &mut SeededRandom| usize::try_from(random.below(length as u64 + 1)).unwrap();
    let at = place(bytes.len(), random);
    match random.below(8) {
        0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
        1 if at < bytes.len() => bytes[at] = byte(random),
        2 => bytes.truncate(at),
        3 => {
            let end = at + place((bytes.len() - at).min(64), random);
            bytes.drain(at..end);
        }
        4 => {
            let end = at + place((bytes.len() - at).min(64), random);
            let piece = bytes[at..end].repeat(1 + usize::try_from(random.below(40)).unwrap());
            bytes.splice(at..at, piece);
        }
        5 => {
            let other = random.pick(inputs).unwrap();
            let from = place(other.len(), random);
            bytes.splice(at.., other[from..].iter().copied());
        }
        6 => {
            let claim = *random.pick(&CLAIMS).unwrap();
            let end = (at + claim.len()).min(bytes.len());
            bytes.splice(at..end, claim.iter().copied());
        }
        _ => bytes.splice(at..at, (0..random.below(9)).map(|_| byte(random)).collect::<Vec<_>>()).for_each(drop),
    }
}
