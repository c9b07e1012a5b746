//! One problem in words: what is said of its code, with its values.

use daylog_app::Problem;
use daylog_domain::text::shown;

use super::{
    entries,
    fill::fill,
    lost,
    problems::{KEPT, PROBLEMS, Said},
    rescue, server,
};

/// Every problem that has words.
pub(super) fn all() -> impl Iterator<Item = &'static Said> {
    PROBLEMS.iter().chain(entries::PROBLEMS).chain(rescue::PROBLEMS).chain(server::PROBLEMS)
}

/// What happened, why, what it means for the record, what to do.
pub fn problem(problem: &Problem) -> String {
    let known = all().find(|(code, ..)| *code == problem.code);
    let (what, why, record, next) = known.map_or(
        (
            "That did not work.",
            "an unforeseen error ({code})",
            KEPT,
            "Try again; if it stays so, give the technician the code and the reference {reference}.",
        ),
        |(_, what, why, record, next)| (what, why, record, next),
    );
    let text = format!("{what}\n  why: {why}\n  record: {record}\n  what to do: {next}");
    let text = match problem.code.as_str() {
        "record_lost" => lost::fill(&text, problem),
        "not_enrolled" => lost::fill_before(&text, problem),
        _ => text,
    };
    fill(&text, |name| match (name, problem.values.get(name)) {
        ("code", _) => Some(problem.code.clone()),
        ("reference", _) => Some(problem.reference.clone()),
        ("wait", _) => {
            let wait = problem.values.get("wait_seconds").filter(|seconds| *seconds != "0");
            Some(wait.map(|seconds| format!(" in {seconds} s")).unwrap_or_default())
        }
        // A list of lines; its texts were made harmless one by one.
        ("candidates", Some(candidates)) => Some(candidates.clone()),
        (_, value) => value.map(|value| shown(value)),
    })
}
