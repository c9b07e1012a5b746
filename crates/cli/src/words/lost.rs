//! What the terminal says of a record that is lost: what became of it, what is left, what to do first.

use daylog_app::{Lost, Problem};

const ON: &str = "`deliver` sends what is encrypted, `rescue FILE` writes it into a file; neither needs the PIN. ";

/// What a record that was lost left for the new one, which no district knows yet.
pub(super) fn fill_before(text: &str, problem: &Problem) -> String {
    let (encrypted, left) = match problem.values.encrypted {
        None => (String::new(), String::new()),
        Some(encrypted) => (
            format!("; {} from the record before", entries_lie_encrypted(encrypted)),
            format!(" They go on to the district then. Until then {}", ON.trim_end()),
        ),
    };
    text.replace("{encrypted}", &encrypted).replace("{left}", &left)
}

fn entries_lie_encrypted(count: u32) -> String {
    format!("{count} unsent {} encrypted", if count == 1 { "entry lies" } else { "entries lie" })
}

/// What became of a record that is lost, and what is left of it.
pub(super) fn fill(text: &str, problem: &Problem) -> String {
    let lost = problem.values.lost;
    let why = match lost {
        Some(Lost::Empty) => "its file daylog.db is empty, though this device was enrolled",
        Some(Lost::OnlyLog) => "its file daylog.db is gone or empty and only the write-ahead log of it is left",
        Some(Lost::Quarantined) => "its file was damaged and lies beside as daylog.damaged-…",
        Some(Lost::WithoutKey) => "its key file key.json is missing or damaged",
        Some(Lost::Missing | Lost::FolderUnreadable) | None => "its file daylog.db is gone, though this device was enrolled",
    };
    let (encrypted, left) = match problem.values.encrypted.unwrap_or(0) {
        0 => ("nothing waits encrypted beside it".to_owned(), ""),
        encrypted => (format!("{} beside it", entries_lie_encrypted(encrypted)), ON),
    };
    let back = if lost == Some(Lost::WithoutKey) { "Put key.json back if there is a copy. " } else { "" };
    text.replace("{lost}", why).replace("{encrypted}", &encrypted).replace("{left}", &format!("{back}{left}"))
}
