//! `cargo xtask bench`: the figures that the product promises, taken in release on this machine. Nothing here judges;
//! a figure is for reading, with the machine that it was taken on.

use std::path::Path;

use crate::{
    failure::Failure,
    machine::{self, Need},
    process::Invocation,
    ui,
};

const FIGURES: &str = "docs/figures.md";

pub fn bench(root: &Path, options: &[&str]) -> Result<(), Failure> {
    let write = match options {
        [] => false,
        ["--write"] => true,
        _ => return Err(Failure::usage("cargo xtask bench [--write]      --write keeps the figures in docs/figures.md")),
    };
    machine::install(root, &[Need::Compile])?;
    ui::build(root)?;
    // The bench founds its districts with the server's own program.
    let built = ["--package", "daylog-tests", "--bin", "daylog-bench", "--package", "daylog-server", "--bin", "daylog-server"];
    Invocation::new(root, "cargo").args(["build", "--release", "--locked"]).args(built).run()?;
    println!("measuring; the machine should have nothing else to do");
    let table = Invocation::new(root, "target/release/daylog-bench").text()?;
    let sizes = Invocation::new(&root.join("ui"), "node").arg("checks/budgets.mjs").stdout_whatever_happens();
    let text = figures(&machine(root), &table, &sizes);
    print!("{text}");
    if write {
        let path = root.join(FIGURES);
        std::fs::write(&path, text).map_err(|why| Failure::file(&path, why))?;
    }
    Ok(())
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
