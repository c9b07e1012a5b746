//! What test programs print, read line by line: how many tests passed and failed, and what they say of the failed ones.
//! Cargo's harness, Node's test runner and vitest are understood.

use crate::failure::Failure;

/// So many lines are kept of what failed: the first failure whole, not a book of what followed from it.
const MOST_TOLD: usize = 60;
const LONGEST_LINE: usize = 300;

/// How many tests a program said it ran, and what it said of those that failed.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Counts {
    pub passed: u64,
    pub failed: u64,
    pub told: Vec<String>,
}

impl Counts {
    pub const ONE_PASSED: Counts = Counts { passed: 1, failed: 0, told: Vec::new() };

    /// One test failed, for this reason, which is printed now and once more at the end.
    pub fn failed(why: impl Into<String>) -> Counts {
        let why = why.into();
        println!("{why}");
        Counts { passed: 0, failed: 1, told: vec![why] }
    }

    /// A step that is one test: it went well or it did not.
    pub fn of(name: &str, result: Result<(), Failure>) -> Counts {
        match result {
            Ok(()) => Counts::ONE_PASSED,
            Err(failure) => Counts::failed(format!("{name}: {failure}")),
        }
    }

    pub fn add(&mut self, other: Counts) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.told.extend(other.told);
    }
}

/// Reads the output of one program.
#[derive(Debug, Default)]
pub struct Reader {
    counts: Counts,
    /// Between a heading about failures and the line that sums up.
    telling: bool,
}

impl Reader {
    pub fn line(&mut self, line: &str) {
        let line = without_colour(line);
        let text = line.trim();
        let (passed, failed) = results_in(text);
        self.counts.passed += passed;
        self.counts.failed += failed;
        if ends_failures(text) {
            self.telling = false;
        } else if begins_failures(text) {
            self.telling = true;
        } else if self.telling && !text.is_empty() && self.counts.told.len() < MOST_TOLD {
            self.counts.told.push(line.trim_end().chars().take(LONGEST_LINE).collect());
        }
    }

    pub fn counts(self) -> Counts {
        self.counts
    }
}

fn begins_failures(text: &str) -> bool {
    text == "failures:" || text == "✖ failing tests:" || text.contains(" Failed Tests ")
}

fn ends_failures(text: &str) -> bool {
    text.starts_with("test result:") || text.starts_with("Test Files ")
}

/// The results in one line.
fn results_in(line: &str) -> (u64, u64) {
    if let Some(rest) = ["test result:", "Tests "].iter().find_map(|start| line.strip_prefix(start)) {
        return (number_before(rest, " passed"), number_before(rest, " failed"));
    }
    let node =
        |word: &str| ["# ", "ℹ "].iter().find_map(|mark| line.strip_prefix(mark)?.strip_prefix(word)?.trim().parse().ok()).unwrap_or(0);
    (node("pass "), node("fail "))
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

    fn read(lines: &[&str]) -> Counts {
        let mut reader = Reader::default();
        lines.iter().for_each(|line| reader.line(line));
        reader.counts()
    }

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
            assert_eq!(read(&[line]), Counts { passed, failed, told: Vec::new() }, "{line}");
        }
    }

    #[test]
    fn what_is_said_of_failed_tests_is_kept_and_nothing_else() {
        let cargo = [
            "test a ... FAILED",
            "failures:",
            "",
            "---- a stdout ----",
            "assertion failed",
            "test result: FAILED. 0 passed; 1 failed",
            "x",
        ];
        assert_eq!(read(&cargo).told, ["---- a stdout ----", "assertion failed"]);
        assert_eq!(read(&["ℹ fail 1", "✖ failing tests:", "test at a.mjs:1", "  ✖ it"]).told, ["test at a.mjs:1", "  ✖ it"]);
        assert_eq!(read(&["⎯⎯⎯ Failed Tests 1 ⎯⎯⎯", " FAIL  it", " Test Files  1 failed"]).told, [" FAIL  it"]);
        let endless = read(&[&["failures:"][..], &["why"; MOST_TOLD + 9]].concat());
        assert_eq!(endless.told.len(), MOST_TOLD);
    }
}
