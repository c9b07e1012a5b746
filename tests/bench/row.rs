//! One row of the table, and what samples and counts come to.

use std::time::Duration;

pub struct Row {
    pub what: &'static str,
    pub measured: String,
    pub wanted: &'static str,
}

/// Prints a row of the table.
pub fn row(what: &str, measured: &str, wanted: &str) {
    println!("| {what} | {measured} | {wanted} |");
}

/// The value below which `share` of the sorted samples lie.
pub fn percentile(samples: &mut [Duration], share: f64) -> Duration {
    samples.sort();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a short list")]
    let place = ((samples.len() - 1) as f64 * share).round() as usize;
    samples[place]
}

pub fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

#[allow(clippy::cast_precision_loss, reason = "a rate for people")]
pub fn per_second(count: u64, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}
