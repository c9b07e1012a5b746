//! Devices that log and sync by themselves, each the real program on a profile of its own, while something befalls what they sync with.

use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::{
    Device, Servers,
    said::{Run, Said, Work, entries_once},
    writers::Written,
};

const WORK: Work = Work { count: 1_000_000, sync_every: 2, pause_millis: 150 };
/// Three times a failover, and what a device's own patience with one address adds.
const LONGEST_SILENCE: Duration = Duration::from_secs(240);
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);

pub struct Fleet(Vec<Member>);

struct Member {
    device: Device,
    run: Run,
    said: Said,
}

impl Fleet {
    /// A roster for so many devices: a cadre and a household each.
    #[must_use]
    pub fn roster(devices: usize) -> String {
        let rows: Vec<(String, String)> = (0..devices).map(|n| (format!("H{n}"), format!("写{n}/局/cadre"))).collect();
        let rows: Vec<(&str, &str, &str)> = rows.iter().map(|(code, cadre)| (code.as_str(), "园锦社区", cadre.as_str())).collect();
        daylog_testkit::district::roster(&rows)
    }

    /// Enrols them and lets them begin.
    #[must_use]
    pub fn of(servers: &Servers, devices: usize) -> Self {
        let member = |n| {
            let device = Device::enrolled(&servers.invite(&format!("写{n}")));
            let run = Run::at(device.profile(), &format!("device {n} entry"), WORK);
            Member { device, run, said: Said::default() }
        };
        Fleet((0..devices).map(member).collect())
    }

    /// They go on while `meanwhile` runs, and until each had two more entries received after that.
    ///
    /// # Panics
    /// When one gets nothing received for longer than any failover takes.
    pub fn work_while(&mut self, meanwhile: impl FnOnce()) -> Vec<Written> {
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            let working: Vec<_> = self
                .0
                .iter_mut()
                .enumerate()
                .map(|(n, member)| {
                    scope.spawn({
                        let is_over = &is_over;
                        move || member.work(n, is_over)
                    })
                })
                .collect();
            let end = EndOfWork(&is_over);
            meanwhile();
            drop(end);
            working.into_iter().map(|worker| worker.join().unwrap()).collect()
        })
    }

    /// Whatever a device heard to be received is there, once.
    ///
    /// # Panics
    /// When something is lost or doubled.
    pub fn assert_received_are_in(&mut self, diary: impl FnOnce() -> Vec<Value>) {
        let mut received = BTreeSet::new();
        for member in &mut self.0 {
            member.hear();
            received.extend(member.said.received.iter().cloned());
        }
        // Asked afterwards: what came since does no harm.
        let there = entries_once("at the district", &diary());
        let lost: Vec<_> = received.difference(&there).collect();
        assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    }

    /// They end, each sends the last of what it has, and all of them together and the district hold the same.
    ///
    /// # Panics
    /// When a device does not get rid of everything, or something is lost or doubled. Where `is_healed`, an entry may have gone
    /// over into another log since it was received: then as many must be there as were saved.
    pub fn finish(self, servers: &Servers, is_healed: bool) -> usize {
        let (mut here, mut saved) = (Vec::new(), 0);
        let mut all = Said::default();
        for mut member in self.0 {
            for line in member.run.kill() {
                member.said.hear(&line);
            }
            member.device.sync();
            let diary = member.device.diary();
            // The one whose word was cut off.
            let of_device = member.said.saved.len();
            assert!([of_device, of_device + 1].contains(&diary.len()), "{of_device} were saved, {} are there", diary.len());
            saved += diary.len();
            here.extend(diary);
            all.saved.extend(member.said.saved);
            all.received.extend(member.said.received);
        }
        if is_healed {
            all = Said::default();
        }
        all.check(&here, &servers.diary());
        saved
    }
}

impl Member {
    fn hear(&mut self) {
        for line in self.run.so_far() {
            self.said.hear(&line);
        }
    }

    fn work(&mut self, number: usize, is_over: &AtomicBool) -> Written {
        let (began, failures) = (self.said.received.len(), self.said.failures);
        let (mut written, mut since, mut left) = (Written::default(), Instant::now(), None);
        while left.is_none_or(|left| self.said.received.len() < left) {
            if left.is_none() && is_over.load(Ordering::SeqCst) {
                left = Some(self.said.received.len() + 2);
            }
            let before = self.said.received.len();
            self.hear();
            if self.said.received.len() > before {
                written.longest_silence = written.longest_silence.max(since.elapsed());
                since = Instant::now();
            }
            assert!(since.elapsed() < LONGEST_SILENCE, "device {number} gets nothing received any more");
            thread::sleep(BETWEEN_LOOKS);
        }
        written.acknowledged = (self.said.received.len() - began) as u64;
        written.failed = self.said.failures - failures;
        written
    }
}

/// Even when what befalls them panics, the devices must end.
struct EndOfWork<'a>(&'a AtomicBool);

impl Drop for EndOfWork<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}
