//! `cargo xtask test`: chooses the parts, installs what they need, runs every one of them whatever fails, and sums up.
//! What a part does stands in `parts`.

mod databases;
pub mod faults;
mod fuzz;
mod parts;
mod programs;

use std::{
    fmt::Write as _,
    path::Path,
    time::{Duration, Instant},
};

use crate::{
    failure::Failure,
    machine::{self, Need},
    results::Counts,
};
use parts::{Gate, PARTS, Part};

struct Outcome {
    name: &'static str,
    counts: Counts,
    took: Duration,
}

pub fn test(root: &Path, options: &[&str]) -> Result<(), Failure> {
    let (flags, names): (Vec<&str>, Vec<&str>) = options.iter().partition(|option| option.starts_with('-'));
    if flags.contains(&"--list") {
        PARTS.iter().for_each(|part| println!("{:10} {}", part.name, part.about));
        return Ok(());
    }
    if let Some(unknown) = flags.iter().find(|flag| **flag != "--long") {
        return Err(Failure::usage(&format!("cargo xtask test [--long] [--list] [PART…]      ({unknown} is no option of it)")));
    }
    let chosen = choose(&names)?;
    let gate = Gate { root, long: flags.contains(&"--long") };
    let started = Instant::now();

    let prepared = prepare(root, &chosen);
    let mut outcomes = vec![Outcome { name: "setup", counts: Counts::of("setup", prepared), took: started.elapsed() }];
    outcomes.extend(chosen.iter().map(|part| run_part(&gate, part)));
    print!("{}", summary(&outcomes, started.elapsed()));

    let failed = outcomes.iter().any(|outcome| outcome.counts.failed > 0);
    if failed { Err(Failure::found("the gate is closed")) } else { Ok(()) }
}

fn choose(names: &[&str]) -> Result<Vec<&'static Part>, Failure> {
    if names.is_empty() {
        return Ok(PARTS.iter().collect());
    }
    if let Some(unknown) = names.iter().find(|name| !PARTS.iter().any(|part| part.name == **name)) {
        let known: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
        return Err(Failure::usage(&format!("there is no part {unknown}; the parts are: {}", known.join(" "))));
    }
    // In the gate's order, so that a quick part never waits for a slow one.
    Ok(PARTS.iter().filter(|part| names.contains(&part.name)).collect())
}

fn prepare(root: &Path, chosen: &[&Part]) -> Result<(), Failure> {
    println!("── setup");
    let needs: Vec<Need> = Need::ALL.iter().copied().filter(|need| chosen.iter().any(|part| part.needs.contains(need))).collect();
    machine::install(root, &needs)
}

fn run_part(gate: &Gate<'_>, part: &Part) -> Outcome {
    println!("\n── {}: {}", part.name, part.about);
    let started = Instant::now();
    let counts = (part.run)(gate).unwrap_or_else(|failure| Counts::of(part.name, Err(failure)));
    let took = started.elapsed();
    println!("── {}: {} passed, {} failed in {}", part.name, counts.passed, counts.failed, clock(took));
    Outcome { name: part.name, counts, took }
}

/// A line for each part, then what failed tests said, so that the end of a long output tells all that somebody needs.
fn summary(outcomes: &[Outcome], took: Duration) -> String {
    let (mut passed, mut failed) = (0, 0);
    let mut text = String::from("\n");
    for outcome in outcomes {
        passed += outcome.counts.passed;
        failed += outcome.counts.failed;
        let mark = if outcome.counts.failed == 0 { "ok    " } else { "FAILED" };
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{mark} {:10} {:>5} passed {:>4} failed {:>8}",
            outcome.name,
            outcome.counts.passed,
            outcome.counts.failed,
            clock(outcome.took)
        );
    }
    for outcome in outcomes.iter().filter(|outcome| outcome.counts.failed > 0) {
        outcome.counts.told.iter().for_each(|line| text.extend([outcome.name, " │ ", line.as_str(), "\n"]));
    }
    let _ = writeln!(text, "took {}", clock(took));
    let _ = writeln!(text, "Tests: {passed} passed, {failed} failed");
    text
}

fn clock(took: Duration) -> String {
    let seconds = took.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_counts_every_part_and_a_closed_gate_shows_where() {
        let outcome = |name, passed, failed| {
            let counts = Counts { passed, failed, told: vec!["because".to_owned()] };
            Outcome { name, counts, took: Duration::from_secs(61) }
        };
        let text = summary(&[outcome("tidy", 1, 0), outcome("unit", 40, 2)], Duration::from_secs(122));
        assert!(text.contains("unit │ because") && !text.contains("tidy │"), "{text}");
        assert_eq!(text.lines().last(), Some("Tests: 41 passed, 2 failed"));
        assert!(text.lines().any(|line| line.starts_with("FAILED unit")), "{text}");
        assert!(text.contains("1:01"), "{text}");
    }

    #[test]
    fn parts_run_in_the_gates_order_and_an_unknown_one_is_refused() {
        let names: Vec<&str> = choose(&["unit", "format"]).unwrap().iter().map(|part| part.name).collect();
        assert_eq!(names, ["format", "unit"]);
        assert!(choose(&["untidy"]).is_err());
        assert_eq!(choose(&[]).unwrap().len(), PARTS.len());
    }
}
