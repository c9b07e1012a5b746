//! The faults part of the gate: for every fault that a development build can be told to have, the test that `docs/faults.md`
//! names must fail with it, and all of them must pass without one.

use std::{
    path::Path,
    sync::{Mutex, PoisonError},
};

use super::programs::{self, Program, Programs};
use crate::{failure::Failure, results::Counts};

pub const FAULTS_TABLE: &str = "docs/faults.md";
pub const FAULTS: &str = "crates/faults/src/lib.rs";

/// A row of the table: a fault, and the test that notices it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    fault: String,
    package: String,
    target: String,
    test: String,
    /// The test takes the guard away itself, and fails if it does not notice.
    chooses_itself: bool,
}

pub fn run(root: &Path) -> Result<Counts, Failure> {
    let read = |file: &str| std::fs::read_to_string(root.join(file)).map_err(|why| Failure::file(&root.join(file), why));
    let rows = rows(&read(FAULTS_TABLE)?);
    let mut counts = Counts::default();
    for fault in faults(&read(FAULTS)?).into_iter().filter(|fault| rows.iter().all(|row| row.fault != *fault)) {
        counts.add(Counts::failed(format!("{fault} has no row in {FAULTS_TABLE}")));
    }
    let programs = programs::tests(root)?;
    for judged in in_parallel(&rows, |row| judge(&programs, row)) {
        counts.add(judged);
    }
    Ok(counts)
}

fn judge(programs: &Programs, row: &Row) -> Counts {
    let Some(program) = programs.get(&(row.package.clone(), row.target.clone())) else {
        return Counts::failed(format!("{}: there is no test program {} of {}", row.fault, row.target, row.package));
    };
    let sound = succeeds(program, row, None);
    let notices = row.chooses_itself || !succeeds(program, row, Some(&row.fault));
    match (sound, notices) {
        (true, true) => {
            println!("{:26} killed by {}", row.fault, row.test);
            Counts::ONE_PASSED
        }
        (true, false) => Counts::failed(format!("{:26} NOT KILLED by {}", row.fault, row.test)),
        (false, _) => {
            Counts::failed(format!("{:26} {} does not pass without the fault, or there is none of this name", row.fault, row.test))
        }
    }
}

/// Does the work for each item on as many threads as there are cores; the answers stand in the items' order.
fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let left = Mutex::new(items.iter().enumerate());
    let next = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
    let worker = || std::iter::from_fn(next).map(|(place, item)| (place, work(item))).collect::<Vec<_>>();
    let mut done: Vec<(usize, R)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..std::thread::available_parallelism().map_or(1, usize::from)).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_else(|panicked| std::panic::resume_unwind(panicked))).collect()
    });
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, answer)| answer).collect()
}

/// The table with this in the last cell of a fault's rows.
pub fn with_seeds(table: &str, fault: &str, seeds: &str) -> String {
    let start = format!("| `{fault}` |");
    let row = |line: &str| match line.trim_end_matches(" |").rsplit_once(" | ") {
        Some((before, _)) if line.starts_with(&start) => format!("{before} | {seeds} |\n"),
        _ => format!("{line}\n"),
    };
    table.lines().map(row).collect()
}

/// The rows of the Markdown table: fault, what it breaks, package, program, test, who takes the guard away, and after how many
/// seeds the simulation noticed.
fn rows(table: &str) -> Vec<Row> {
    let cell = |text: &str| text.trim().trim_matches('`').to_owned();
    let row = |line: &str| {
        let cells: Vec<String> = line.trim().trim_matches('|').split('|').map(cell).collect();
        match cells.as_slice() {
            [fault, _, package, target, test, by, _] if package.starts_with("daylog-") => Some(Row {
                fault: fault.clone(),
                package: package.clone(),
                target: target.clone(),
                test: test.clone(),
                chooses_itself: by == "itself",
            }),
            _ => None,
        }
    };
    table.lines().filter_map(row).collect()
}

/// Every fault there is, in the order of the list.
pub fn faults(source: &str) -> Vec<String> {
    let list = source.split_once("pub const ALL").and_then(|(_, rest)| rest.split_once("];")).map_or("", |(list, _)| list);
    list.lines().filter_map(|line| Some(line.trim().strip_prefix("Fault::")?.trim_end_matches(',').to_owned())).collect()
}

fn succeeds(program: &Program, row: &Row, fault: Option<&str>) -> bool {
    let run = program.invocation().args([&row.test, "--exact"]);
    // One world is enough to notice; the table says after how many.
    let run = run.env("DAYLOG_SEEDS", "0..8").env("RUST_BACKTRACE", "0");
    let run = if let Some(fault) = fault { run.env("DAYLOG_FAULT", fault) } else { run };
    run.passes_a_test()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_done_in_parallel_is_answered_in_order_and_for_every_item() {
        let items: Vec<u64> = (0..100).collect();
        assert_eq!(in_parallel(&items, |item| item * 2), items.iter().map(|item| item * 2).collect::<Vec<_>>());
    }

    #[test]
    fn the_table_and_the_list_are_read() {
        let table = "| fault | breaks | package | program | test | by | seeds |\n|---|---|---|---|---|---|---|\n\
                     | `A` | promise 1 | `daylog-server` | `pull` | `a::b` | the gate | – |\nprose\n";
        let row =
            Row { fault: "A".into(), package: "daylog-server".into(), target: "pull".into(), test: "a::b".into(), chooses_itself: false };
        assert_eq!(rows(table), [row]);
        assert_eq!(with_seeds(table, "A", "3"), table.replace('–', "3"));
        assert_eq!(with_seeds(table, "B", "3"), table);
        assert_eq!(faults("pub const ALL: &[Fault] = &[\n  Fault::A,\n  Fault::B,\n];\n Fault::C,"), ["A", "B"]);
    }
}
