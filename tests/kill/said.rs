//! What devices said on standard output before they died, and whether it was true.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
};

use daylog_tests::harness::{DATE, Device, District, EVENING, PIN, program};

/// Everything that a device's runs have said.
#[derive(Debug, Default)]
pub struct Said {
    pub saved: BTreeSet<String>,
    pub received: BTreeSet<String>,
    pub failures: u64,
    pub is_done: bool,
}

impl Said {
    /// Takes in one line. A line that was cut off by a kill says nothing.
    pub fn hear(&mut self, line: &str) {
        match line.split_once(' ') {
            Some(("saved", entry)) => assert!(self.saved.insert(entry.to_owned()), "{entry} was saved twice"),
            Some(("received", entry)) => {
                self.received.insert(entry.to_owned());
            }
            Some(("failed", _)) => self.failures += 1,
            _ => self.is_done |= line == "done",
        }
    }

    /// Everything that was said holds, on the device and at the district, exactly once.
    pub fn check(&self, device: &Device, district: &District) {
        let entries =
            |lines: &[serde_json::Value]| -> Vec<String> { lines.iter().map(|line| line["entry"].as_str().unwrap().to_owned()).collect() };
        let (here, there) = (device.diary(), district.diary(DATE));
        for (place, lines) in [("on the device", &here), ("at the district", &there)] {
            let all = entries(lines);
            let once: BTreeSet<String> = all.iter().cloned().collect();
            assert_eq!(once.len(), all.len(), "an entry stands twice {place}");
            let texts: BTreeSet<String> = lines.iter().map(|line| line["summary"].to_string()).collect();
            assert_eq!(texts.len(), all.len(), "something was logged once and stands twice {place}");
            let lost: Vec<_> = self.saved.union(&self.received).filter(|entry| !once.contains(*entry)).collect();
            assert!(lost.is_empty(), "said, and not {place}: {lost:?}");
        }
        let ids: [BTreeSet<String>; 2] = [entries(&here).into_iter().collect(), entries(&there).into_iter().collect()];
        assert_eq!(ids[0], ids[1], "device and district hold the same");
    }
}

/// A run of the test device.
pub struct Run {
    child: Child,
    lines: Receiver<String>,
}

impl Run {
    pub fn start(profile: &Path, prefix: &str, count: u64, sync_every: u64) -> Self {
        let mut child = Command::new(program("daylog-test-device"))
            .arg(profile)
            .args([prefix, &count.to_string(), &sync_every.to_string()])
            .env("DAYLOG_PIN", PIN)
            .env("DAYLOG_NOW", EVENING)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, lines) = channel();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        thread::spawn(move || {
            let mut line = String::new();
            while output.read_line(&mut line).is_ok_and(|read| read > 0) {
                if let Some(whole) = line.strip_suffix('\n')
                    && sender.send(whole.to_owned()).is_err()
                {
                    break;
                }
                line.clear();
            }
        });
        Run { child, lines }
    }

    /// The next line, or none when the run is over.
    pub fn next(&self) -> Option<String> {
        self.lines.recv().ok()
    }

    /// What it has said since it was last asked, without waiting.
    pub fn so_far(&self) -> Vec<String> {
        self.lines.try_iter().collect()
    }

    /// Kills it now; answers what it had still said.
    pub fn kill(mut self) -> Vec<String> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.lines.iter().collect()
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        let _ended = (self.child.kill(), self.child.wait());
    }
}
