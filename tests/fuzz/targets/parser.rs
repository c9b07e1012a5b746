//! The parser that `DAYLOG_PARSER` names, under libFuzzer. What the parsers must hold stands in tests/parsers.

#![no_main]

use std::sync::OnceLock;

use daylog_tests::parsers::{ALL, Parser};
use libfuzzer_sys::fuzz_target;

fn chosen() -> &'static Parser {
    static CHOSEN: OnceLock<&'static Parser> = OnceLock::new();
    CHOSEN.get_or_init(|| {
        let name = std::env::var("DAYLOG_PARSER").unwrap_or_default();
        ALL.iter().find(|parser| parser.name == name).unwrap_or_else(|| panic!("DAYLOG_PARSER names no parser: {name:?}"))
    })
}

fuzz_target!(|bytes: &[u8]| (chosen().read)(bytes));
