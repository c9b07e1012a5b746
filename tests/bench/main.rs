//! Measures what the product promises, each figure against a baseline of the same run. Run by `cargo xtask bench`, in release.
//! Prints a Markdown table; judges nothing, so that no test ever depends on a machine's speed.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing)]

mod bytes;
mod device;
mod ingest;
mod memory;

use std::time::Duration;

fn main() {
    println!("| what | measured | wanted |");
    println!("|---|---|---|");
    let rows: [fn() -> Row; 7] = [
        // First, while the process holds nothing yet that memory could be taken from.
        memory::first_sync_of_a_million,
        device::due_list,
        device::append,
        bytes::save_while_encrypting,
        ingest::ingest,
        bytes::first_sync,
        bytes::push_of_a_hundred,
    ];
    for row in rows {
        let Row { what, measured, wanted } = row();
        println!("| {what} | {measured} | {wanted} |");
    }
}

struct Row {
    what: &'static str,
    measured: String,
    wanted: &'static str,
}

/// The value below which `share` of the sorted samples lie.
fn percentile(samples: &mut [Duration], share: f64) -> Duration {
    samples.sort();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a short list")]
    let place = ((samples.len() - 1) as f64 * share).round() as usize;
    samples[place]
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
