//! Long runs: seeds on every core until the given number or time is over, and a table of what happened on standard output.
//! `daylog-simulation --seeds N --hours H [--first S] [--until-failed]`; run by `cargo xtask sim`, which builds it with optimisation.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

use std::{
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use daylog_tests::simulation::{
    Counts,
    run::{Failed, kept_seeds, most_memory_kb, seed},
};

/// Where the time goes, as samples of a run showed it; to be taken again when something large has changed.
const HOLDS_IT_BACK: &str = "\
An operation is a save, a request that is made, one that is answered, an answer that is taken in or turned away, what a delivery_key \
brings, or a fault; a step in which nothing happened is none, and no check is.
Nothing waits: no disk is synced, no key is derived from a PIN (the files' keys are given raw), nothing sleeps.
Of the time, samples of such a run showed 28 % in SQLite, 18 % in signatures, hashes and encrypting, 16 % in SQLCipher's page cipher and \
its codes, 9 % in taking and giving back memory, 6 % in zstd (most of it contexts that are made anew for each message), 6 % in \
mutexes, 3 % in the program's own code and 1 % in the disk in memory.
No one thing holds it back; more would come from doing less of what is real, or from keeping zstd's contexts.
The last figure above is from the processors' own time: it is what a quiet machine would do if two threads cost each other nothing.";

struct Options {
    seeds: u64,
    first: u64,
    time: Duration,
    /// Seeds in order, none of those that are kept, and no further one when one has failed.
    until_failed: bool,
}

fn asked() -> Options {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str| {
        let place = arguments.iter().position(|argument| argument == name)?;
        arguments.get(place + 1)?.parse::<f64>().ok()
    };
    let whole = |number: f64| format!("{number:.0}").parse::<u64>().unwrap();
    Options {
        seeds: number("--seeds").map_or(u64::MAX, whole),
        first: number("--first").map_or(0, whole),
        until_failed: arguments.iter().any(|argument| argument == "--until-failed"),
        time: Duration::from_secs_f64(3600.0 * number("--hours").unwrap_or(if number("--seeds").is_some() { 24.0 } else { 1.0 })),
    }
}

#[derive(Default)]
struct Total {
    seeds: u64,
    counts: Counts,
    /// Of all worlds, in whatever order they ran: the same wherever the same seeds run.
    trace: u64,
    failed: Vec<Failed>,
}

fn main() {
    let asked = asked();
    // A seed that fails is told once, by its seed.
    std::panic::set_hook(Box::new(|_| {}));
    let (started, next, total) = (Instant::now(), AtomicU64::new(0), Mutex::new(Total::default()));
    let kept = if asked.until_failed { Vec::new() } else { kept_seeds() };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while started.elapsed() < asked.time {
                    if asked.until_failed && !total.lock().unwrap().failed.is_empty() {
                        break;
                    }
                    let turn = next.fetch_add(1, Ordering::Relaxed);
                    if turn >= asked.seeds {
                        break;
                    }
                    let number = usize::try_from(turn).ok().and_then(|turn| kept.get(turn).copied()).unwrap_or(asked.first + turn);
                    let ran = seed(number);
                    let mut total = total.lock().unwrap();
                    total.seeds += 1;
                    match ran {
                        Ok(ran) => {
                            total.counts.join(&ran.counts);
                            total.trace ^= ran.trace;
                        }
                        Err(failed) => {
                            if !asked.until_failed {
                                eprintln!("{failed}");
                            }
                            total.failed.push(failed);
                        }
                    }
                }
            });
        }
    });
    let total = total.into_inner().unwrap();
    let took = started.elapsed().as_secs_f64();
    print(&total, asked.first, took);
    std::process::exit(i32::from(!total.failed.is_empty()));
}

fn print(total: &Total, first: u64, took: f64) {
    let operations = total.counts.operations;
    let per_hour = format!("{operations}").parse::<f64>().unwrap() / took * 3600.0;
    println!("| what | figure |\n|---|---|");
    println!("| seeds, from {first} | {} |", total.seeds);
    println!("| seeds that failed | {} |", total.failed.len());
    println!("| trace of all | {:016x} |", total.trace);
    println!("| time | {:.1} minutes on {} cores |", took / 60.0, thread::available_parallelism().map_or(1, usize::from));
    println!("| operations | {operations} |");
    println!("| operations in an hour | {per_hour:.0} |");
    if let Some(busy) = busy_seconds() {
        let cores = thread::available_parallelism().map_or(1.0, |cores| f64::from(u16::try_from(cores.get()).unwrap_or(u16::MAX)));
        let alone = format!("{operations}").parse::<f64>().unwrap() / busy * 3600.0 * cores;
        println!("| operations in an hour, had it had its cores for itself | {alone:.0} |");
    }
    println!("\n{HOLDS_IT_BACK}");
    println!("\n| the largest | was |\n|---|---|");
    total.counts.largest().for_each(|(name, value)| println!("| {name} | {value} |"));
    println!("| memory of the whole run, in kB | {} |", most_memory_kb().map_or("not known".to_owned(), |memory| memory.to_string()));
    println!("\n| what happened | times |\n|---|---|");
    total.counts.by_name().for_each(|(name, count)| println!("| {name} | {count} |"));
    if !total.failed.is_empty() {
        println!("\nFailed seeds: {}.", total.failed.iter().map(|failed| failed.seed.to_string()).collect::<Vec<_>>().join(", "));
    }
}

/// The time that processors spent on this process, as the kernel counts it in hundredths.
fn busy_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    let number = |place: usize| fields.split_whitespace().nth(place)?.parse::<f64>().ok();
    Some((number(11)? + number(12)?) / 100.0)
}
