//! How long a file may be. Above the first length it needs a line in the list of exceptions, which may only shrink;
//! above the second nothing helps but splitting. A file's own tests do not count.

use super::finding::{Finding, Source};

struct Limit {
    ending: &'static str,
    needs_exception_above: usize,
    never_above: usize,
}

const LIMITS: &[Limit] = &[
    Limit { ending: ".rs", needs_exception_above: 300, never_above: 600 },
    Limit { ending: ".ts", needs_exception_above: 300, never_above: 600 },
    Limit { ending: ".kt", needs_exception_above: 300, never_above: 600 },
    Limit { ending: ".vue", needs_exception_above: 150, never_above: 300 },
];

/// An exception is lowered when its file has shrunk by more than this, so that the list follows without fuss.
const SLACK: usize = 20;

pub fn findings(sources: &[Source], exceptions: &[(&str, usize)]) -> Vec<Finding> {
    let mut found: Vec<Finding> = sources.iter().filter_map(|source| judge(source, exceptions)).collect();
    for (path, _) in exceptions {
        if !sources.iter().any(|source| source.path == *path) {
            found.push(Finding::new(*path, "has an exception from the length rule but is not there"));
        }
    }
    found
}

fn judge(source: &Source, exceptions: &[(&str, usize)]) -> Option<Finding> {
    if is_generated(&source.path) {
        return None;
    }
    let limit = LIMITS.iter().find(|limit| source.path.ends_with(limit.ending))?;
    let lines = lines_without_tests(source);
    // A test is read from top to bottom and may be longer before it asks for a second room.
    let is_test = source.path.starts_with("tests/") || source.path.contains("/tests/");
    let needs_exception_above = if is_test { limit.never_above } else { limit.needs_exception_above };
    let granted = exceptions.iter().find(|(path, _)| *path == source.path).map(|(_, lines)| *lines);
    let what = match granted {
        _ if lines > limit.never_above => format!("{lines} lines; split it, above {} there is no exception", limit.never_above),
        None if lines > needs_exception_above => format!("{lines} lines; think of a better room for part of it"),
        Some(granted) if lines > granted => format!("{lines} lines, its exception grants {granted}; exceptions only shrink"),
        Some(_) if lines <= needs_exception_above => "no longer needs its exception; remove the line".to_owned(),
        Some(granted) if lines + SLACK < granted => format!("has shrunk; lower its exception from {granted} to {lines}"),
        _ => return None,
    };
    Some(Finding::new(&source.path, what))
}

fn is_generated(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "generated" | "gen" | "node_modules"))
}

fn lines_without_tests(source: &Source) -> usize {
    let is_tests_module = |(line, next): &(&str, &str)| *line == "#[cfg(test)]" && next.starts_with("mod tests");
    let lines: Vec<&str> = source.text.lines().collect();
    lines.iter().copied().zip(lines.iter().copied().skip(1)).position(|pair| is_tests_module(&pair)).unwrap_or(lines.len())
}

#[cfg(test)]
mod tests {
    use super::{
        super::{exceptions::Exceptions, finding::source},
        *,
    };

    #[test]
    fn a_length_is_judged_with_its_exception() {
        for (path, lines, exceptions, part_of_verdict) in [
            ("crates/a/src/lib.rs", 300, "", None),
            ("crates/a/src/lib.rs", 301, "", Some("think of a better room")),
            ("crates/a/src/lib.rs", 400, "length crates/a/src/lib.rs 410", None),
            ("crates/a/src/lib.rs", 411, "length crates/a/src/lib.rs 410", Some("only shrink")),
            ("crates/a/src/lib.rs", 380, "length crates/a/src/lib.rs 410", Some("lower its exception from 410 to 380")),
            ("crates/a/src/lib.rs", 200, "length crates/a/src/lib.rs 410 # why", Some("remove the line")),
            ("crates/a/src/lib.rs", 601, "length crates/a/src/lib.rs 700", Some("split it")),
            ("crates/a/tests/flows.rs", 599, "", None),
            ("ui/phone/Due.vue", 151, "", Some("151 lines")),
            ("ui/kit/generated/types.ts", 5000, "", None),
            ("README.md", 5000, "", None),
        ] {
            let granted = Exceptions::read(exceptions).lengths;
            let found = findings(&[source(path, &"line\n".repeat(lines))], &granted);
            match part_of_verdict {
                None => assert_eq!(found, [], "{path} {lines} {exceptions}"),
                Some(part) => assert!(found.len() == 1 && found[0].what.contains(part), "{path} {lines} {exceptions}: {found:?}"),
            }
        }
    }

    #[test]
    fn the_tests_of_a_file_do_not_count() {
        let text = format!("{}#[cfg(test)]\nmod tests {{\n{}}}\n", "line\n".repeat(299), "line\n".repeat(900));
        assert_eq!(findings(&[source("crates/a/src/lib.rs", &text)], &[]), []);
    }

    #[test]
    fn an_exception_for_a_file_that_is_gone_is_found() {
        assert_eq!(findings(&[], &[("crates/a/src/gone.rs", 400)]).len(), 1);
    }
}
