//! What is said of a clock that is in doubt.

use daylog_district::clock::doubt::Doubt;

use super::CommandError;
use crate::cli::looked::Looked;

fn how_far(doubt: Doubt) -> String {
    let minutes = doubt.behind_ms.unsigned_abs() / 60_000;
    let span = match minutes {
        0..=119 => format!("{minutes} minutes"),
        120..=2879 => format!("{} hours", minutes / 60),
        _ => format!("{} days", minutes / 1440),
    };
    format!("{span} {}", if doubt.behind_ms > 0 { "behind" } else { "ahead" })
}

const ACTION: &str =
    "Set the date and the time of this machine right (`date`, and a time service). If they are right, run `daylog-server clock --confirm`.";

fn evidence(looked: &Looked) -> String {
    let kept = looked
        .newest_text
        .as_ref()
        .map_or_else(|| "nothing is kept yet".to_owned(), |newest| format!("the newest record is from {newest}"));
    format!("it shows {}; {kept}; {} of {} devices heard within a day agree with it", looked.now_text, looked.devices_near, looked.devices)
}

/// For the error stream, beside a command.
pub(in crate::cli) fn note(looked: &Looked, doubt: Doubt) -> String {
    format!(
        "This machine's clock cannot be right: it is {} by what is known.\n  why: {}\n  what to do: {ACTION}\n  \
         Until then entries are taken in and kept as ever, but what is received now is dated wrongly, and nothing is deleted by its date.",
        how_far(doubt),
        evidence(looked)
    )
}

pub(in crate::cli) fn report(looked: &Looked) -> String {
    match looked.doubt {
        Some(doubt) => note(looked, doubt),
        None => format!("The clock is not in doubt: {}.", evidence(looked)),
    }
}

pub(in crate::cli) fn refused(looked: &Looked) -> CommandError {
    let off = looked.doubt.map(how_far).unwrap_or_default();
    CommandError::new(
        "Nothing was deleted.",
        format!("this machine's clock cannot be right, it is {off} by what is known: {}", evidence(looked)),
        format!("{ACTION} Then run the command again."),
    )
}
