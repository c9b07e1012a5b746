//! What commands print on standard output, and whether all of it could be written.

use std::{
    io::{self, Write},
    sync::atomic::{AtomicBool, Ordering},
};

use daylog_domain::text::printable;

use super::messages::CommandError;

/// Something that was to be seen could not be written, to a full disk perhaps.
static UNSHOWN: AtomicBool = AtomicBool::new(false);

/// Whether everything that was to be seen was written, or nobody reads it any more.
pub(super) fn is_all_shown() -> bool {
    !UNSHOWN.load(Ordering::Relaxed)
}

/// Writes to standard output; a reader that went away is no error of ours.
pub(super) fn print(text: &str) {
    print_drawn(&printable(text));
}

/// The same for what this program draws with control characters of its own; nothing that somebody typed may be in it.
pub(super) fn print_drawn(text: &str) {
    let printed = try_print(text);
    if printed.is_err_and(|error| error.kind() != io::ErrorKind::BrokenPipe) {
        UNSHOWN.store(true, Ordering::Relaxed);
    }
}

pub(super) fn try_print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush())
}

pub(super) fn print_json<T: serde::Serialize>(value: &T) -> Result<(), CommandError> {
    serde_json::to_string(value).map(|text| print(&text)).map_err(|_| CommandError::internal("json"))
}
