//! `cargo xtask bench`: the figures that the product promises, taken in release on this machine. Nothing here judges;
//! a figure is for reading, with the machine that it was taken on.

mod builds;
mod sections;

use std::path::Path;

use crate::{
    failure::Failure,
    machine::{self, Need},
    process::Invocation,
    ui,
};

const FIGURES: &str = "docs/figures.md";
/// Phones of the load, and the seconds within which they come.
const PHONES: &str = "10000";
const WITHIN_SECONDS: &str = "600";
const USAGE: &str = "cargo xtask bench [--write]      --write keeps the figures in docs/figures.md
cargo xtask bench city [--write] what dashboard and phones of a large city wait for; the city is made once, in minutes
cargo xtask bench databases [--write] a seventh of that city in SQLite and in PostgreSQL
cargo xtask bench load [--write] ten thousand phones that come within ten minutes
cargo xtask bench city postgres, load postgres [--write] the same where the district lies in PostgreSQL
cargo xtask bench move [--write] how long a large city takes to move to PostgreSQL, and back
cargo xtask bench storage [--write] bytes an entry on the disk and in the write-ahead log, in SQLite and in PostgreSQL
cargo xtask bench builds         how long building takes, from nothing and after one change";

pub fn bench(root: &Path, options: &[&str]) -> Result<(), Failure> {
    let write = match options {
        [] => false,
        ["--write"] => true,
        ["help"] => {
            println!("{USAGE}");
            return Ok(());
        }
        ["builds"] => return builds::builds(root),
        ["city", "postgres", options @ ..] => return section(root, ("city", "The large city on PostgreSQL"), &["postgres"], options),
        ["city", options @ ..] => return section(root, ("city", "The large city"), &[], options),
        ["databases", options @ ..] => return section(root, ("databases", "SQLite and PostgreSQL"), &[], options),
        ["storage", options @ ..] => return section(root, ("storage", "Bytes of an entry"), &[], options),
        ["move", options @ ..] => return section(root, ("move", "A large city moves"), &[], options),
        ["load", "postgres", options @ ..] => {
            return section(root, ("load", "Ten thousand phones on PostgreSQL"), &["postgres", PHONES, WITHIN_SECONDS], options);
        }
        ["load", options @ ..] => return section(root, ("load", "Ten thousand phones"), &[PHONES, WITHIN_SECONDS], options),
        _ => return Err(Failure::usage(USAGE)),
    };
    machine::install(root, &[Need::Compile, Need::Browser, Need::EndToEnd])?;
    ui::build(root)?;
    build_with(root, &["--package", "daylog-bridge", "--bin", "daylog-bridge"])?;
    let table = Invocation::new(root, "target/release/daylog-bench").text()?;
    let table = format!("{}\n{}", table.trim_end(), of_the_page(root)?);
    let sizes = Invocation::new(&root.join("ui"), "node").arg("checks/budgets.mjs").stdout_whatever_happens();
    let text = figures(&machine(root), &table, &sizes);
    print!("{text}");
    if write {
        let path = root.join(FIGURES);
        let there = std::fs::read_to_string(&path).unwrap_or_default();
        std::fs::write(&path, text + sections::behind_the_head(&there)).map_err(|why| Failure::file(&path, why))?;
    }
    Ok(())
}

/// A measurement with a section of its own.
fn section(root: &Path, (name, heading): (&str, &str), words: &[&str], options: &[&str]) -> Result<(), Failure> {
    let write = match options {
        [] => false,
        ["--write"] => true,
        _ => return Err(Failure::usage(USAGE)),
    };
    let is_elsewhere = ["move", "databases", "storage"].contains(&name) || words.contains(&"postgres");
    machine::install(root, if is_elsewhere { &[Need::Compile, Need::Postgres] } else { &[Need::Compile] })?;
    build_with(root, &[])?;
    let table = Invocation::new(root, "target/release/daylog-bench").arg(name).args(words).text()?;
    let rows = rows(&table);
    let name = if words.contains(&"postgres") { format!("{name} postgres") } else { name.to_owned() };
    let content =
        format!("By `cargo xtask bench {name} --write`, on {}.\n\n| what | measured | wanted |\n|---|---|---|\n{rows}", machine(root));
    println!("{content}");
    if write {
        let path = root.join(FIGURES);
        let there = std::fs::read_to_string(&path).unwrap_or_default();
        std::fs::write(&path, sections::with_section(&there, heading, &content)).map_err(|why| Failure::file(&path, why))?;
    }
    Ok(())
}

/// Builds the bench, and the server's own program, with which it founds districts.
fn build_with(root: &Path, more: &[&str]) -> Result<(), Failure> {
    let built = ["--package", "daylog-tests", "--bin", "daylog-bench", "--package", "daylog-server", "--bin", "daylog-server"];
    Invocation::new(root, "cargo").args(["build", "--release", "--locked"]).args(built).args(more).run()?;
    println!("measuring; the machine should have nothing else to do");
    Ok(())
}

/// The rows that a browser measures, on the optimised programs.
fn of_the_page(root: &Path) -> Result<String, Failure> {
    let binaries = root.join("target/release").display().to_string();
    let said = Invocation::new(&root.join("tests/e2e"), "node").arg("figures.mjs").env("DAYLOG_BINARIES", &binaries).text()?;
    Ok(rows(&said))
}

/// What of a program's output is a row of a table.
fn rows(said: &str) -> String {
    said.lines().filter(|line| line.starts_with("| ")).collect::<Vec<_>>().join("\n")
}

fn figures(machine: &str, table: &str, sizes: &str) -> String {
    format!(
        "# Figures\n\nTaken by `cargo xtask bench --write`, in release, on {machine}.\n\n{}\n\nWhat a browser loads:\n\n{}\n",
        table.trim_end(),
        sizes.lines().map(|line| format!("- {line}")).collect::<Vec<_>>().join("\n"),
    )
}

/// The processor, its cores, the memory and the compiler, as the system names them.
pub fn machine(root: &Path) -> String {
    let said = |path: &str, key: &str| {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(key)).unwrap_or_default();
        line.split_once(':').map_or(String::new(), |(_, value)| value.trim().to_owned())
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let rustc = Invocation::new(root, "rustc").arg("--version").text().unwrap_or_default();
    format!(
        "{} with {cores} cores and {} of memory, {}",
        said("/proc/cpuinfo", "model name"),
        said("/proc/meminfo", "MemTotal"),
        rustc.trim()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_what_the_page_s_test_says_the_rows_are_kept() {
        assert_eq!(rows("TAP version 13\n| a | 1 ms | 2 ms |\nok 1 - it\n| b | 3 | 4 |\n"), "| a | 1 ms | 2 ms |\n| b | 3 | 4 |");
    }

    #[test]
    fn figures_name_their_machine() {
        let text = figures("a machine", "| what | measured | wanted |\n|---|---|---|\n", "phone: start 50 of 60 kB\n");
        assert_eq!(
            text,
            "# Figures\n\nTaken by `cargo xtask bench --write`, in release, on a machine.\n\n| what | measured | wanted |\n|---|---|---|\n\n\
             What a browser loads:\n\n- phone: start 50 of 60 kB\n"
        );
        assert!(machine(Path::new("/")).contains("cores"));
    }
}
