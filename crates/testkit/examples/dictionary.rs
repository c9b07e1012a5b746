//! Trains the dictionary that segments are packed with: `cargo run -p daylog-testkit --example dictionary FILE`.
//! A released dictionary is frozen; a better one gets a new number and a new segment version.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use daylog_domain::ids::LogId;
use daylog_store::Random;
use daylog_testkit::{Mix, SeededRandom};
use daylog_wire::{
    chain::{Head, Seed},
    entry_to_bytes,
    segment::{BlockSalts, Segment, Slot},
};

const SIZE: usize = 4 * 1024;

fn main() {
    let file = std::env::args().nth(1).unwrap();
    let mut random = SeededRandom::new(2020);
    let samples: Vec<Vec<u8>> = (0..600_u32).map(|number| sample(number, &mut random)).collect();
    let dictionary = zstd::dict::from_samples(&samples, SIZE).unwrap();
    std::fs::write(&file, &dictionary).unwrap();
    println!("{} bytes from {} samples to {file}", dictionary.len(), samples.len());
}

fn sample(number: u32, random: &mut SeededRandom) -> Vec<u8> {
    let (mut log, mut previous, mut seed) = ([0; 16], [0; 32], [0; 16]);
    random.fill(&mut log).unwrap();
    random.fill(&mut previous).unwrap();
    random.fill(&mut seed).unwrap();
    let mut mix = Mix::new(random.next_u64(), 1 + number % 30);
    let skipped = usize::try_from(random.below(2_000)).unwrap();
    mix.entries(skipped);
    let count = usize::try_from(1 + random.below(12)).unwrap();
    let slots = mix.entries(count).iter().map(|entry| Slot::Entry(entry_to_bytes(entry))).collect();
    let segment = Segment {
        log: LogId(log),
        first: 1 + random.below(40),
        previous: Head(previous),
        salts: vec![BlockSalts::Seed(Seed(seed))],
        slots,
    };
    let mut bytes = Vec::new();
    minicbor::encode(&segment, &mut bytes).unwrap();
    bytes
}
