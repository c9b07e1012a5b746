//! Bytes from outside: every parser over its kept corpus, over bombs and over mutated inputs, without a panic and within a
//! limit of memory that an allocator counts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stderr, clippy::print_stdout)]

mod bombs;
mod counting;
mod mutations;
mod resident;

use std::{fs, path::PathBuf};

use daylog_tests::parsers::{self, Parser};

#[global_allocator]
static ALLOCATOR: counting::Counting = counting::Counting;

/// Reads the bytes; answers how much memory it took at most beside them.
fn measured(parser: &Parser, bytes: &[u8]) -> usize {
    let counted = counting::start();
    (parser.read)(bytes);
    counted.peak()
}

/// Reads all of them; names those that took more than the limit.
fn check(parser: &Parser, inputs: impl Iterator<Item = (String, Vec<u8>)>) {
    let too_much = inputs.filter_map(|(what, bytes)| {
        let peak = measured(parser, &bytes);
        (peak > parser.limit).then(|| format!("{} takes {peak} bytes of memory for {what} of {} bytes", parser.name, bytes.len()))
    });
    let too_much: Vec<_> = too_much.collect();
    assert!(too_much.is_empty(), "{}", too_much.iter().take(5).cloned().collect::<Vec<_>>().join("\n"));
}

/// The kept inputs of one parser: what a fuzzer found worth keeping, what once broke it.
fn corpus(parser: &Parser) -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(parser.name);
    let mut files: Vec<_> = fs::read_dir(folder).into_iter().flatten().map(|file| file.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|path| (path.display().to_string(), fs::read(&path).unwrap())).collect()
}

#[test]
fn the_kept_corpus_and_the_seeds_are_read_within_the_limit() {
    for parser in parsers::ALL {
        let seeds = parsers::seeds(parser.name);
        assert!(!seeds.is_empty(), "{} has no seeds", parser.name);
        check(parser, seeds.into_iter().map(|bytes| ("a seed".to_owned(), bytes)));
        let kept = corpus(parser);
        assert!(!kept.is_empty(), "{} has no kept corpus", parser.name);
        check(parser, kept.into_iter());
    }
}

#[test]
fn bombs_are_refused_within_the_limit() {
    for parser in parsers::ALL {
        check(parser, bombs::of(parser.name).into_iter().map(|(what, bytes)| (what.to_owned(), bytes)));
    }
}

#[test]
fn thousands_of_mutated_inputs_neither_panic_nor_take_more_than_the_limit() {
    for parser in parsers::ALL {
        let mut inputs = parsers::seeds(parser.name);
        inputs.extend(corpus(parser).into_iter().map(|(_, bytes)| bytes));
        let mutated = mutations::of(&inputs, parser.name).take(mutations::count()).enumerate();
        check(parser, mutated.map(|(number, bytes)| (format!("mutation {number}"), bytes)));
    }
}
