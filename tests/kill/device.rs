//! The device dies: at a random instant after a random number of words, again and again on one profile.

use std::{thread, time::Duration};

use daylog_tests::harness::{DATE, Device, District, Run, Said, Seeded};

use crate::cycles;

/// A save and a sync on loopback take some milliseconds each: within this a kill may fall anywhere among a few of them.
const WITHIN_MICROS: u64 = 20_000;

#[test]
fn a_device_killed_while_it_logs_and_syncs_loses_nothing_and_sends_nothing_twice() {
    let district = District::new();
    let device = Device::enrolled(&district.invite("张如彬"));
    let mut random = Seeded::new(20200227);
    let mut said = Said::default();
    for cycle in 1..=cycles() {
        let run = Run::start(device.profile(), &format!("cycle {cycle} entry"), 1000, 1 + random.below(4));
        for _ in 0..random.below(12) {
            said.hear(&run.next().expect("it goes on until it is killed"));
        }
        thread::sleep(Duration::from_micros(random.below(WITHIN_MICROS)));
        for line in run.kill() {
            said.hear(&line);
        }
        assert!(!said.is_done, "the run was killed in the middle");
    }
    device.sync();
    eprintln!("{} saved, {} received before a kill", said.saved.len(), said.received.len());
    assert!(said.received.len() as u64 > cycles(), "the kills left time to sync: {}", said.received.len());
    said.check(&device.diary(), &district.diary(DATE));
    let status = device.json(&["status"]);
    assert_eq!((&status["server_has"], &status["pending"]), (&status["last"], &0.into()), "{status}");
}
