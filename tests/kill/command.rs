//! One command of the real `daylog-server`, killed: where a file that it writes has grown to a size, or at an instant.

use std::{
    os::unix::process::ExitStatusExt,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use daylog_tests::harness::{EVENING, Outcome, Seeded, is_long, program};

/// What the system sends to a process whose file grows beyond its limit; it dies in the middle of the write.
const FILE_TOO_LARGE: i32 = 25;

#[derive(Debug, Clone, Copy)]
pub enum Kill {
    /// Where any of its files would grow beyond so many blocks of the shell's `ulimit`.
    Grown(u64),
    /// After so many microseconds.
    After(u64),
    /// So many microseconds after a new file appeared in the folder that it writes to.
    Seen(u64),
}

/// How many kills at random instants there are of a sort.
pub fn instants() -> u64 {
    if is_long() { 60 } else { 5 }
}

/// Kills in the order of a run: `every` blocks further each time until it comes through, then some at random instants.
pub fn kills(every: u64, within_micros: u64, random: &mut Seeded) -> Vec<Kill> {
    let every = if is_long() { every.div_ceil(8) } else { every };
    let instants = (0..instants()).map(|_| Kill::After(random.below(within_micros)));
    (0..400).map(|number| Kill::Grown(number * every)).chain(instants).collect()
}

/// Runs the command with these arguments and kills it; false when it came through before. It writes to this folder.
pub fn killed(arguments: &[&str], to: &Path, kill: Kill) -> bool {
    let mut command = Command::new(program("daylog-server"));
    if let Kill::Grown(blocks) = kill {
        command = Command::new("sh");
        command.args(["-c", "ulimit -c 0; ulimit -f $0; exec \"$@\"", &blocks.to_string()]).arg(program("daylog-server"));
    }
    command.args(arguments).env("DAYLOG_NOW", EVENING).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let before = names(to);
    let mut child = command.spawn().unwrap();
    if let Kill::Seen(_) = kill {
        while names(to) == before && child.try_wait().unwrap().is_none() {
            thread::yield_now();
        }
    }
    if let Kill::After(micros) | Kill::Seen(micros) = kill {
        thread::sleep(Duration::from_micros(micros));
        child.kill().unwrap();
    }
    let ended = child.wait_with_output().unwrap();
    let signal = ended.status.signal();
    let is_a_kill = signal == Some(FILE_TOO_LARGE) || signal == Some(9);
    assert!(ended.status.success() || is_a_kill, "{kill:?}: {}", String::from_utf8_lossy(&ended.stderr));
    signal.is_some()
}

/// Runs the command to its end.
pub fn run(arguments: &[&str]) -> Outcome {
    Outcome::of(Command::new(program("daylog-server")).args(arguments).env("DAYLOG_NOW", EVENING))
}

/// Runs a command that must succeed.
pub fn must(arguments: &[&str]) -> Outcome {
    let outcome = run(arguments);
    assert_eq!(outcome.code, 0, "{arguments:?}: {}", outcome.stderr);
    outcome
}

pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The names in a folder, in order; none where it is not there.
pub fn names(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<_> = files.map(|file| file.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
