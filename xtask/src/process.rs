//! Starts other programs: prints the line first, then lets their output through, counts it, or captures it.

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, ExitStatus, Stdio},
};

use crate::failure::Failure;

/// A program with its arguments, started in the checkout unless another folder is named.
pub struct Invocation {
    command: Command,
    line: String,
}

/// A test that runs longer never comes to rest.
const LONGEST_TEST: std::time::Duration = std::time::Duration::from_secs(120);

/// How many tests a program said it ran.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    pub passed: u64,
    pub failed: u64,
}

impl Counts {
    pub const ONE_PASSED: Counts = Counts { passed: 1, failed: 0 };
    pub const ONE_FAILED: Counts = Counts { passed: 0, failed: 1 };

    pub fn add(&mut self, other: Counts) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl Invocation {
    pub fn new(root: &Path, program: &str) -> Self {
        let mut command = Command::new(program);
        command.current_dir(root);
        for (name, _) in std::env::vars_os() {
            if is_about_this_crate(&name.to_string_lossy()) {
                command.env_remove(name);
            }
        }
        Invocation { command, line: program.to_owned() }
    }

    /// git on this checkout, whoever owns it: a gate that runs as root looks at files of somebody else.
    pub fn git(root: &Path) -> Self {
        Invocation::new(root, "git").args(["-c", "safe.directory=*"])
    }

    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        let shown = argument.as_ref().to_string_lossy();
        self.line.push(' ');
        if shown.contains(' ') || shown.is_empty() {
            self.line.push_str(&format!("'{shown}'"));
        } else {
            self.line.push_str(&shown);
        }
        self.command.arg(argument);
        self
    }

    #[must_use]
    pub fn args<A: AsRef<OsStr>>(self, arguments: impl IntoIterator<Item = A>) -> Self {
        arguments.into_iter().fold(self, Invocation::arg)
    }

    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs it with its output going straight to the terminal.
    pub fn run(mut self) -> Result<(), Failure> {
        println!("$ {}", self.line);
        let status = self.command.status().map_err(|why| self.not_started(&why))?;
        self.judged(status)
    }

    /// Runs it in silence unless it fails; answers what it wrote on stdout.
    pub fn text(mut self) -> Result<String, Failure> {
        let output = self.command.stdin(Stdio::null()).output().map_err(|why| self.not_started(&why))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(Failure::Program { line: self.line, why: format!("ended with {}: {}", output.status, said.trim()) })
    }

    /// What it wrote on stdout, also when it failed; nothing when it could not be started. Its errors are let through.
    pub fn stdout_whatever_happens(mut self) -> String {
        let output = self.command.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
        output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default()
    }

    /// Whether it ran and ended well, in silence.
    pub fn succeeds(mut self) -> bool {
        self.command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    }

    /// Whether it ran one test or more, and all that it ran passed; in silence, and cut off after two minutes.
    pub fn passes_a_test(mut self) -> bool {
        let started = std::time::Instant::now();
        let spawned = self.command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let Ok(mut child) = spawned else { return false };
        let said =
            child.stdout.take().map(|stdout| std::thread::spawn(move || BufReader::new(stdout).lines().map_while(Result::ok).collect()));
        let status = loop {
            match child.try_wait() {
                Ok(Some(status)) => break status.success(),
                Ok(None) if started.elapsed() < LONGEST_TEST => std::thread::sleep(std::time::Duration::from_millis(20)),
                _ => {
                    let (_killed, _reaped) = (child.kill(), child.wait());
                    break false;
                }
            }
        };
        let lines: Vec<String> = said.and_then(|reader| reader.join().ok()).unwrap_or_default();
        let mut counts = Counts::default();
        lines.iter().for_each(|line| counts.add(results_in(line)));
        status && counts.passed > 0
    }

