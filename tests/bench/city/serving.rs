//! The server's own program in a process beside this one, with a clock that begins where the city ends. It listens on loopback
//! only, and ends with this process, or after half an hour.

use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, ChildStdin, Command, ExitCode, Stdio},
    thread,
    time::{Duration, Instant},
};

use daylog_district::clock::Clock;
use daylog_domain::time;

const AT_MOST: Duration = Duration::from_secs(30 * 60);

pub struct Serving {
    pub port: u16,
    child: Child,
    // Closed when this one ends, however it ends.
    _held: ChildStdin,
}

impl Serving {
    pub fn start(data: &Path, now: time::Instant) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["serve", &now.0.to_string(), data.to_str().unwrap()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut ready = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut ready).unwrap();
        let port = ready.trim().rsplit(':').next().and_then(|port| port.parse().ok()).unwrap();
        let held = child.stdin.take().unwrap();
        Serving { port, child, _held: held }
    }

    pub fn process(&self) -> u32 {
        self.child.id()
    }

    pub fn processor_seconds(&self) -> f64 {
        processor_seconds(self.process())
    }
}

/// Processor time that a process has used so far, user and system. It depends less than the time that passed on what else a machine
/// does; see proc(5).
pub fn processor_seconds(process: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |place: usize| fields.get(place).and_then(|field| field.parse::<u32>().ok()).map_or(0.0, f64::from);
    (ticks(11) + ticks(12)) / 100.0
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ended = (self.child.kill(), self.child.wait());
    }
}

/// What the process beside does: `serve NOW FOLDER`.
pub fn serve(now: &str, data: &str) -> ExitCode {
    thread::spawn(|| {
        let _held = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    thread::spawn(|| {
        thread::sleep(AT_MOST);
        std::process::exit(1);
    });
    let (start, begun) = (time::Instant(now.parse().unwrap()), Instant::now());
    let clock = Clock::new(move || start.plus_millis(i64::try_from(begun.elapsed().as_millis()).unwrap_or(0)));
    let words = ["daylog-server", "serve", "--data", data, "--listen", "127.0.0.1:0"];
    daylog_server::cli::run_with(words.iter().map(Into::into).collect(), clock)
}
