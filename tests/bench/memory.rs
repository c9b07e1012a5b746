//! What a device needs while a million entries come down to it.

use std::{fs, time::Instant};

use daylog_testkit::Mix;

use crate::{device, row::Row};

const ENTRIES: u64 = 1_000_000;
/// As many as a page holds.
const PAGE: u16 = 500;

pub fn first_sync_of_a_million() -> Row {
    let folder = tempfile::tempdir().unwrap();
    let profile = device::profile(folder.path());
    let (mut store, mut mix) = (profile.store(), Mix::new(6, device::HOUSEHOLDS));
    let before = resident("VmRSS");
    // The highest is counted from here on.
    let counts_anew = fs::write("/proc/self/clear_refs", "5").is_ok();
    let started = Instant::now();
    for page in 0..ENTRIES / u64::from(PAGE) {
        profile.receive(&mut store, page * u64::from(PAGE) + 1, &mix.entries(usize::from(PAGE)));
    }
    let took = started.elapsed();
    let highest = resident("VmHWM");
    let file = fs::metadata(folder.path().join("daylog.db")).map_or(0, |facts| facts.len());
    let grown = match (counts_anew, before, highest) {
        (true, Some(before), Some(highest)) => format!("at most {} MiB more memory", highest.saturating_sub(before) / 1024),
        _ => "memory not measured on this system".to_owned(),
    };
    Row {
        what: "a million entries taken in by a device in pages of 500",
        measured: format!("{grown}, {:.0} s, a file of {} MiB", took.as_secs_f64(), file / 1024 / 1024),
        wanted: "tens of MiB",
    }
}

/// What the system says of this process's memory, in KiB.
fn resident(what: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix(what)?.trim_start_matches(':').trim().strip_suffix("kB")?.trim().parse().ok())
}