    /// Runs a test program, lets its output through and adds up the results that it prints.
    /// A program that fails without naming a failed test counts as one.
    pub fn counted(mut self) -> Counts {
        println!("$ {}", self.line);
        let mut child = match self.command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn() {
            Ok(child) => child,
            Err(why) => {
                eprintln!("{}", self.not_started(&why));
                return Counts::ONE_FAILED;
            }
        };
        let mut counts = Counts::default();
        if let Some(stdout) = child.stdout.take() {
            for line in BufReader::new(stdout).split(b'\n').map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line);
                counts.add(results_in(&line));
                println!("{line}");
            }
        }
        let succeeded = child.wait().is_ok_and(|status| status.success());
        if !succeeded && counts.failed == 0 {
            counts.failed = 1;
        }
        counts
    }

    /// The command as it stands, for what stays running.
    pub fn into_command(self) -> (Command, String) {
        (self.command, self.line)
    }

    fn judged(&self, status: ExitStatus) -> Result<(), Failure> {
        if status.success() { Ok(()) } else { Err(Failure::Program { line: self.line.clone(), why: format!("ended with {status}") }) }
    }

    fn not_started(&self, why: &std::io::Error) -> Failure {
        Failure::Program { line: self.line.clone(), why: format!("could not be started: {why}") }
    }
}

/// What `cargo run` says about xtask itself. Build scripts take it for news about their own crate, and build it again
/// at every change between plain cargo and this tool.
fn is_about_this_crate(name: &str) -> bool {
    ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|start| name.starts_with(start)) || name == "CARGO_BIN_NAME" || name == "CARGO_CRATE_NAME"
}

/// The results in one line of a test program's output: cargo's harness, Node's test runner, vitest.
fn results_in(line: &str) -> Counts {
    let line = without_colour(line);
    let line = line.trim();
    if let Some(rest) = line.strip_prefix("test result:") {
        return Counts { passed: number_before(rest, " passed"), failed: number_before(rest, " failed") };
    }
    if let Some(rest) = line.strip_prefix("Tests ") {
        return Counts { passed: number_before(rest, " passed"), failed: number_before(rest, " failed") };
    }
    let node =
        |word: &str| ["# ", "ℹ "].iter().find_map(|mark| line.strip_prefix(mark)?.strip_prefix(word)?.trim().parse().ok()).unwrap_or(0);
    Counts { passed: node("pass "), failed: node("fail ") }
}

fn number_before(text: &str, word: &str) -> u64 {
    let Some((before, _)) = text.split_once(word) else { return 0 };
    before.rsplit(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

fn without_colour(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, tail)| tail);
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_read_from_every_test_program_that_the_gate_starts() {
        for (line, passed, failed) in [
            ("test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s", 12, 0),
            ("test result: FAILED. 3 passed; 2 failed; 0 ignored", 3, 2),
            ("\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[31m1 failed\u{1b}[39m\u{1b}[22m | \u{1b}[32m40 passed\u{1b}[39m (41)", 40, 1),
            ("ℹ pass 7", 7, 0),
            ("# fail 4", 0, 4),
            ("test nothing_of_this_is_a_result ... ok", 0, 0),
            ("ℹ tests 9", 0, 0),
        ] {
            assert_eq!(results_in(line), Counts { passed, failed }, "{line}");
        }
    }

    #[test]
    fn programs_hear_nothing_of_the_crate_that_starts_them() {
        let told = Invocation::new(Path::new("."), "env").text().unwrap();
        assert!(std::env::var_os("CARGO_PKG_NAME").is_some(), "cargo tells its tests");
        assert!(!told.lines().any(|line| line.starts_with("CARGO_PKG_")), "{told}");
        assert!(told.lines().any(|line| line.starts_with("PATH=")));
    }

    #[test]
    fn a_program_that_fails_without_naming_a_test_counts_as_one_failed() {
        let here = Path::new(".");
        assert_eq!(Invocation::new(here, "false").counted(), Counts::ONE_FAILED);
        assert_eq!(Invocation::new(here, "no-such-program-anywhere").counted(), Counts::ONE_FAILED);
        assert_eq!(Invocation::new(here, "true").counted(), Counts::default());
        let said = Invocation::new(here, "printf").arg("test result: FAILED. 1 passed; 1 failed; 0 ignored\\n").counted();
        assert_eq!(said, Counts { passed: 1, failed: 1 });
    }
}
