//! Measures what the product promises, each figure against a baseline of the same run. Run by `cargo xtask bench`, in release.
//! Prints a Markdown table; judges nothing, so that no test ever depends on a machine's speed.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, clippy::indexing_slicing)]

mod bytes;
mod city;
mod device;
mod import;
mod ingest;
mod memory;
mod row;
mod storage;

use std::{process::ExitCode, time::Duration};

use daylog_testkit::city::Size;
use row::{Row, row};

/// Without words the product's own figures; otherwise those of taking in alone, of both databases, or of the large city: its pages, its
/// move, its phones. `serve` is what a measurement starts beside itself.
fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["serve", now, data] => return city::serving::serve(now, data),
        ["ingest"] => print(&[ingest::ingest, ingest::ingest_of_sixteen, ingest::small_pushes_of_sixteen]),
        ["city"] => city::city(Size::LARGE),
        ["databases"] => city::databases::databases(),
        ["storage"] => storage::storage(),
        ["city", "small"] => city::city(Size::SMALL),
        ["city", "postgres"] => city::city_on_postgres(Size::LARGE),
        ["city", "postgres", "small"] => city::city_on_postgres(Size::SMALL),
        ["move"] => city::moving::city(Size::LARGE),
        ["move", "small"] => city::moving::city(Size::SMALL),
        ["load", "postgres", phones, seconds] => city::load::load_on_postgres(phones.parse().unwrap(), of_seconds(seconds)),
        ["load", phones, seconds] => city::load::load(phones.parse().unwrap(), of_seconds(seconds)),
        _ => figures(),
    }
    ExitCode::SUCCESS
}

fn of_seconds(text: &str) -> Duration {
    Duration::from_secs(text.parse().unwrap())
}

fn figures() {
    print(&[
        // First, while the process holds nothing yet that memory could be taken from.
        memory::first_sync_of_a_million,
        device::due_list,
        device::append,
        bytes::save_while_encrypting,
        ingest::ingest,
        ingest::ingest_of_sixteen,
        ingest::small_pushes_of_sixteen,
        bytes::first_sync,
        bytes::push_of_a_hundred,
    ]);
}

fn print(rows: &[fn() -> Row]) {
    println!("| what | measured | wanted |");
    println!("|---|---|---|");
    for measure in rows {
        let Row { what, measured, wanted } = measure();
        row(what, &measured, wanted);
    }
}
