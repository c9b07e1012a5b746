//! What devices said on standard output before they died, and whether it was true.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
};

use serde_json::Value;

use super::{EVENING, PIN, program};

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
    ///
    /// # Panics
    /// When an entry is said to be saved twice.
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

    /// Everything that was said holds, in the diaries of the device and of the district, exactly once.
    ///
    /// # Panics
    /// When something is lost or doubled.
    pub fn check(&self, here: &[Value], there: &[Value]) {
        for (place, lines) in [("on the device", here), ("at the district", there)] {
            let once = entries_once(place, lines);
            let lost: Vec<_> = self.saved.union(&self.received).filter(|entry| !once.contains(*entry)).collect();
            assert!(lost.is_empty(), "said, and not {place}: {lost:?}");
        }
        assert_eq!(entries_once("on the device", here), entries_once("at the district", there), "device and district hold the same");
    }
}

/// The entries of a diary, none of which stands there twice, nor what it says.
///
/// # Panics
/// When one does.
pub fn entries_once(place: &str, lines: &[Value]) -> BTreeSet<String> {
    let once: BTreeSet<String> = lines.iter().map(|line| line["entry"].as_str().unwrap().to_owned()).collect();
    assert_eq!(once.len(), lines.len(), "an entry stands twice {place}");
    let texts: BTreeSet<String> = lines.iter().map(|line| line["summary"].to_string()).collect();
    assert_eq!(texts.len(), lines.len(), "something was logged once and stands twice {place}");
    once
}

/// A run of the test device.
pub struct Run {
    child: Child,
    lines: Receiver<String>,
}

/// How a device works.
#[derive(Debug, Clone, Copy)]
pub struct Work {
    /// Entries in all.
    pub count: u64,
    /// Entries from one sync to the next.
    pub sync_every: u64,
    /// The longest pause before an entry; how long each is, a seed says.
    pub pause_millis: u64,
}

impl Run {
    #[must_use]
    pub fn start(profile: &Path, prefix: &str, count: u64, sync_every: u64) -> Self {
        Self::at(profile, prefix, Work { count, sync_every, pause_millis: 0 })
    }

    /// # Panics
    /// When the program is not built.
    #[must_use]
    pub fn at(profile: &Path, prefix: &str, work: Work) -> Self {
        let mut child = Command::new(program("daylog-test-device"))
            .arg(profile)
            .args([prefix, &work.count.to_string(), &work.sync_every.to_string(), &work.pause_millis.to_string()])
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
    #[must_use]
    pub fn next(&self) -> Option<String> {
        self.lines.recv().ok()
    }

    /// What it has said since it was last asked, without waiting.
    #[must_use]
    pub fn so_far(&self) -> Vec<String> {
        self.lines.try_iter().collect()
    }

    /// Kills it now; answers what it had still said.
    ///
    /// # Panics
    /// When it cannot be killed.
    #[must_use]
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
