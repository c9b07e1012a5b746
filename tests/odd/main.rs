//! Puts the oddest entries that the store takes into an enrolled profile, as a device with other rules would have them.
//! Tests only, never shipped. `daylog-test-odd PROFILE HOUSEHOLD RESIDENT`, with DAYLOG_PIN; prints how many it saved.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use std::path::PathBuf;

use daylog_app::{clock::SystemClock, ports::Clock};
use daylog_domain::ids::{HouseholdId, ResidentId};
use daylog_store::{Store, SystemRandom, key_file::KeyFiles};
use daylog_testkit::OddDay;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [profile, household, resident] = args.as_slice() else { panic!("PROFILE HOUSEHOLD RESIDENT") };
    let (profile, reading) = (PathBuf::from(profile), SystemClock::new().read());
    let key = KeyFiles::in_folder(&profile).unlock(&std::env::var("DAYLOG_PIN").unwrap(), None, reading).unwrap();
    let mut store = Store::open(&profile, &key, Box::new(SystemRandom)).unwrap();
    let log = store.log().unwrap();
    let (household, resident) = (HouseholdId(household.parse().unwrap()), ResidentId(resident.parse().unwrap()));
    let odd = OddDay { household, resident, now: reading.wall, log: log.log, before: log.last };
    println!("{}", store.append(&odd.entries()).unwrap().len());
}
