//! The server dies while devices send: at a random instant, and comes back on the same port.

use std::{collections::BTreeSet, thread, time::Duration};

use daylog_tests::harness::{DATE, Device, District, Run, Said, Seeded};

use crate::cycles;

const WITHIN_MICROS: u64 = 60_000;

#[test]
fn a_server_killed_while_it_acknowledges_has_everything_that_it_acknowledged() {
    let mut district = District::new();
    let device = Device::enrolled(&district.invite("张如彬"));
    let mut random = Seeded::new(20200310);
    let mut said = Said::default();
    let run = Run::start(device.profile(), "entry", 100_000, 2);
    for _ in 1..=cycles() {
        // The server is up and acknowledges: some words, then some time, then it is gone.
        let wanted = 1 + random.below(30);
        let mut heard = 0;
        while heard < wanted {
            let line = run.next().expect("the device outlives the server");
            heard += u64::from(line.starts_with("received"));
            said.hear(&line);
        }
        thread::sleep(Duration::from_micros(random.below(WITHIN_MICROS)));
        district.kill();
        for line in run.so_far() {
            said.hear(&line);
        }
        // At once, before the device can send anything again.
        let there: BTreeSet<String> = district.diary(DATE).iter().map(|line| line["entry"].as_str().unwrap().to_owned()).collect();
        let lost: Vec<_> = said.received.iter().filter(|entry| !there.contains(*entry)).collect();
        assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
        district.start();
    }
    for line in run.kill() {
        said.hear(&line);
    }
    device.sync();
    eprintln!("{} saved, {} acknowledged, {} syncs failed", said.saved.len(), said.received.len(), said.failures);
    assert!(said.failures > 0, "the kills fell into syncs");
    said.check(&device.diary(), &district.diary(DATE));
}
