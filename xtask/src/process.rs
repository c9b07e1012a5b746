//! Starts other programs: prints the line first, then lets their output through, counts it, or captures it.

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, ExitStatus, Stdio},
};

use crate::{
    failure::Failure,
    results::{Counts, Reader},
};

/// A program with its arguments, started in the checkout unless another folder is named.
pub struct Invocation {
    command: Command,
    line: String,
}

/// A test that runs longer never comes to rest.
const LONGEST_TEST: std::time::Duration = std::time::Duration::from_secs(120);

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
        let mut results = Reader::default();
        lines.iter().for_each(|line| results.line(line));
        status && results.counts().passed > 0
    }

    /// Runs a test program, lets its output through and adds up the results that it prints.
    /// A program that fails without naming a failed test counts as one.
    pub fn counted(mut self) -> Counts {
        println!("$ {}", self.line);
        let mut child = match self.command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn() {
            Ok(child) => child,
            Err(why) => {
                eprintln!("{}", self.not_started(&why));
                return Counts::failed(self.line);
            }
        };
        let mut results = Reader::default();
        if let Some(stdout) = child.stdout.take() {
            for line in BufReader::new(stdout).split(b'\n').map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line);
                results.line(&line);
                println!("{line}");
            }
        }
        let succeeded = child.wait().is_ok_and(|status| status.success());
        let counts = results.counts();
        if !succeeded && counts.failed == 0 { Counts { failed: 1, ..counts } } else { counts }
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

#[cfg(test)]
mod tests {
    use super::*;

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
        let counts = |invocation: Invocation| {
            let counts = invocation.counted();
            (counts.passed, counts.failed)
        };
        assert_eq!(counts(Invocation::new(here, "false")), (0, 1));
        assert_eq!(counts(Invocation::new(here, "no-such-program-anywhere")), (0, 1));
        assert_eq!(counts(Invocation::new(here, "true")), (0, 0));
        assert_eq!(counts(Invocation::new(here, "printf").arg("test result: FAILED. 1 passed; 1 failed; 0 ignored\\n")), (1, 1));
    }
}
