//! A device that logs and syncs by itself until its work is done or it is killed. Tests only, never shipped.
//!
//! `daylog-test-device PROFILE PREFIX COUNT SYNC_EVERY PAUSE_MILLIS` logs COUNT notes on the first household, `PREFIX 1` and so
//! on, each after a pause of up to PAUSE_MILLIS, and syncs after each SYNC_EVERY of them. On standard output, one line each and at once: `saved ENTRY` when an entry is on
//! disk, `received ENTRY` when the server has said that it holds it, `failed CODE` when a sync failed, `done` at the end.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use std::{sync::Arc, time::Duration};

use daylog_app::{App, Ports, views::diary::LineState};
use daylog_domain::ids::EntryId;
use daylog_testkit::SeededRandom;
use daylog_tests::harness::note;

fn main() {
    // What fails is said in full beside the test's own words.
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .with_max_level(tracing_subscriber::filter::LevelFilter::WARN)
        .init();
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [profile, prefix, count, every, pause] = args.as_slice() else { panic!("PROFILE PREFIX COUNT SYNC_EVERY PAUSE_MILLIS") };
    let [count, every, pause]: [u64; 3] = [count, every, pause].map(|number| number.parse().unwrap());
    let mut random = SeededRandom::new(prefix.bytes().map(u64::from).sum());
    let app = App::new(profile.into(), Ports::default());
    app.unlock(&std::env::var("DAYLOG_PIN").unwrap()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut waiting = Vec::new();
    for number in 1..=count {
        std::thread::sleep(Duration::from_millis(random.below(pause + 1)));
        let entry = app.save(&note(&app, &format!("{prefix} {number}"))).unwrap().entry;
        println!("saved {entry}");
        waiting.push(entry);
        if every > 0 && number % every == 0 {
            sync(&app, &runtime, &mut waiting);
        }
    }
    println!("done");
}

fn sync(app: &Arc<App>, runtime: &tokio::runtime::Runtime, waiting: &mut Vec<EntryId>) {
    match runtime.block_on(app.sync()) {
        Ok(_) => waiting.retain(|entry| {
            let is_received = app.entry(*entry).unwrap().line.state == LineState::Received;
            if is_received {
                println!("received {entry}");
            }
            !is_received
        }),
        Err(problem) => {
            println!("failed {}", problem.code);
            // Without a server it would do nothing but fill the disk.
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}
